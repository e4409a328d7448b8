"""Read the scores of a candidate's exams, as they were reported."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.audit.actor import Action, looked_at
from core.records.model import Outcome
from core.storage.database import Database
from core.storage.staging import one_of
from core.storage.tables import results


@dataclass(frozen=True, slots=True)
class Score:
    """One attempt at an exam. `score` is None if only the outcome was reported."""

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
        """Return all attempts of a person at exams, newest first.

        If an attempt was voided, all attempts at that exam on that day are left out.
        """
        return (await self.of_many((person_id,))).get(person_id, [])

    async def of_many(self, people: Collection[int]) -> dict[int, list[Score]]:
        """Return the attempts of these people, as `of` does, by the person's id."""
        found: dict[int, list[Score]] = defaultdict(list)
        async with self._database.reading() as connection:
            chosen = _ATTEMPTS.where(one_of(connection, results.c.candidate_id, people))
            for person, *columns in await connection.execute(chosen):
                exam, taken_on, attempt, outcome, score = columns
                found[person].append(Score(exam, taken_on, attempt, Outcome(outcome), score))
        looked_at(Action.SAW_RECORD, *people)
        return {person: _that_count(attempts) for person, attempts in found.items()}


_ATTEMPTS = select(
    results.c.candidate_id,
    results.c.exam_code,
    results.c.taken_on,
    results.c.attempt,
    results.c.outcome,
    results.c.score,
).order_by(results.c.taken_on.desc(), results.c.attempt.desc())


def _that_count(attempts: list[Score]) -> list[Score]:
    voided = {(each.exam, each.taken_on) for each in attempts if each.outcome is Outcome.VOID}
    return [each for each in attempts if (each.exam, each.taken_on) not in voided]


def average(attempts: Collection[Score]) -> float | None:
    """Return the mean of the reported scores, or None if no score was reported."""
    scores = [each.score for each in attempts if each.score is not None]
    return sum(scores) / len(scores) if scores else None
