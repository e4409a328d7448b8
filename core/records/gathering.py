"""The records of several candidates at once, in three statements."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.model import Award, Outcome, Record, Result, SignOff
from core.storage.tables import awards, results, sign_offs

Chosen = Callable[[Column[Any]], ColumnElement[bool]]
"""From the column that has candidates' ids to the condition that chooses some."""


async def records_of(connection: AsyncConnection, chosen: Chosen) -> Mapping[int, Record]:
    """By candidate, what is on record about the chosen; of whom nothing is, there is none."""
    taken: dict[int, list[Result]] = defaultdict(list)
    for row in await connection.execute(select(results).where(chosen(results.c.candidate_id))):
        taken[row.candidate_id].append(
            Result(row.exam_code, row.taken_on, row.attempt, Outcome(row.outcome))
        )
    earned: dict[int, list[Award]] = defaultdict(list)
    for row in await connection.execute(select(awards).where(chosen(awards.c.candidate_id))):
        earned[row.candidate_id].append(_award(row))
    signed: dict[int, list[SignOff]] = defaultdict(list)
    for row in await connection.execute(
        select(sign_offs).where(chosen(sign_offs.c.candidate_id)).order_by(sign_offs.c.id)
    ):
        signed[row.candidate_id].append(SignOff(row.goal_code, row.item, row.hours, row.signed_on))
    return {
        candidate: Record(
            tuple(taken[candidate]), tuple(earned[candidate]), signed=tuple(signed[candidate])
        )
        for candidate in taken.keys() | earned.keys() | signed.keys()
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
