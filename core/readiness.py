"""Check whether the database is reachable and up to date, and whether notices are sent."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock
from core.outbox.states import IS_DUE, IS_UNDELIVERABLE
from core.storage.database import Database
from core.storage.revisions import newest
from core.storage.tables import notice_lanes, notices
from core.storage.types import Instant

PATIENCE_SECONDS = 3.0
"""A database that takes longer than this to answer counts as unreachable."""
LONGEST_LAG = timedelta(minutes=5)
"""If due notices wait longer than this, no relay can be working."""

_REVISION = text("SELECT version_num FROM alembic_version")


MOST_COUNTED = 100_000
"""Due notices are counted only up to this number, to keep the query cheap."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The outbox: the number of due notices, the age of the oldest, and how many were given up."""

    due: int
    oldest_seconds: float
    given_up: int


class Readiness:
    """Checks the database and the outbox, for /readyz, metrics and doctor."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def problems(self) -> Mapping[str, str]:
        """Return what is wrong with `database`, `migrations` and `relay`, by these names.

        The text is "" if nothing is wrong. If the database does not answer, only `database` is in
        the result.
        """
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                revision, oldest = await self._ask()
        except (TimeoutError, OSError, SQLAlchemyError) as error:
            return {"database": f"the database does not answer ({type(error).__name__})"}
        migrations = (
            "" if (revision or "") >= newest() else f"at {revision}: run 'edgefinder db upgrade'"
        )
        return {"database": "", "migrations": migrations, "relay": self._lag_of(oldest)}

    async def backlog(self) -> Backlog:
        """Return the state of the outbox, for metrics."""
        now = self._clock()
        # ordered as in the index, because otherwise SQLite would also read all sent notices
        due = (
            select(notices.c.not_before)
            .where(IS_DUE, notices.c.not_before <= now)
            .order_by(notices.c.lane_id, notices.c.not_before, notices.c.id)
        )
        some = due.limit(MOST_COUNTED).subquery()
        async with self._database.reading() as connection:
            counted, oldest = (
                await connection.execute(
                    select(func.count(), func.min(some.c.not_before, type_=Instant))
                )
            ).one()
            given_up = await connection.scalar(select(func.count()).where(IS_UNDELIVERABLE))
        waited = (now - oldest).total_seconds() if oldest is not None else 0.0
        return Backlog(counted, waited, given_up or 0)

    async def _ask(self) -> tuple[str | None, datetime | None]:
        now = self._clock()
        async with self._database.reading() as connection:
            revision = await connection.scalar(_REVISION)
            # Skip queues that are claimed or paused. An old notice in any other queue shows that no
            # relay works.
            oldest = await connection.scalar(
                select(func.min(notices.c.not_before, type_=notices.c.not_before.type))
                .outerjoin(notice_lanes, notice_lanes.c.id == notices.c.lane_id)
                .where(
                    IS_DUE,
                    notices.c.not_before <= now,
                    or_(notices.c.lane_id.is_(None), notice_lanes.c.next_at <= now),
                )
            )
        return revision, oldest

    def _lag_of(self, oldest: datetime | None) -> str:
        if oldest is None:
            return ""
        lag = self._clock() - oldest
        if lag < LONGEST_LAG:
            return ""
        return f"a notice has waited for {int(lag.total_seconds() // 60)} minutes"
