"""Collect the rows of records, which one statement reads from several tables as strings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.people.model import RetakePlan
from core.records.model import Award, EarnedElsewhere, Outcome, Record, Result, SignOff
from core.records.revocation_reasons import reason_for_readers

KINDS = frozenset(("result", "award", "elsewhere", "signed"))
"""The kinds of rows in a record."""
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


@dataclass
class RecordRows:
    """Collects the rows of one candidate's record."""

    taken: list[Result] = field(default_factory=list)
    earned: list[Award] = field(default_factory=list)
    elsewhere: list[EarnedElsewhere] = field(default_factory=list)
    signed: list[tuple[int, SignOff]] = field(default_factory=list)

    def add(self, kind: str, c: Sequence[Any]) -> None:
        """Add a row to the record, given the row's kind and its columns."""
        if kind == "result":
            self.taken.append(Result(c[0], date.fromisoformat(c[1]), int(c[2]), _OUTCOMES[c[3]]))
        elif kind == "award":
            revoked_on = date.fromisoformat(c[3]) if c[3] else None
            issued_on = date.fromisoformat(c[2])
            why = reason_for_readers(c[4])
            self.earned.append(Award(c[0], c[1], issued_on, revoked_on, why, c[5]))
        elif kind == "elsewhere":
            self.elsewhere.append(EarnedElsewhere(c[0], date.fromisoformat(c[1]), c[2], c[3]))
        else:
            signed = SignOff(c[0], c[1], int(c[2]), date.fromisoformat(c[3]), c[4] == "1")
            self.signed.append((int(c[5]), signed))

    def record(
        self, imported_at: datetime | None = None, retake_plan: RetakePlan | None = None
    ) -> Record:
        return Record(
            tuple(self.taken),
            tuple(self.earned),
            imported_at,
            tuple(each for _, each in sorted(self.signed, key=lambda one: one[0])),
            tuple(self.elsewhere),
            retake_plan,
        )
