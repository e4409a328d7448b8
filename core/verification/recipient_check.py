"""Compare a badge's recipient with an e-mail address that the user gives.

This is the last of the six checks of a credential.
"""

from dataclasses import replace

from core.language.message import _
from core.verification import open_badges_2
from core.verification.credential_findings import Finding, Signed
from core.verification.recipients import Recipient, is_awarded_to
from core.verification.signed_content import OddShapeError
from core.verification.verdict import (
    CheckName,
    Detail,
    Verdict,
    VerdictKind,
    failed,
    not_checked,
    passed,
    with_check,
)

_OTHER = _("it was awarded to another address than the one that was given")
_OTHER_HASH = _(
    "the address that was given does not fit: it was awarded to another address, or to this one "
    "written with other capital letters"
)
_NOT_COMPARABLE = _(
    "it names its holder by a fingerprint of a kind that is not known here, so that the address "
    "that was given was not compared"
)
_UNCONFIRMED = _("the given address matches the one in it, which nobody has confirmed")
_NO_ADDRESS = _("it contains no e-mail address, so the given one was not compared")
_WHOSE = _(
    "whose it is was not checked: it names its holder by the fingerprint of an address only. "
    "Give their e-mail address to have it compared"
)


def recipients_in(signed: Signed, found: Finding) -> tuple[Recipient, ...]:
    """Return the recipients that the issuer signed, or else the recipients in a hosted badge."""
    if found.said is not None:
        return found.said.recipients
    if not signed.is_assertion or found.kind is VerdictKind.ALTERED:
        return ()
    try:
        return open_badges_2.recipients_of(signed.credential)
    except OddShapeError:
        return ()


def compare_recipient(verdict: Verdict, recipients: tuple[Recipient, ...], address: str) -> Verdict:
    """Return the verdict after comparing a badge's recipients with an e-mail address.

    If `address` is empty, the verdict says at most that nobody knows whose badge this is.
    """
    verdict = replace(verdict, recipients=recipients)
    valid = verdict.kind is VerdictKind.VALID
    if not address:
        nobody = valid and not verdict.holder and any(each.hashed for each in recipients)
        return replace(verdict, reason=_WHOSE) if nobody else verdict
    if not recipients:
        checks = with_check(verdict.checks, CheckName.HOLDER, not_checked(_NO_ADDRESS))
        return replace(verdict, checks=checks, reason=_NO_ADDRESS) if valid else verdict
    known = verdict.credential_title is not None
    if not is_awarded_to(recipients, address):
        if not all(each.is_comparable for each in recipients):
            checks = with_check(verdict.checks, CheckName.HOLDER, not_checked(_NOT_COMPARABLE))
            return replace(
                verdict, checks=checks, reason=_NOT_COMPARABLE if valid else verdict.reason
            )
        other = _OTHER_HASH if any(each.hashed for each in recipients) else _OTHER
        checks = with_check(verdict.checks, CheckName.HOLDER, failed(other))
        if not valid:
            return replace(verdict, checks=checks)
        kind, detail = VerdictKind.UNTRUSTED, Detail.OTHER_HOLDER
        return replace(verdict, kind=kind, detail=detail, reason=other, checks=checks, holder=None)
    if not known:
        told = not_checked(_UNCONFIRMED)
        return replace(verdict, checks=with_check(verdict.checks, CheckName.HOLDER, told))
    told = passed(_("it was awarded to the address that was given"))
    return replace(
        verdict,
        holder=verdict.holder or address.strip(),
        checks=with_check(verdict.checks, CheckName.HOLDER, told),
    )
