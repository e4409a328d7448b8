"""The words and signs of verdicts and their checks, for chats, pages and tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language.message import Message, _, _p
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
    """The wording of a verdict.

    `label` is for the beginning of a line. `lower` is for sentences and tables. `headline` is for
    the top of a page. `advice` says what to do next, or is empty.
    """

    sign: str
    label: str
    lower: str
    headline: str
    advice: str = ""

    @property
    def signed(self) -> str:
        """Return the label with its sign, such as `✓ Valid`."""
        return f"{self.sign} {self.label}"


_YES, _NO, _OPEN, _WRONG, _EMPTY = "✓", "✗", "?", "!", "○"
_WORDS = {
    VerdictKind.VALID: VerdictWords(_YES, _("Valid"), _("valid"), _("This credential is valid")),
    VerdictKind.REVOKED: VerdictWords(
        _NO,
        _("Revoked"),
        _("revoked"),
        _("This credential was revoked"),
        _("Do not rely on it."),
    ),
    VerdictKind.WITHDRAWN: VerdictWords(
        _EMPTY,
        _("Withdrawn by its holder"),
        _("withdrawn by its holder"),
        _("Its holder has stopped sharing this credential"),
        _("That says nothing about whether it was earned. Ask its holder to share it again."),
    ),
    VerdictKind.EXPIRED: VerdictWords(
        _NO,
        _("Expired"),
        _("expired"),
        _("This credential has expired"),
        _("Ask its holder for a current one."),
    ),
    VerdictKind.NOT_YET_VALID: VerdictWords(
        _NO,
        _("Not yet valid"),
        _("not yet valid"),
        _("This credential is not valid yet"),
        _("Check it again on that day."),
    ),
    VerdictKind.UNKNOWN: VerdictWords(
        _OPEN,
        _("Not in our records"),
        _("not in our records"),
        _("Not in our records"),
        _(
            "That does not mean not certified: a credential may be recorded elsewhere. "
            "Ask its holder, or NIMS."
        ),
    ),
    VerdictKind.MISTYPED: VerdictWords(
        _WRONG,
        _("Mistyped"),
        _("mistyped"),
        _("This cannot be a code"),
        _("A letter is missing, wrong or swapped: please check it again."),
    ),
    VerdictKind.ALTERED: VerdictWords(
        _NO,
        _("Altered"),
        _("altered"),
        _("This credential was altered"),
        _("Do not rely on it. Ask its issuer."),
    ),
    VerdictKind.UNTRUSTED: VerdictWords(
        _OPEN,
        _("Not trusted here"),
        _("not trusted here"),
        _("This credential is not trusted here"),
        _("Do not rely on it before its issuer has confirmed it."),
    ),
    VerdictKind.UNCHECKED: VerdictWords(
        _OPEN,
        _("Could not be checked"),
        _("could not be checked"),
        _("This credential could not be checked"),
        _("That says nothing for or against it. Ask its issuer."),
    ),
    VerdictKind.UNREADABLE: VerdictWords(
        _WRONG,
        _("Not a credential"),
        _("not a credential"),
        _("There is no credential in it"),
        _("Ask its holder for the code, the link or the badge file."),
    ),
}
_BY_DETAIL = {
    Detail.TOO_LARGE: VerdictWords(
        _WRONG,
        _("Too large"),
        _("too large"),
        _("This is too large to be checked"),
        _("Ask its holder for the code or the link."),
    ),
    Detail.TOO_MUCH: VerdictWords(
        _OPEN,
        _("Too much in it"),
        _("too much in it"),
        _("There is too much in it to be checked"),
        _("That says nothing for or against it. Ask its holder for the code or the link."),
    ),
    Detail.DAMAGED: VerdictWords(
        _WRONG,
        _("Cannot be opened"),
        _("cannot be opened"),
        _("This file cannot be opened"),
        _("Ask its holder to send it again, or for the code or the link."),
    ),
    Detail.UNTRUSTED_INTACT: VerdictWords(
        _OPEN,
        _("Unchanged, by an issuer who is not known here"),
        _("unchanged, by an issuer who is not known here"),
        _("Unchanged, by an issuer who is not known here"),
        _("Anybody can sign like this. Do not rely on it before its issuer has confirmed it."),
    ),
    Detail.NOT_SIGNED: VerdictWords(
        _OPEN,
        _("Not signed"),
        _("not signed"),
        _("Nobody has signed this credential"),
        _("Do not rely on it before its issuer has confirmed it."),
    ),
    Detail.HOSTED: VerdictWords(
        _OPEN,
        _("Only its issuer's website confirms it"),
        _("only its issuer's website confirms it"),
        _("Only its issuer's website can confirm it"),
        _(
            "Do not rely on it before you have seen it there, on a site that you know to be its "
            "issuer's: anyone can have a site with badges."
        ),
    ),
    Detail.GOAL_MET: VerdictWords(_YES, _("Goal met"), _("goal met"), _("This goal is met")),
    Detail.GOAL_LOST: VerdictWords(
        _NO,
        _("Goal no longer met"),
        _("goal no longer met"),
        _("This goal is no longer met"),
        _("Ask its holder."),
    ),
    Detail.GOAL_NOT_MET: VerdictWords(
        _EMPTY,
        _("Goal not met yet"),
        _("goal not met yet"),
        _("This goal is not met yet"),
        _("Open the link again later, or ask its holder."),
    ),
    Detail.NO_PROOF: VerdictWords(
        _OPEN,
        _("Proves nothing"),
        _("proves nothing"),
        _("This link proves nothing"),
        _("Ask the person who gave it to you for a new one."),
    ),
    Detail.NOT_A_BADGE: VerdictWords(
        _YES,
        _("Valid, and not a badge"),
        _("valid, and not a badge"),
        _("This credential is valid, but it is not a badge"),
        _("Its issuer signed it. It does not prove training: ask its issuer what it stands for."),
    ),
    Detail.OTHER_HOLDER: VerdictWords(
        _NO,
        _("Awarded to another person"),
        _("awarded to another person"),
        _("This credential was awarded to another person"),
        _("Do not rely on it for this person. They may have another address: ask them for it."),
    ),
    Detail.UNPROVEN_HOLDER: VerdictWords(
        _OPEN,
        _("Shown by a person who did not prove that it is theirs"),
        _("shown by a person who did not prove that it is theirs"),
        _("The person who showed it did not prove that it is theirs"),
        _("Do not rely on it. Ask its holder to show it again from their wallet."),
    ),
}
_CHECKS = {
    CheckName.FORMAT: _("Format"),
    CheckName.SIGNATURE: _("Signature"),
    CheckName.ISSUER: _("Issuer"),
    CheckName.DATES: _("Dates"),
    CheckName.REVOCATION: _("Revocation"),
    CheckName.HOLDER: _("Holder"),
}
_WITHIN = {
    CheckName.FORMAT: _p("check", "format"),
    CheckName.SIGNATURE: _p("check", "signature"),
    CheckName.ISSUER: _p("check", "issuer"),
    CheckName.DATES: _p("check", "dates"),
    CheckName.REVOCATION: _p("check", "revocation"),
    CheckName.HOLDER: _p("check", "holder"),
}
_RESULTS = {
    CheckResult.PASSED: (_YES, _("passed")),
    CheckResult.FAILED: (_NO, _("failed")),
    CheckResult.NOT_CHECKED: (_EMPTY, _("not checked")),
}


_ITS_KINDS = {
    Detail.NOT_A_BADGE: VerdictKind.VALID,
    Detail.TOO_MUCH: VerdictKind.UNCHECKED,
}
"""Details whose words are used for only one kind of verdict, with that kind.

A verdict of any other kind has the words of its own kind.
"""


def words_of(verdict: Verdict) -> VerdictWords:
    """Return the words for this verdict."""
    if verdict.detail is None or _ITS_KINDS.get(verdict.detail, verdict.kind) != verdict.kind:
        return _WORDS[verdict.kind]
    return _BY_DETAIL.get(verdict.detail) or _WORDS[verdict.kind]


def words_of_kind(kind: VerdictKind) -> VerdictWords:
    """Return the words for all verdicts of a kind."""
    return _WORDS[kind]


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The wording of one of a verdict's checks, such as `✓ Signature: it fits`."""

    sign: str
    label: str
    result: str
    detail: str


def check_words(checks: Sequence[CheckMade]) -> list[CheckWords]:
    """Return the words for a verdict's checks, in order."""
    return [
        CheckWords(_RESULTS[c.result][0], _CHECKS[c.check], _RESULTS[c.result][1], c.detail)
        for c in checks
    ]


def check_summary(verdict: Verdict) -> list[Message]:
    """Say what was checked and what was not, in at most three sentences.

    Return [] if nothing was checked.
    """
    if verdict.kind in {VerdictKind.MISTYPED, VerdictKind.UNREADABLE}:
        return []
    by_result = {
        result: [_WITHIN[each.check] for each in verdict.checks if each.result is result]
        for result in CheckResult
    }
    good, bad, left = (by_result[result] for result in CheckResult)
    sentences = (
        (good, _("Checked and in order: %(what)s.", what=good)),
        (bad, _("Not in order: %(what)s.", what=bad)),
        (left, _("Not checked: %(what)s.", what=left)),
    )
    return [words for found, words in sentences if found]
