"""The data on record about a candidate."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.people.model import RetakePlan
from core.values import value


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an exam outcome, not a password
    FAIL = "fail"
    SUBMITTED = "submitted"  # the performance affidavit is submitted but not accepted yet
    VOID = "void"


@value
class Result:
    exam: str
    taken_on: date
    attempt: int  # 0 if no number was given
    outcome: Outcome


@value
class Award:
    code: str
    credential: str
    issued_on: date
    revoked_on: date | None = None
    revoked_because: str | None = None
    revoked_by: str | None = None  # 'void' or 'issuer', or None if the award was not revoked

    @property
    def status(self) -> str:
        return "valid" if self.revoked_on is None else "revoked"


@dataclass(frozen=True, slots=True)
class SignOff:
    """A sign-off by hand toward a goal. `hours` is 0 if the sign-off is not about hours.

    `two_people` is whether the trainer and the person who signed off are two people.
    """

    goal: str
    item: str
    hours: int
    signed_on: date
    two_people: bool = False


@dataclass(frozen=True, slots=True)
class EarnedElsewhere:
    """A credential that was earned earlier, or at another institution, and not issued here."""

    credential: str
    issued_on: date
    issuer: str
    evidence: str | None = None


@value
class Record:
    """Everything on record about one candidate, and when results were last imported."""

    results: tuple[Result, ...] = ()
    awards: tuple[Award, ...] = ()
    imported_at: datetime | None = None  # when results were last imported
    signed: tuple[SignOff, ...] = ()
    elsewhere: tuple[EarnedElsewhere, ...] = ()
    retake_plan: RetakePlan | None = None
