"""Send reads that may be some seconds old to a replica, unless something was just changed.

Each change of records is announced. Until the replica has applied the change, every process reads
only from the primary. People therefore see what they have just changed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.storage.address_columns import keys_of, set_keys
from core.storage.postgres_engine import postgres_engine

_log = logging.getLogger(__name__)

RECORDS_CHANGED = "edgefinder_records"
"""The topic under which processes announce that they changed records."""
LOOK_EVERY = 0.2
"""Seconds between checks of whether the replica has caught up with the primary."""
LOOK_AGAIN = 5.0
"""Seconds until a replica that could not be reached is tried again."""

_UNREAD = frozenset(
    (
        *("notices", "notice_lanes", "notice_places", "notice_settings", "digest_awards"),
        *("chat_memories", "chat_identities", "deliveries", "opened_pages", "checks"),
        *("slack_bots", "slack_installations", "slack_oauth_states", "roster_notices"),
    )
)
"""Tables that nearly every message changes.

They are never read from a replica, so their changes are not announced.
"""
_WRITES = ("INSERT INTO ", "UPDATE ", "DELETE FROM ")
_CHANGED = "changed_records"

_WRITTEN = text("SELECT pg_current_wal_lsn()::text")
_REPLAYED = text(
    "SELECT NOT pg_is_in_recovery()"
    " OR pg_last_wal_replay_lsn() >= CAST(CAST(:written AS text) AS pg_lsn)"
)
_ANNOUNCE = text("SELECT pg_notify(:topic, '')")

_may_be_old: ContextVar[bool] = ContextVar("reads may be old", default=False)

Listen = Callable[[str, Callable[[], None]], AbstractAsyncContextManager[asyncio.Event]]


@contextmanager
def reads_may_be_old() -> Iterator[None]:
    """Let reads in a `with` block be some seconds old, so that a replica may answer them."""
    token = _may_be_old.set(True)
    try:
        yield
    finally:
        _may_be_old.reset(token)


class ReadReplica:
    """A read replica of the database.

    Nothing reads it unless `follow` runs and it is up to date.
    """

    def __init__(self, url: URL, primary: AsyncEngine, *, pool_size: int, pooled: bool) -> None:
        self._engine = postgres_engine(url, pool_size=pool_size, pooled=pooled)
        set_keys(self._engine.dialect, keys_of(primary.dialect))
        self._primary = primary
        self._caught_up = False
        self._changed = asyncio.Event()
        event.listen(primary.sync_engine, "before_cursor_execute", _note_change)

    @property
    def engine(self) -> AsyncEngine | None:
        """Return the replica's engine, or None if reads have to go to the primary now."""
        return self._engine if self._caught_up and _may_be_old.get() else None

    def behind(self) -> None:
        """Stop reading from the replica until it has caught up with the primary."""
        self._caught_up = False
        self._changed.set()

    async def announce(self, connection: AsyncConnection) -> bool:
        """Announce a change of records if the current unit of work made one.

        Return whether it made one. Call this at the end of a unit of work. If it returns True, call
        `behind` after the commit.
        """
        changed = bool(connection.info.pop(_CHANGED, False))
        if changed:
            await connection.execute(_ANNOUNCE, {"topic": RECORDS_CHANGED})
        return changed

    async def follow(self, listen: Listen) -> None:
        """Check, until canceled, whether the replica has caught up after each change of records."""
        told = False
        while True:
            try:
                async with listen(RECORDS_CHANGED, self.behind) as lost:
                    self.behind()  # changes may have been missed while nobody listened
                    await self._catch_up(lost)
                    told = False
            except (SQLAlchemyError, OSError) as error:
                if not told:
                    _log.warning("the read replica is not used: %s", type(error).__name__)
                told = True
            finally:
                self._caught_up = False
            await asyncio.sleep(LOOK_AGAIN)

    async def _catch_up(self, lost: asyncio.Event) -> None:
        """After each change, wait until the replica has caught up with the primary.

        Return when `lost` is set.
        """
        ended = asyncio.create_task(lost.wait())
        try:
            while not lost.is_set():
                changed = asyncio.create_task(self._changed.wait())
                await asyncio.wait((ended, changed), return_when=asyncio.FIRST_COMPLETED)
                changed.cancel()
                self._changed.clear()
                async with self._primary.connect() as connection:
                    written = await connection.scalar(_WRITTEN)
                while not (lost.is_set() or await self._has_replayed(written)):
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(lost.wait(), LOOK_EVERY)
                self._caught_up = not (self._changed.is_set() or lost.is_set())
        finally:
            ended.cancel()

    async def _has_replayed(self, written: str) -> bool:
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(_REPLAYED, {"written": written}))

    async def close(self) -> None:
        await self._engine.dispose()


def _note_change(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    begins = statement.lstrip()[:80]
    if not begins.startswith(_WRITES):
        return
    table = begins.split("(")[0].replace('"', "").split()[1 if begins[0] == "U" else 2]
    if table not in _UNREAD:
        connection.info[_CHANGED] = True
