"""Load the records of many candidates at once, in a few statements."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.model import Award, EarnedElsewhere, Outcome, Record, Result, SignOff
from core.storage.staging import one_of
from core.storage.tables import awards, earned_elsewhere, results, sign_offs


async def records_of(
    connection: AsyncConnection, candidates: Collection[int] | Select[Any]
) -> dict[int, Record]:
    """The records of candidates, by id; those without any data are left out.

    The ids are given as a list or a query.
    """

    def theirs(column: Column[Any]) -> ColumnElement[bool]:
        if isinstance(candidates, Select):
            return column.in_(candidates)
        return one_of(connection, column, candidates)

    taken: dict[int, list[Result]] = defaultdict(list)
    for row in await connection.execute(select(results).where(theirs(results.c.candidate_id))):
        taken[row.candidate_id].append(
            Result(row.exam_code, row.taken_on, row.attempt, Outcome(row.outcome))
        )
    earned: dict[int, list[Award]] = defaultdict(list)
    for row in await connection.execute(select(awards).where(theirs(awards.c.candidate_id))):
        earned[row.candidate_id].append(award_in(row))
    signed: dict[int, list[SignOff]] = defaultdict(list)
    for row in await connection.execute(
        select(sign_offs).where(theirs(sign_offs.c.candidate_id)).order_by(sign_offs.c.id)
    ):
        signed[row.candidate_id].append(SignOff(row.goal_code, row.item, row.hours, row.signed_on))
    elsewhere: dict[int, list[EarnedElsewhere]] = defaultdict(list)
    for row in await connection.execute(
        select(earned_elsewhere).where(theirs(earned_elsewhere.c.candidate_id))
    ):
        elsewhere[row.candidate_id].append(
            EarnedElsewhere(row.credential_code, row.issued_on, row.issuer, row.evidence)
        )
    return {
        each: Record(
            tuple(taken[each]),
            tuple(earned[each]),
            signed=tuple(signed[each]),
            elsewhere=tuple(elsewhere[each]),
        )
        for each in taken.keys() | earned.keys() | signed.keys() | elsewhere.keys()
    }


def award_in(row: Any) -> Award:
    """Make an Award of a row with the columns of the awards."""
    return Award(
        row.code,
        row.credential_code,
        row.issued_on,
        row.revoked_on,
        row.revoked_because,
        row.revoked_by,
    )
