"""Digests: scheduled notices about everything that a roster earned since the last digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.notices.preferences import next_digest, preferences_of
from core.notices.topics import Pace
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.storage.database import Database
from core.storage.tables import (
    digest_awards,
    people,
    roster_instructors,
    roster_notices,
)

_AT_ONCE = 100


class Digests:
    """Writes digests.

    Any number of processes may do this: each digest is written only once. If no process ran for a
    long time, a single digest is written, and not a digest for each missed time.
    """

    def __init__(self, database: Database, clock: Clock, home_zone: str) -> None:
        self._database = database
        self._clock = clock
        self._home_zone = home_zone

    async def write_due(self) -> int:
        """Queue the digests that are due. Return their number."""
        now, count = self._clock(), 0
        while True:
            due = await self._due(now)
            for row in due:
                async with self._database.begin() as connection:
                    count += await self._write(connection, row, now)
            if len(due) < _AT_ONCE:
                return count

    async def _due(self, now: datetime) -> Sequence[Any]:
        chosen = (
            select(roster_notices)
            .where(roster_notices.c.next_at <= now)
            .order_by(roster_notices.c.next_at)
            .limit(_AT_ONCE)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(chosen)).all()

    async def _write(self, connection: AsyncConnection, row: Any, now: datetime) -> bool:
        """Write one digest, and set when the next digest is due.

        Return False if another process has written the digest, or if there is nothing to report.
        """
        pace = Pace(row.pace)
        preferences = await preferences_of(connection, row.person_id)
        ours = await connection.execute(
            update(roster_notices)
            .where(_same(roster_notices, row), roster_notices.c.next_at == row.next_at)
            .values(next_at=next_digest(preferences, self._home_zone, pace, now))
        )
        if ours.rowcount != 1:
            return False
        told = await connection.execute(
            delete(digest_awards)
            .where(_same(digest_awards, row))
            .returning(digest_awards.c.award_id)
        )
        earned = sorted(told.scalars())
        if not (earned or pace is Pace.WEEKLY) or not await _teaches(connection, row):
            return False
        data = {"roster": row.roster_id, "pace": pace.value, "awards": earned}
        once = f"{row.roster_id}:{row.next_at.isoformat()}"
        await enqueue(
            connection, now, NewNotice(NoticeKind.DIGEST, row.person_id, data=data, once=once)
        )
        return True


def _same(table: Table, row: Any) -> ColumnElement[bool]:
    return and_(table.c.person_id == row.person_id, table.c.roster_id == row.roster_id)


async def _teaches(connection: AsyncConnection, row: Any) -> bool:
    found = await connection.execute(
        select(roster_instructors.c.person_id)
        .join(people, people.c.id == roster_instructors.c.person_id)
        .where(_same(roster_instructors, row), people.c.notices_on)
    )
    return found.first() is not None
