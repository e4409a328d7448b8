"""The records of several candidates at once, in two statements."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.model import Award, Outcome, Record, Result
from core.storage.tables import awards, results


async def records_where(
    connection: AsyncConnection, of_results: ColumnElement[bool], of_awards: ColumnElement[bool]
) -> Mapping[int, Record]:
    """By candidate, what is on record about those whom these conditions choose; of whom nothing
    is, there is none.
    """
    taken: dict[int, list[Result]] = defaultdict(list)
    for row in await connection.execute(select(results).where(of_results)):
        taken[row.candidate_id].append(
            Result(row.exam_code, row.taken_on, row.attempt, Outcome(row.outcome))
        )
    earned: dict[int, list[Award]] = defaultdict(list)
    for row in await connection.execute(select(awards).where(of_awards)):
        earned[row.candidate_id].append(_award(row))
    return {
        candidate: Record(tuple(taken[candidate]), tuple(earned[candidate]))
        for candidate in taken.keys() | earned.keys()
    }


def _award(row: Any) -> Award:
    return Award(
        row.code,
        row.credential_code,
        row.issued_on,
        row.revoked_on,
        row.revoked_because,
        row.revoked_by,
    )
