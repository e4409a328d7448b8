"""The rows of records as strings, so that one statement reads several tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    literal_column,
    null,
    or_,
    select,
)

from core.people.model import RetakePlan
from core.records.model import Award, EarnedElsewhere, Outcome, Record, Result, SignOff
from core.storage.tables import awards, earned_elsewhere, results, sign_offs

WIDTH = 6
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def row_of(kind: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """A part of such a statement: the kind of row, and its columns as strings."""
    texts: list[ColumnElement[Any]] = [cast(column, Text) for column in columns]
    texts += [cast(null(), Text)] * (WIDTH - len(texts))
    named = [text.label(f"c{place}") for place, text in enumerate(texts)]
    return select(literal_column(f"'{kind}'", Text).label("kind"), *named)


_signed = sign_offs.c
# whether the trainer and the person who signed off are different people
_BY_TWO_PEOPLE = and_(
    _signed.trainer.is_not(None),
    or_(_signed.trainer_id.is_(None), _signed.trainer_id != _signed.signed_by),
)
PARTS: dict[str, tuple[Column[Any], tuple[ColumnElement[Any], ...]]] = {
    "result": (
        results.c.candidate_id,
        (results.c.exam_code, results.c.taken_on, results.c.attempt, results.c.outcome),
    ),
    "award": (
        awards.c.candidate_id,
        (
            *(awards.c.code, awards.c.credential_code, awards.c.issued_on),
            *(awards.c.revoked_on, awards.c.revoked_because, awards.c.revoked_by),
        ),
    ),
    "elsewhere": (
        earned_elsewhere.c.candidate_id,
        (
            *(earned_elsewhere.c.credential_code, earned_elsewhere.c.issued_on),
            *(earned_elsewhere.c.issuer, earned_elsewhere.c.evidence),
        ),
    ),
    "signed": (
        _signed.candidate_id,
        (
            *(_signed.goal_code, _signed.item, _signed.hours, _signed.signed_on),
            *(case((_BY_TWO_PEOPLE, 1), else_=0), _signed.id),
        ),
    ),
}
"""The kinds of rows in a record: the column with the candidate, and the columns to read."""


@dataclass
class RecordRows:
    """Collects the rows of one candidate."""

    taken: list[Result] = field(default_factory=list)
    earned: list[Award] = field(default_factory=list)
    elsewhere: list[EarnedElsewhere] = field(default_factory=list)
    signed: list[tuple[int, SignOff]] = field(default_factory=list)

    def add(self, kind: str, c: Sequence[Any]) -> None:
        """Add a row of one of the kinds in PARTS."""
        if kind == "result":
            self.taken.append(Result(c[0], date.fromisoformat(c[1]), int(c[2]), _OUTCOMES[c[3]]))
        elif kind == "award":
            revoked_on = date.fromisoformat(c[3]) if c[3] else None
            issued_on = date.fromisoformat(c[2])
            self.earned.append(Award(c[0], c[1], issued_on, revoked_on, c[4], c[5]))
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
