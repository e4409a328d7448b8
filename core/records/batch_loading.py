"""Load the records of many candidates at once, in one statement."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.model import RetakePlan
from core.records.model import Record
from core.records.record_parts import PARTS, row_of
from core.records.record_rows import RecordRows
from core.storage.staging import one_of
from core.storage.tables import people

_PLAN = "plan"


async def records_of(
    connection: AsyncConnection, candidates: Collection[int] | Select[Any]
) -> dict[int, Record]:
    """The records of candidates, by id; those without any data are left out.

    The ids are given as a list or a query.
    """

    def part(kind: str, whose: Column[Any], *columns: ColumnElement[Any]) -> Select[Any]:
        theirs: ColumnElement[bool]
        if isinstance(candidates, Select):
            theirs = whose.in_(candidates)
        else:
            theirs = one_of(connection, whose, candidates)
        return row_of(kind, *columns).add_columns(whose.label("whose")).where(theirs)

    parts = [part(kind, whose, *columns) for kind, (whose, columns) in PARTS.items()]
    plans_chosen = part(_PLAN, people.c.id, people.c.retake_plan)
    parts.append(plans_chosen.where(people.c.retake_plan.is_not(None)))
    found: dict[int, RecordRows] = defaultdict(RecordRows)
    plans: dict[int, RetakePlan] = {}
    for kind, *columns, whose in await connection.execute(union_all(*parts)):
        if kind == _PLAN:
            plans[whose] = RetakePlan(columns[0])
        else:
            found[whose].add(kind, columns)
    return {whose: rows.record(retake_plan=plans.get(whose)) for whose, rows in found.items()}
