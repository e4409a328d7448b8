"""Compare rows with results on record.

Rows may add details, but not contradict the record.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Table, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.batches import Refused
from core.importing.cells import Reject
from core.language.message import _
from core.records.attempts import day_of, is_void, recorded_on
from core.storage.many_rows import select_many
from core.storage.tables import results

_KEY = ("candidate_id", "exam_code", "taken_on", "attempt", "outcome")
_DETAILS = ("score", "evaluator", "source_ref")
_CONTRADICTING = ("score", "evaluator")


class RecordedRow(NamedTuple):
    """A row of an import file, and the details that are on record for the same result."""

    place: int
    candidate_id: int
    exam_code: str
    taken_on: Any
    attempt: int
    outcome: str
    score: float | None
    evaluator: str | None
    source_ref: str | None
    recorded_score: float | None
    recorded_evaluator: str | None
    recorded_source_ref: str | None


async def recorded_staged(
    connection: AsyncConnection, table: Table
) -> tuple[list[int], list[RecordedRow]]:
    """On PostgreSQL, compare staged rows with the results on record.

    Return the positions of rows that are not on record, and the recorded rows that the file
    contradicts or adds details to.
    """
    staged = table.c
    unrecorded = results.c.attempt.is_(None)
    differ = (staged[name] != results.c[name] for name in _CONTRADICTING)
    unknown = (and_(results.c[n].is_(None), staged[n].is_not(None)) for n in _DETAILS)
    same = and_(*(staged[name] == results.c[name] for name in _KEY))
    recorded = (results.c[name].label(f"recorded_{name}") for name in _DETAILS)
    rows = await connection.execute(
        select(unrecorded, *staged, *recorded)
        .select_from(table.outerjoin(results, same))
        .where(or_(unrecorded, *differ, *unknown))
        .order_by(staged.place)
    )
    found = rows.all()
    new = [row.place for row in found if row[0]]
    return new, [RecordedRow(*row[1:]) for row in found if not row[0]]


async def recorded_rows(
    connection: AsyncConnection, rows: Sequence[tuple[Any, ...]]
) -> tuple[list[int], list[RecordedRow]]:
    """On SQLite, compare rows with the results on record.

    Return the positions of rows that are not on record, and the recorded rows that the file
    contradicts or adds details to.
    """
    numbered = [(order, *row) for order, row in enumerate(rows)]
    found = await select_many(connection, _OF_VALUES, len(_VALUES), numbered)
    new = [order for order, recorded, *_ in found if recorded is None]
    known = (RecordedRow(*row) for _, recorded, *row in found if recorded is not None)
    return new, sorted(known, key=itemgetter(0))


async def compare_with_recorded(
    connection: AsyncConnection, rows: Sequence[RecordedRow], refused: Refused
) -> tuple[int, list[int]]:
    """Refuse rows that contradict the record. Add the details that the record lacks.

    Return the number of rows that added details, and the positions of rows that are new attempts
    because the recorded attempt was voided. Of several rows for the same result, the first one
    counts.
    """
    differing: list[tuple[RecordedRow, Reject]] = []
    filled: dict[tuple[Any, ...], dict[str, Any]] = {}
    taken = 0
    for row in rows:
        key = tuple(getattr(row, name) for name in _KEY)
        known = filled.get(key) or {n: getattr(row, f"recorded_{n}") for n in _DETAILS}
        if why := _contradiction(row, known):
            differing.append((row, why))
            continue
        more = {n: getattr(row, n) for n in _DETAILS if known[n] is None}
        if any(value is not None for value in more.values()):
            filled[key] = known | more
            taken += 1
    if filled:
        fill = update(results).where(*(results.c[n] == bindparam(f"its_{n}") for n in _KEY))
        values = [
            {f"its_{n}": value for n, value in zip(_KEY, key, strict=True)}
            | details
            | {"its_taken_on": date.fromisoformat(day_of(key)[2])}
            for key, details in filled.items()
        ]
        fill = fill.values({n: bindparam(n) for n in _DETAILS})
        await connection.execute(fill, values)
    return taken, await _voided(connection, differing, refused)


async def _voided(
    connection: AsyncConnection, differing: Sequence[tuple[RecordedRow, Reject]], refused: Refused
) -> list[int]:
    """Return the positions of rows that are new attempts. Refuse the other rows.

    A row is a new attempt if it has no attempt number and the recorded attempt of its day was
    voided.
    """
    days = {
        row.place: day_of((row.candidate_id, row.exam_code, row.taken_on)) for row, _ in differing
    }
    recorded = await recorded_on(connection, set(days.values()))
    again: list[int] = []
    for row, why in differing:
        if row.attempt == 0 and is_void(recorded[days[row.place]], 0):
            again.append(row.place)
        else:
            refused.append((row.place, why))
    return again


def _contradiction(row: RecordedRow, known: Mapping[str, Any]) -> Reject | None:
    for name in _CONTRADICTING:
        said, recorded = getattr(row, name), known[name]
        if None not in (said, recorded) and said != recorded:
            is_now = f"{recorded:g}" if name == "score" else repr(recorded)
            return Reject(
                name,
                _(
                    "this result is recorded with %(name)s %(is_now)s: if it was "
                    "another sitting of that day, give both their attempt numbers; "
                    "to correct it, import the row with the outcome 'correct'",
                    name=name,
                    is_now=is_now,
                ),
            )
    return None


_VALUES = ("order", "place", *_KEY, *_DETAILS)


def _of_values() -> str:
    """Return SQL that compares rows, given as VALUES, with the results on record.

    The query skips rows that add nothing to the record.
    """
    at = {name: f"v.column{place}" for place, name in enumerate(_VALUES, 1)}
    same = " AND ".join(f"r.{name} = {at[name]}" for name in _KEY)
    differ = [f"r.{name} <> {at[name]}" for name in _CONTRADICTING]
    unknown = [f"r.{name} IS NULL AND {at[name]} IS NOT NULL" for name in _DETAILS]
    said = ", ".join((at["order"], "r.attempt", *list(at.values())[1:]))
    details = ", ".join(f"r.{name}" for name in _DETAILS)
    # safe: these are only our own column names, never user input
    return (
        f"SELECT {said}, {details} FROM (VALUES {{values}}) v LEFT JOIN {results.name} r "  # noqa: S608 - see the comment above
        f"ON {same} WHERE {' OR '.join(('r.attempt IS NULL', *differ, *unknown))}"
    )


_OF_VALUES = _of_values()
