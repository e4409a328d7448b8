"""Merge two records of the same person into one.

The merged record has the awards, codes, chats and proofs of both.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.awards.earned_awards import AwardUpdates
from core.catalog.model import Catalog
from core.clock import Clock, Today
from core.records.submitted_by import record_submitter
from core.storage.database import Database, write_alone
from core.storage.tables import (
    awards,
    candidate_numbers,
    metadata,
    notice_lanes,
    notices,
    people,
    results,
)


class _Nobody:
    """Notifies nobody about awards, because a merge finds awards that were earned long before."""

    async def notify_earned(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Do nothing, so that nobody is notified."""

    async def notify_revoked(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Do nothing, so that nobody is notified."""

    async def cancel_revocation_notices(self, connection: AsyncConnection, award: int) -> None:
        """Do nothing, because there are no notices to cancel."""


class PersonMerging:
    """Merges the records of one person who is on record twice."""

    def __init__(self, database: Database, catalog: Catalog, clock: Clock, today: Today) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._today = today

    async def merge(self, keep: int, other: int) -> int:
        """Move everything on record about the person `other` to the person `keep`.

        Return the number of awards moved.
        """
        async with self._database.begin() as connection:
            await write_alone(connection)
            await _record_submitters(connection, keep, other)
            moved = await _move_awards(connection, keep, other)
            await _drop_queues(connection, other)
            for column in _references():
                await _move(connection, column, keep, other)
            await _keep_nims_number(connection, keep, other)
            await connection.execute(delete(people).where(people.c.id == other))
            rows = await connection.execute(
                select(results.c.exam_code, results.c.outcome).where(results.c.candidate_id == keep)
            )
            brought = [(keep, row.exam_code, row.outcome) for row in rows]
            awarding = AwardUpdates(
                connection, self._catalog, self._clock, self._today(), _Nobody()
            )
            await awarding.settle(brought)
            await record(connection, Action.MERGED, keep, other=other)
        return moved


async def _record_submitters(connection: AsyncConnection, keep: int, other: int) -> None:
    rows = await connection.execute(
        select(candidate_numbers.c.person_id, func.min(candidate_numbers.c.organisation_id))
        .where(candidate_numbers.c.person_id.in_((keep, other)))
        .group_by(candidate_numbers.c.person_id)
    )
    whose = {person: organization for person, organization in rows.all()}  # noqa: C416 - dict() does not accept rows
    if len(set(whose.values())) > 1:
        await record_submitter(connection, whose)


async def _move_awards(connection: AsyncConnection, keep: int, other: int) -> int:
    """Move the awards of the person `other` to the person `keep`.

    Return how many were moved. If both hold an award for the same credential, both awards stay,
    each with its own code.
    """
    theirs = awards.alias("theirs")
    same = select(theirs.c.id).where(
        theirs.c.candidate_id == keep,
        theirs.c.credential_code == awards.c.credential_code,
        theirs.c.revoked_on.is_(None),
        theirs.c.duplicate_of.is_(None),
    )
    of_other = awards.c.candidate_id == other
    await connection.execute(
        update(awards)
        .where(of_other, awards.c.revoked_on.is_(None), same.exists())
        .values(duplicate_of=same.scalar_subquery())
    )
    done = await connection.execute(update(awards).where(of_other).values(candidate_id=keep))
    return done.rowcount


async def _drop_queues(connection: AsyncConnection, other: int) -> None:
    """Take the notices to the person `other` out of their queues, and delete the queues.

    The notices are queued for the person `keep` later.
    """
    theirs = select(notice_lanes.c.id).where(notice_lanes.c.person_id == other)
    await connection.execute(
        update(notices).where(notices.c.lane_id.in_(theirs)).values(lane_id=None)
    )
    await connection.execute(delete(notice_lanes).where(notice_lanes.c.person_id == other))


def _references() -> list[Column[Any]]:
    """Return the database columns that refer to people, except those of awards.

    Awards are moved separately.
    """
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if table is not awards and any(key.column.table is people for key in column.foreign_keys)
    ]


async def _move(connection: AsyncConnection, column: Column[Any], keep: int, other: int) -> None:
    """Make the rows that refer to the person `other` refer to the person `keep`.

    If `keep` already has an equal row where only one is allowed, delete the row of `other`.
    """
    table = column.table
    assert isinstance(table, Table)
    keys = list(table.primary_key.columns)
    rows = (await connection.execute(select(*keys).where(column == other))).all()
    for row in rows:
        one = and_(*(key == value for key, value in zip(keys, row, strict=True)))
        try:
            async with connection.begin_nested():
                await connection.execute(update(table).where(one).values({column.name: keep}))
        except IntegrityError:
            await connection.execute(delete(table).where(one))


async def _keep_nims_number(connection: AsyncConnection, keep: int, other: int) -> None:
    found = await connection.execute(select(people).where(people.c.id.in_((keep, other))))
    known = {row.id: row for row in found}
    number = known[other].nims_number
    if number is None or known[keep].nims_number is not None:
        return
    await connection.execute(update(people).where(people.c.id == other).values(nims_number=None))
    await connection.execute(update(people).where(people.c.id == keep).values(nims_number=number))
