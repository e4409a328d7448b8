"""The verdict on a credential, and the checks behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from core.language.message import _
from core.values import value

if TYPE_CHECKING:
    from core.verification.recipients import Recipient


class VerdictKind(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"  # the holder has hidden the award
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN = "unknown"  # the award code is not in our records
    MISTYPED = "mistyped"  # the text cannot be an award code, because its check symbol is wrong
    ALTERED = "altered"  # the signature of a known key does not fit the content
    UNTRUSTED = "untrusted"  # we do not trust the key or the issuer, or there is no signature
    UNCHECKED = "unchecked"  # the credential could not be checked, so neither yes nor no
    UNREADABLE = "unreadable"  # the file or text has no credential


class Detail(StrEnum):
    """A detail that distinguishes verdicts of the same kind, for programs."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    SIGNATURE = "signature"
    FIELD = "field"
    UNKNOWN_KEY = "unknown_key"
    REVOKED_KEY = "revoked_key"
    OTHER_ISSUER = "other_issuer"
    UNTRUSTED_INTACT = "untrusted_intact"  # not altered, but signed by an unknown key
    TRUSTED_ISSUER = "trusted_issuer"
    NOT_A_BADGE = "not_a_badge"  # signed by a trusted issuer, but not a badge
    OTHER_HOLDER = "other_holder"  # genuine, but awarded to another address than the given one
    # the credential is bound to a key that the person who presented it did not prove to have
    UNPROVEN_HOLDER = "unproven_holder"
    RECORD_CHANGED = "record_changed"
    NOT_RECORDED = "not_recorded"
    NOT_SIGNED = "not_signed"
    NOT_A_CREDENTIAL = "not_a_credential"
    GOAL_MET = "goal_met"  # this detail and the next three are for links that prove a goal
    GOAL_LOST = "goal_lost"  # the goal was met when the link was made
    GOAL_NOT_MET = "goal_not_met"  # the goal has not been met yet
    NO_PROOF = "no_proof"  # the link is unknown, withdrawn or expired
    DAMAGED = "damaged"  # the file cannot be opened
    TOO_LARGE = "too_large"
    # this detail and the following are for credentials that could not be checked
    HOSTED = "hosted"  # only its issuer's website can confirm it, and that website was not asked
    UNSUPPORTED = "unsupported"  # a context, suite, algorithm or format that is not known here
    NOT_COVERED = "not_covered"  # the signature does not cover the whole credential
    CONTRADICTION = "contradiction"  # the credential contradicts itself
    UNREADABLE_DATE = "unreadable_date"
    TOO_MUCH = "too_much"  # the file has too much in it, or the check took too long
    BUSY = "busy"  # too many files are waiting, or the program is stopping
    LIMITED = "limited"  # too many look-ups of unknown codes by this user
    FAULT = "fault"  # an error in our program


class CheckName(StrEnum):
    """The six checks of a credential, in the order in which they are shown."""

    FORMAT = "format"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    DATES = "dates"
    REVOCATION = "revocation"
    HOLDER = "holder"


class CheckResult(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class CheckMade:
    """One of the six checks: its result, and a few words about the result."""

    check: CheckName
    result: CheckResult
    detail: str

    def document(self) -> dict[str, str]:
        return {"check": self.check.value, "result": self.result.value, "detail": self.detail}


Checks = tuple[CheckMade, ...]
Found = tuple[CheckResult, str]
"""The result of a check, and a few words about the result."""


def passed(words: str) -> Found:
    return CheckResult.PASSED, words


def failed(words: str) -> Found:
    return CheckResult.FAILED, words


def not_checked(words: str) -> Found:
    return CheckResult.NOT_CHECKED, words


_NOT_REACHED = not_checked(_("not looked at"))


def all_checks(found: Mapping[CheckName, Found]) -> Checks:
    """Return all six checks in order.

    A check that is not in `found` counts as not made.
    """
    return tuple(CheckMade(name, *found.get(name, _NOT_REACHED)) for name in CheckName)


NO_CHECKS = all_checks({})


def with_check(checks: Checks, name: CheckName, found: Found) -> Checks:
    """Return the checks, in which the result of the check `name` is `found`."""
    return tuple(CheckMade(name, *found) if each.check is name else each for each in checks)


@value
class Verdict:
    """The answer about one credential.

    It tells no more about a person than the code proves. `as_of` is the time of the look-up.
    `source` names the records used and their date. `issuer` is the issuer of a credential that is
    not ours. `code` is the award code, or the file's name if no code was read. `checks` are all six
    checks, made or not. `named_in_previews` is whether the holder chose to show their name in link
    previews. `recipients` are addresses or their hashes, to compare with a given address. `warning`
    is a problem with the link or the page that the credential came with.
    """

    kind: VerdictKind
    code: str
    as_of: datetime
    source: str
    credential_code: str | None = None
    credential_title: str | None = None
    holder: str | None = None
    issued_on: date | None = None
    revoked_on: date | None = None
    reason: str | None = None
    detail: Detail | None = None
    issuer: str | None = None
    checks: Checks = NO_CHECKS
    named_in_previews: bool = False
    valid_until: date | None = None
    recipients: "tuple[Recipient, ...]" = ()
    warning: str | None = None

    @property
    def is_of_goal(self) -> bool:
        """Whether the verdict is on a goal proof, and not on a credential."""
        return self.detail in _OF_GOALS

    @property
    def catalog_code(self) -> str:
        """The catalog code of a credential that we issued, or "" for any other credential."""
        ours = self.issuer is None and not self.is_of_goal
        return (self.credential_code or "") if ours else ""

    def document(self) -> dict[str, Any]:
        """Return the verdict in JSON form.

        `detail`, `issuer`, `warning` and `valid_until` are left out if the verdict has none.
        """
        credential = {"code": self.credential_code, "title": self.credential_title}
        more = {
            "detail": self.detail and self.detail.value,
            "issuer": self.issuer,
            "warning": self.warning,
            "valid_until": self.valid_until and self.valid_until.isoformat(),
        }
        return {
            "verdict": self.kind.value,
            "checks": [each.document() for each in self.checks],
            "code": self.code,
            "credential": credential if self.credential_code else None,
            "holder": self.holder,
            "issued_on": self.issued_on and self.issued_on.isoformat(),
            "revoked_on": self.revoked_on and self.revoked_on.isoformat(),
            "reason": self.reason,
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "source": self.source,
            **{name: value for name, value in more.items() if value is not None},
        }


_OF_GOALS = {Detail.GOAL_MET, Detail.GOAL_LOST, Detail.GOAL_NOT_MET, Detail.NO_PROOF}
_ANSWER_IS_NO = {
    VerdictKind.REVOKED,
    VerdictKind.WITHDRAWN,
    VerdictKind.EXPIRED,
    VerdictKind.NOT_YET_VALID,
    VerdictKind.UNKNOWN,
    VerdictKind.MISTYPED,
    VerdictKind.ALTERED,
}


def exit_code(kinds: Collection[VerdictKind]) -> int:
    """Return the exit code of a command that got verdicts of these kinds.

    The code is 0 if all verdicts are valid, and 1 if any is a clear no. Otherwise it is 2, because
    something was not checked.
    """
    if any(kind in _ANSWER_IS_NO for kind in kinds):
        return 1
    return 0 if all(kind is VerdictKind.VALID for kind in kinds) else 2
