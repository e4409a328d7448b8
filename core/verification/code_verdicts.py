"""Verdicts on award codes and links: on record, mistyped, or a link to another site."""

from dataclasses import replace
from datetime import date, datetime

from core.awards.codes import lacks_last_symbol
from core.language.message import _
from core.verification.verdict import (
    CheckName,
    Detail,
    Verdict,
    VerdictKind,
    all_checks,
    failed,
    not_checked,
    passed,
    with_check,
)

_SAID_BACK = 60
"""The maximum number of letters that are quoted of a text that cannot be an award code. A code has
19.
"""
_WELL_FORMED = passed(_("the code is well formed"))
_BY_CODE = not_checked(_("a code carries no signature: it was looked up in the record"))
_RECORDED = {
    CheckName.FORMAT: _WELL_FORMED,
    CheckName.SIGNATURE: _BY_CODE,
    CheckName.ISSUER: passed(_("it is in the record of the training center that was asked")),
    CheckName.DATES: passed(_("it has no end date")),
    CheckName.REVOCATION: passed(_("it is not revoked")),
    CheckName.HOLDER: passed(_("the name is the one on record")),
}
ON_RECORD = {
    VerdictKind.VALID: all_checks(_RECORDED),
    VerdictKind.REVOKED: all_checks(
        {**_RECORDED, CheckName.REVOCATION: failed(_("its issuer has revoked it"))}
    ),
    VerdictKind.WITHDRAWN: all_checks(
        {**_RECORDED, CheckName.HOLDER: not_checked(_("its holder has stopped sharing it"))}
    ),
    VerdictKind.UNKNOWN: all_checks(
        {
            CheckName.FORMAT: _WELL_FORMED,
            CheckName.SIGNATURE: _BY_CODE,
            CheckName.ISSUER: failed(_("it is not in the record of the training center")),
        }
    ),
    VerdictKind.MISTYPED: all_checks(
        {CheckName.FORMAT: failed(_("it cannot be a code: its check symbol does not fit"))}
    ),
}
"""The checks that are made when an award code is looked up, by kind of verdict."""

_LAST_SYMBOL = _(
    "its last symbol is missing: links and chats leave out a *, ~, $ or = at the end. Look at the "
    "credential itself, or ask for the link"
)


def verdict_with_expiry(verdict: Verdict, ends_on: date) -> Verdict:
    """Return the verdict on an award that expires on this day, which may have passed."""
    if verdict.as_of.date() < ends_on:
        found = passed(_("it is within its time"))
        checks = with_check(verdict.checks, CheckName.DATES, found)
        return replace(verdict, valid_until=ends_on, checks=checks)
    over = _("it was valid until %(day)s", day=ends_on.isoformat())
    checks = with_check(verdict.checks, CheckName.DATES, failed(over))
    verdict = replace(verdict, valid_until=ends_on, checks=checks)
    # if an award is revoked, people need not know that it has also expired
    if verdict.kind is not VerdictKind.VALID:
        return verdict
    return replace(verdict, kind=VerdictKind.EXPIRED, reason=over, detail=Detail.EXPIRED)


def not_a_code(typed: str, now: datetime, source: str) -> Verdict:
    """Return the verdict on a text that cannot be a code: mistyped, or a link to another site."""
    from core.verification.files.links import host_of, operator_of  # noqa: PLC0415 - seldom needed

    host = host_of(typed) if "://" in typed else None
    if host is None:
        reason = _LAST_SYMBOL if lacks_last_symbol(typed) else None
        checks = ON_RECORD[VerdictKind.MISTYPED]
        shown = said_back(typed)
        return Verdict(VerdictKind.MISTYPED, shown, now, source, reason=reason, checks=checks)
    keeper = operator_of(host)
    if keeper is None:
        reason = _(
            "that is a link to %(host)s, and no code of ours is in it: ask for the code", host=host
        )
    else:
        reason = _(
            "that is a link to %(host)s (%(keeper)s), which we cannot look into: open it there, "
            "and compare the name and the date",
            host=host,
            keeper=keeper,
        )
    checks = all_checks({CheckName.FORMAT: not_checked(_("it points to another site"))})
    detail = Detail.UNSUPPORTED
    return Verdict(
        VerdictKind.UNCHECKED, host, now, source, reason=reason, detail=detail, checks=checks
    )


def said_back(typed: str) -> str:
    """Return a text that a user sent, shortened so that an answer can quote it."""
    from core.verification.signed_content import writable  # noqa: PLC0415 - seldom needed

    typed = writable(typed)
    return typed if len(typed) <= _SAID_BACK else f"{typed[:_SAID_BACK]}…"
