"""Correct a result: void the wrong result, and record the right one instead."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.attempts import day_of, is_void, next_attempt, recorded_on
from core.records.model import Outcome
from core.storage.tables import results


@dataclass(frozen=True, slots=True)
class Correction:
    """A recorded result, and its correct values.

    None means that the recorded value stays. `attempt` is 0 if the result is the only one of that
    day. `right_day` is the correct day.
    """

    candidate: int
    exam: str
    taken_on: date
    attempt: int = 0
    outcome: str | None = None
    score: float | None = None
    evaluator: str | None = None
    source_ref: str | None = None
    right_day: date | None = None


class CannotCorrect(Exception):  # noqa: N818 - about the caller's input, not an error of ours
    """Raised if nothing could be corrected.

    The message says why, and what to enter instead.
    """


Changed = tuple[tuple[int, str, str], ...]
"""The candidate, exam and outcome of each result that was added.

The tuple is empty if only details such as the score changed.
"""


async def correct(
    connection: AsyncConnection, one: Correction, import_id: int | None = None
) -> Changed | None:
    """Correct a result.

    Return what was added, or None if the record has the correct values. The caller must then update
    the awards that depend on the result. Raises CannotCorrect if there is no such result on that
    day, or if several attempts fit.
    """
    row = await _recorded(connection, one)
    if row is None:
        return None
    details = {
        name: value
        for name in ("score", "evaluator", "source_ref")
        if (value := getattr(one, name)) is not None and value != getattr(row, name)
    }
    outcome = one.outcome or row.outcome
    taken_on = one.right_day or row.taken_on
    if (outcome, taken_on) == (row.outcome, row.taken_on):
        if not details:
            return None
        await connection.execute(update(results).where(_same(row)).values(**details))
        return ()
    void = {
        "candidate_id": one.candidate,
        "exam_code": one.exam,
        "taken_on": row.taken_on,
        "attempt": row.attempt,
        "outcome": Outcome.VOID.value,
        "import_id": import_id,
    }
    right = {
        **void,
        "taken_on": taken_on,
        "attempt": await _free(connection, one, taken_on),
        "outcome": outcome,
        "score": row.score,
        "evaluator": row.evaluator,
        "source_ref": row.source_ref,
        "organisation_id": row.organisation_id,
        **details,
    }
    await connection.execute(insert(results).values(**void))
    await connection.execute(insert(results).values(**right))
    candidate, exam = one.candidate, one.exam
    return ((candidate, exam, Outcome.VOID.value), (candidate, exam, outcome))


async def _recorded(connection: AsyncConnection, one: Correction) -> Any | None:
    """Return the row to correct.

    Return None if an earlier correction has already voided the row. Raises CannotCorrect if there
    is no such result, or if the attempt is not clear.
    """
    found = await connection.execute(
        select(results)
        .where(
            results.c.candidate_id == one.candidate,
            results.c.exam_code == one.exam,
            results.c.taken_on == one.taken_on,
            results.c.outcome != Outcome.VOID.value,
        )
        .order_by(results.c.attempt)
    )
    rows = found.all()
    day = (one.candidate, one.exam, one.taken_on.isoformat())
    recorded = (await recorded_on(connection, {day}))[day]
    standing = [row for row in rows if not is_void(recorded, row.attempt)]
    if one.attempt:
        meant = [row for row in standing if row.attempt == one.attempt]
        if not meant and len(standing) == 1 and standing[0].attempt == 0:
            meant = standing
        standing = meant
    if len(standing) > 1:
        numbers = " and ".join(str(row.attempt or "one without a number") for row in standing)
        raise CannotCorrect(
            f"there are {len(standing)} results of that exam on {one.taken_on.isoformat()}, "
            f"attempts {numbers}: say which attempt"
        )
    if standing:
        return standing[0]
    if rows and one.right_day:
        return None
    raise CannotCorrect(
        f"no result of that exam is recorded on {one.taken_on.isoformat()}"
        + (f" with attempt {one.attempt}" if one.attempt else "")
        + ": write pass or fail for a new one"
    )


async def _free(connection: AsyncConnection, one: Correction, taken_on: date) -> int:
    """Return the attempt number for the corrected result: 0 if that day has no other results."""
    day = day_of((one.candidate, one.exam, taken_on))
    recorded = (await recorded_on(connection, {day}))[day]
    return next_attempt(recorded) if recorded else 0


def _same(row: Any) -> Any:
    keys = ("candidate_id", "exam_code", "taken_on", "attempt", "outcome")
    return and_(*(results.c[name] == getattr(row, name) for name in keys))
