"""Reported scores of a candidate's exams."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.audit.actor import Action, looked_at
from core.records.model import Outcome
from core.storage.database import Database
from core.storage.tables import results


@dataclass(frozen=True, slots=True)
class Score:
    """One attempt at an exam; `score` is None if only the outcome was reported."""

    exam: str
    taken_on: date
    attempt: int
    outcome: Outcome
    score: float | None


class Scores:
    """Reads the reported scores of a person's exams."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person_id: int) -> list[Score]:
        """Every attempt that counts, newest first; voided ones do not."""
        chosen = (
            select(
                results.c.exam_code,
                results.c.taken_on,
                results.c.attempt,
                results.c.outcome,
                results.c.score,
            )
            .where(results.c.candidate_id == person_id)
            .order_by(results.c.taken_on.desc(), results.c.attempt.desc())
        )
        async with self._database.reading() as connection:
            rows = [
                Score(row.exam_code, row.taken_on, row.attempt, Outcome(row.outcome), row.score)
                for row in await connection.execute(chosen)
            ]
        looked_at(Action.SAW_RECORD, person_id)
        voided = {(each.exam, each.taken_on) for each in rows if each.outcome is Outcome.VOID}
        return [each for each in rows if (each.exam, each.taken_on) not in voided]
