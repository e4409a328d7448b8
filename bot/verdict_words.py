"""The words and signs of verdicts and of their checks, the same on every surface.

Chats, cards, tables, Slack's Home tab, the web pages and the command line all take them from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.verification.verdict import (
    CheckMade,
    CheckName,
    CheckResult,
    Detail,
    Verdict,
    VerdictKind,
)


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """How a verdict is said: `label` begins a line, `headline` stands over a page, `advice` says
    what to do next (empty where the verdict speaks for itself).
    """

    sign: str
    label: str
    headline: str
    advice: str = ""

    @property
    def signed(self) -> str:
        """`✓ Valid`"""
        return f"{self.sign} {self.label}"

    @property
    def lower(self) -> str:
        """`valid`, within a sentence or a table."""
        return self.label[:1].lower() + self.label[1:]


_YES, _NO, _OPEN, _WRONG, _EMPTY = "✓", "✗", "?", "!", "○"
_ASK_HOLDER = "Ask its holder, or NIMS."

_WORDS = {
    VerdictKind.VALID: VerdictWords(_YES, "Valid", "This credential is valid"),
    VerdictKind.REVOKED: VerdictWords(
        _NO, "Revoked", "This credential was revoked", "Do not rely on it."
    ),
    VerdictKind.WITHDRAWN: VerdictWords(
        _EMPTY,
        "Withdrawn by its holder",
        "Its holder has stopped sharing this credential",
        "That says nothing about whether it was earned. Ask its holder to share it again.",
    ),
    VerdictKind.EXPIRED: VerdictWords(
        _NO, "Expired", "This credential has expired", "Ask its holder for a current one."
    ),
    VerdictKind.NOT_YET_VALID: VerdictWords(
        _NO, "Not yet valid", "This credential is not valid yet", "Check it again on that day."
    ),
    VerdictKind.UNKNOWN: VerdictWords(
        _OPEN,
        "Not in our records",
        "Not in our records",
        f"That does not mean not certified: a credential may be recorded elsewhere. {_ASK_HOLDER}",
    ),
    VerdictKind.MISTYPED: VerdictWords(
        _WRONG,
        "Mistyped",
        "This cannot be a code",
        "A letter is missing, wrong or swapped: please look at it once more.",
    ),
    VerdictKind.ALTERED: VerdictWords(
        _NO, "Altered", "This credential was altered", "Do not rely on it. Ask its issuer."
    ),
    VerdictKind.UNTRUSTED: VerdictWords(
        _OPEN,
        "Not trusted here",
        "This credential is not trusted here",
        "Do not rely on it before its issuer has confirmed it.",
    ),
    VerdictKind.UNCHECKED: VerdictWords(
        _OPEN,
        "Could not be checked",
        "This credential could not be checked",
        "That says nothing for or against it. Ask its issuer.",
    ),
    VerdictKind.UNREADABLE: VerdictWords(
        _WRONG,
        "Not a credential",
        "There is no credential in it",
        "Ask its holder for the code, the link or the badge file.",
    ),
}
_BY_DETAIL = {
    Detail.TOO_LARGE: VerdictWords(
        _WRONG,
        "Too large",
        "This is too large to be checked",
        "Ask its holder for the code or the link.",
    ),
}

_CHECKS = {
    CheckName.FORMAT: "Format",
    CheckName.SIGNATURE: "Signature",
    CheckName.ISSUER: "Issuer",
    CheckName.DATES: "Dates",
    CheckName.REVOCATION: "Revocation",
    CheckName.HOLDER: "Holder",
}
_RESULTS = {
    CheckResult.PASSED: (_YES, "passed"),
    CheckResult.FAILED: (_NO, "failed"),
    CheckResult.NOT_CHECKED: (_EMPTY, "not checked"),
}


def words_of(verdict: Verdict) -> VerdictWords:
    """The words of this verdict."""
    return (_BY_DETAIL.get(verdict.detail) if verdict.detail else None) or _WORDS[verdict.kind]


def words_of_kind(kind: VerdictKind) -> VerdictWords:
    """The words of all verdicts of a kind."""
    return _WORDS[kind]


@dataclass(frozen=True, slots=True)
class CheckWords:
    """How one of the six checks is said: `✓ Signature: it fits`."""

    sign: str
    label: str
    result: str
    detail: str


def check_words(checks: Sequence[CheckMade]) -> list[CheckWords]:
    """The words of a verdict's checks, in their order."""
    return [
        CheckWords(_RESULTS[c.result][0], _CHECKS[c.check], _RESULTS[c.result][1], c.detail)
        for c in checks
    ]
