"""Results that are on record already: details that are new, and rows that contradict."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.batches import Refused
from core.importing.cells import Reject
from core.records.sittings import day_of, is_void, recorded_on
from core.storage.tables import results

_KEY = ("candidate_id", "exam_code", "taken_on", "attempt", "outcome")
_DETAILS = ("score", "evaluator", "source_ref")
_CONTRADICTING = ("score", "evaluator")


async def compare_with_recorded(
    connection: AsyncConnection, table: Table, refused: Refused
) -> tuple[int, list[int]]:
    """Refuse staged rows that contradict what is recorded, and add details that were not known.

    Returns how many rows added some, and the places of those whose sitting was voided, so that
    they tell of a further one. Of rows that come at once the first one stays.
    """
    staged = table.c
    differ = (staged[name] != results.c[name] for name in _CONTRADICTING)
    unknown = (and_(results.c[n].is_(None), staged[n].is_not(None)) for n in _DETAILS)
    rows = await connection.execute(
        _recorded(table).where(or_(*differ, *unknown)).order_by(staged.place)
    )
    differing: list[tuple[Any, Reject]] = []
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
            {f"its_{n}": value for n, value in zip(_KEY, key, strict=True)} | details
            for key, details in filled.items()
        ]
        fill = fill.values({n: bindparam(n) for n in _DETAILS})
        await connection.execute(fill, values)
    return taken, await _voided(connection, differing, refused)


async def _voided(
    connection: AsyncConnection, differing: Sequence[tuple[Any, Reject]], refused: Refused
) -> list[int]:
    """Of rows that differ from the recorded ones, those without a number whose sitting was voided;
    refuses the others.
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


def _recorded(staged: Any) -> Select[Any]:
    """Staged rows beside the recorded ones of the same key."""
    same = and_(*(staged.c[name] == results.c[name] for name in _KEY))
    recorded = (results.c[name].label(f"recorded_{name}") for name in _DETAILS)
    return select(staged, *recorded).join_from(staged, results, same)


def _contradiction(row: Any, known: Mapping[str, Any]) -> Reject | None:
    for name in _CONTRADICTING:
        said, recorded = getattr(row, name), known[name]
        if None not in (said, recorded) and said != recorded:
            is_now = f"{recorded:g}" if name == "score" else repr(recorded)
            return Reject(
                name,
                f"this result is recorded with {name} {is_now}: if it was another sitting of that "
                "day, give both their attempt numbers; to correct it, import the row with the "
                "outcome 'correct'",
            )
    return None
