"""Verify links to goal proofs that a user sends among award codes and credentials."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Protocol

from core.language.message import _
from core.verification.verdict import (
    CheckName,
    Detail,
    Found,
    Verdict,
    VerdictKind,
    all_checks,
    failed,
    not_checked,
    passed,
)


class ProvenGoal(Protocol):
    """The facts about a goal that a verdict shows."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...


class Proven(Protocol):
    """The facts about a proof that a verdict shows."""

    @property
    def holder(self) -> str: ...
    @property
    def goal(self) -> ProvenGoal: ...
    @property
    def met(self) -> bool: ...
    @property
    def met_when_made(self) -> bool: ...
    @property
    def made_on(self) -> date: ...


FindProof = Callable[[str], Awaitable[Proven | None]]
"""A function that looks up a goal proof by the token in its link."""

_NOT_SIGNED = not_checked(_("a link carries no signature: it was looked up in the record"))
_UNKNOWN = _("that link proves nothing: it may be mistyped, withdrawn or too old")
_SAYS = {
    VerdictKind.VALID: _("this link proves a goal: all that it takes is met today"),
    VerdictKind.EXPIRED: _(
        "this link proves a goal, which was met when the link was made and is no longer met"
    ),
    VerdictKind.NOT_YET_VALID: _("this link is for a goal that is not met yet"),
}

_DETAILS = {
    VerdictKind.VALID: Detail.GOAL_MET,
    VerdictKind.EXPIRED: Detail.GOAL_LOST,
    VerdictKind.NOT_YET_VALID: Detail.GOAL_NOT_MET,
}


async def proof_verdict(
    shown: str, find_proof: FindProof | None, now: datetime, source: str
) -> Verdict | None:
    """Return the verdict on a link to a goal proof, or None for any other text."""
    if find_proof is None:
        return None
    from core.verification.files.codes_in_text import proof_token  # noqa: PLC0415 - slow to import

    token = proof_token(shown)
    if token is None:
        return None
    proven = await find_proof(token)
    link = shown.strip()
    if proven is None:
        checks = all_checks({CheckName.ISSUER: failed(_("it is not in the record"))})
        return Verdict(
            *(VerdictKind.UNKNOWN, link, now, source),
            reason=_UNKNOWN,
            detail=Detail.NO_PROOF,
            checks=checks,
        )
    kind = VerdictKind.NOT_YET_VALID
    if proven.met or proven.met_when_made:
        kind = VerdictKind.VALID if proven.met else VerdictKind.EXPIRED
    return Verdict(
        *(kind, link, now, source),
        credential_code=proven.goal.code,
        credential_title=proven.goal.title,
        holder=proven.holder,
        issued_on=proven.made_on,
        reason=_SAYS[kind],
        detail=_DETAILS[kind],
        checks=all_checks(_checks(kind)),
    )


def _checks(kind: VerdictKind) -> Mapping[CheckName, Found]:
    met = kind is VerdictKind.VALID
    return {
        CheckName.FORMAT: passed(_("the link is well formed")),
        CheckName.SIGNATURE: _NOT_SIGNED,
        CheckName.ISSUER: passed(_("it is in the record of the training center that was asked")),
        CheckName.DATES: passed(_("the link is within its time")),
        CheckName.REVOCATION: passed(_("all that it takes is met")) if met else failed(_SAYS[kind]),
        CheckName.HOLDER: passed(_("the name is the one on record")),
    }
