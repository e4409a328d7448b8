"""Notify people about submitted results: first who can decide, later the submitter.

A notice has only the number of the submission, and the outcome if it was decided. A reader who may
no longer see the student therefore sees no name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action, looked_at
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.people.model import Role
from core.people.person_sql import written_name
from core.records.attempts import Row
from core.records.model import Outcome
from core.storage.staging import one_of
from core.storage.tables import (
    imports,
    people,
    results,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)

_DECIDING = {Outcome.PASS.value, Outcome.FAIL.value}
REFERENCE = "chat "
"""The beginning of the reference of a result submitted in a chat. The submission's number follows.
"""


def file_name(number: str) -> str:
    """Return the name under which the list of imports shows a submitted result."""
    return f"{REFERENCE}{number}.csv"


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted result, as shown to a reader who may see the student."""

    student: str
    exam: str
    day: date


async def notify_waiting(
    connection: AsyncConnection, now: datetime, number: str, student: int, by: int
) -> None:
    """Notify the student's evaluators of a submitted result, or administrators if there are none.

    The person `by`, who submitted the result, is not notified.
    """
    evaluators = set((await connection.execute(_assigned(student, Role.EVALUATOR))).scalars())
    administrators = set((await connection.execute(_administrators(student))).scalars())
    waiting = (evaluators - {by}) or (administrators - {by})
    await enqueue(
        connection, now, *(_notice(NoticeKind.RESULT_WAITS, each, number) for each in waiting)
    )


async def notify_decided(
    connection: AsyncConnection,
    now: datetime,
    student: int,
    exam: str,
    outcome: Outcome,
    by: int | None,
) -> None:
    """Notify the person who submitted a result that it was confirmed or refused.

    The person `by`, who decided, is not notified.
    """
    handed_in = (
        select(results.c.source_ref)
        .where(
            results.c.candidate_id == student,
            results.c.exam_code == exam,
            results.c.outcome == Outcome.SUBMITTED.value,
            results.c.source_ref.startswith(REFERENCE),
        )
        .order_by(results.c.taken_on)
    )
    numbers = [
        reference.removeprefix(REFERENCE)
        for reference in (await connection.execute(handed_in)).scalars()
    ]
    for number in numbers:
        name = imports.c.file_name == file_name(number)
        whose = (await connection.execute(select(imports.c.brought_by).where(name))).scalars()
        told = (_notice(NoticeKind.RESULT_DECIDED, each, number, outcome) for each in set(whose))
        await enqueue(connection, now, *(each for each in told if each.person_id not in {by, None}))


async def notify_decisions(
    connection: AsyncConnection, now: datetime, rows: Sequence[Row], by: int | None
) -> None:
    """Notify people that a file decides about results that they submitted in a chat.

    A row of the file decides about submissions for the same exam on its day or earlier.
    """
    in_chat = select(imports.c.id).where(imports.c.file_name.startswith(REFERENCE)).limit(1)
    if (await connection.execute(in_chat)).first() is None:
        return
    decided: dict[tuple[int, str], tuple[str, str]] = {}
    for candidate, exam, day, _attempt, outcome, *_details in rows:
        if outcome in _DECIDING:
            last = decided.get((candidate, exam), ("", ""))
            decided[candidate, exam] = max(last, (str(day), outcome))
    candidates = {candidate for candidate, _ in decided}
    columns = results.c
    handed_in = await connection.execute(
        select(columns.candidate_id, columns.exam_code, columns.taken_on).where(
            one_of(connection, columns.candidate_id, candidates),
            columns.outcome == Outcome.SUBMITTED.value,
            columns.source_ref.startswith(REFERENCE),
        )
    )
    for candidate, exam, day in handed_in.all():
        decided_on, outcome = decided.get((candidate, exam), ("", ""))
        if str(day) <= decided_on:
            await notify_decided(connection, now, candidate, exam, Outcome(outcome), by)


async def submission(connection: AsyncConnection, number: str, reader: int) -> Submission | None:
    """Return the submitted result with this number.

    Return None if no result has this number, or if the reader may not see the student.
    """
    found = await connection.execute(
        select(results.c.candidate_id, results.c.exam_code, results.c.taken_on, written_name())
        .join(people, people.c.id == results.c.candidate_id)
        .where(results.c.source_ref == f"{REFERENCE}{number}")
        .limit(1)
    )
    row = found.first()
    if row is None:
        return None
    student, exam, day, name = row
    for may_see in (_assigned(student, *Role), _administrators(student)):
        if reader in set((await connection.execute(may_see)).scalars()):
            looked_at(Action.SAW_RECORD, student)
            return Submission(name, exam, day)
    return None


def _notice(
    kind: NoticeKind, person: int, number: str, outcome: Outcome | None = None
) -> NewNotice:
    data = {"number": number} | ({"outcome": outcome.value} if outcome else {})
    return NewNotice(kind, person, data=data, once=number)


def _assigned(student: int, *held: Role) -> Select[Any]:
    """Return the query for staff with one of these roles who have the student on a roster."""
    return (
        select(roles.c.person_id)
        .distinct()
        .join(roster_instructors, roster_instructors.c.person_id == roles.c.person_id)
        .join(rosters, rosters.c.id == roster_instructors.c.roster_id)
        .join(roster_candidates, roster_candidates.c.roster_id == rosters.c.id)
        .where(
            roster_candidates.c.person_id == student,
            roles.c.organisation_id == rosters.c.organisation_id,
            or_(*(roles.c.role == each.value for each in held)),
        )
    )


def _administrators(student: int) -> Select[Any]:
    homes = select(roles.c.organisation_id).where(
        roles.c.person_id == student, roles.c.role == Role.CANDIDATE.value
    )
    return (
        select(roles.c.person_id)
        .distinct()
        .where(roles.c.role == Role.ADMINISTRATOR.value, roles.c.organisation_id.in_(homes))
    )
