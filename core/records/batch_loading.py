"""Load the records of many candidates at once, in a few statements."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.model import RetakePlan
from core.records.model import Award, EarnedElsewhere, Outcome, Record, Result, SignOff
from core.storage.staging import one_of
from core.storage.tables import awards, earned_elsewhere, people, results, sign_offs


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
    plans: dict[int, RetakePlan] = {}
    sat = select(results, people.c.retake_plan).join(people, people.c.id == results.c.candidate_id)
    for row in await connection.execute(sat.where(theirs(results.c.candidate_id))):
        taken[row.candidate_id].append(
            Result(row.exam_code, row.taken_on, row.attempt, Outcome(row.outcome))
        )
        if row.retake_plan:
            plans[row.candidate_id] = RetakePlan(row.retake_plan)
    earned: dict[int, list[Award]] = defaultdict(list)
    for row in await connection.execute(select(awards).where(theirs(awards.c.candidate_id))):
        earned[row.candidate_id].append(award_in(row))
    signed: dict[int, list[SignOff]] = defaultdict(list)
    for row in await connection.execute(
        select(sign_offs, case((by_two_people(), 1), else_=0).label("two_people"))
        .where(theirs(sign_offs.c.candidate_id))
        .order_by(sign_offs.c.id)
    ):
        signed[row.candidate_id].append(
            SignOff(row.goal_code, row.item, row.hours, row.signed_on, bool(row.two_people))
        )
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
            retake_plan=plans.get(each),
        )
        for each in taken.keys() | earned.keys() | signed.keys() | elsewhere.keys()
    }


def by_two_people() -> ColumnElement[bool]:
    """Whether the trainer and the person who signed off are different people."""
    columns = sign_offs.c
    return and_(
        columns.trainer.is_not(None),
        or_(columns.trainer_id.is_(None), columns.trainer_id != columns.signed_by),
    )


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
