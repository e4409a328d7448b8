"""Load the records of many candidates at once, in one statement."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.model import RetakePlan
from core.records.model import Record
from core.records.record_query_parts import PARTS, row_of
from core.records.record_rows import RecordRows
from core.storage.staging import one_of
from core.storage.tables import people

_PLAN = "plan"


async def records_of(
    connection: AsyncConnection, candidates: Collection[int] | Select[Any]
) -> dict[int, Record]:
    """Return the records of candidates, by id. Candidates without any data are left out.

    `candidates` are ids, or a query for ids.
    """

    def theirs(whose: Column[Any]) -> ColumnElement[bool]:
        if isinstance(candidates, Select):
            return whose.in_(candidates)
        return one_of(connection, whose, candidates)

    parts = [part.where(theirs(whose)) for whose, part in _parts()]
    found: dict[int, RecordRows] = defaultdict(RecordRows)
    plans: dict[int, RetakePlan] = {}
    for kind, *columns, whose in await connection.execute(union_all(*parts)):
        if kind == _PLAN:
            plans[whose] = RetakePlan(columns[0])
        else:
            found[whose].add(kind, columns)
    return {whose: rows.record(retake_plan=plans.get(whose)) for whose, rows in found.items()}


@cache
def _parts() -> list[tuple[Column[Any], Select[Any]]]:
    """Return the parts of the statement, each with the column of the candidate's id.

    The parts are built only once: building them takes as long as reading the records of a small
    class.
    """
    plans = row_of(_PLAN, people.c.retake_plan).where(people.c.retake_plan.is_not(None))
    parts = [(whose, row_of(kind, *columns)) for kind, (whose, columns) in PARTS.items()]
    parts.append((people.c.id, plans))
    return [(whose, part.add_columns(whose.label("whose"))) for whose, part in parts]
