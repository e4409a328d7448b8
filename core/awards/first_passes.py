"""Look up the first pass of many pairs of candidate and exam at once.

Only the results of these pairs are read, not the candidates' other results.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.model import Outcome
from core.storage.many_rows import select_many
from core.storage.staging import array_of
from core.storage.tables import results

Pair = tuple[int, str]
"""A candidate's id and an exam's code."""

_PASS, _VOID = Outcome.PASS.value, Outcome.VOID.value
# safe: these are only our own column names, never user input
_ROWS = (
    "SELECT r.candidate_id, r.exam_code, r.outcome, CAST(r.taken_on AS text) AS day "  # noqa: S608 - only our own column names
    "FROM (VALUES {values}) v CROSS JOIN results r "
    "WHERE r.candidate_id = v.column1 AND r.exam_code = v.column2 "
    f"AND r.outcome IN ('{_PASS}', '{_VOID}')"
)


async def first_passes(
    connection: AsyncConnection, pairs: Collection[Pair]
) -> tuple[dict[Pair, str], set[Pair]]:
    """Return each pair's ISO date of the first pass, and the pairs with a voided result."""
    days: dict[Pair, str] = {}
    voided: set[Pair] = set()
    for candidate, exam, outcome, day in await _rows(connection, sorted(pairs)):
        if outcome == _VOID:
            voided.add((candidate, exam))
        elif day < days.get((candidate, exam), "9999-12-31"):
            days[candidate, exam] = day
    return days, voided


async def _rows(connection: AsyncConnection, pairs: list[Pair]) -> Any:
    if not pairs:
        return ()
    if connection.dialect.name == "sqlite":
        return await select_many(connection, _ROWS, 2, pairs)
    candidates, exams = zip(*pairs, strict=True)
    asked = func.unnest(array_of(candidates, BigInteger()), array_of(exams, Text()))
    pair = asked.table_valued("candidate_id", "exam_code", name="asked").render_derived()
    columns = results.c
    day = cast(columns.taken_on, Text)
    found = await connection.execute(
        select(columns.candidate_id, columns.exam_code, columns.outcome, day).where(
            columns.candidate_id == pair.c.candidate_id,
            columns.exam_code == pair.c.exam_code,
            columns.outcome.in_((_PASS, _VOID)),
        )
    )
    return found.all()
