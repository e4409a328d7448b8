"""The audit log of this process.

Looks are written just after the answer, several at a time. Changes are written in the transaction
that makes them. A look is written within `PAUSE` seconds, or when the process ends normally. A
process that is killed loses only the looks of its last seconds, at most `MOST_WAITING`.
"""

import asyncio
import logging
from contextvars import Context

from sqlalchemy import select

from core.audit.actor import ACTING, Actor
from core.audit.entries import write_entries
from core.audit.entry_rows import Waiting, rows_of_looks
from core.clock import Clock
from core.storage.database import Database
from core.storage.staging import one_of
from core.storage.tables import awards

_log = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds from a look until its entry is written."""
MOST_WAITING = 2_000
"""When this many looks wait to be written, all of them are written at once."""


class AuditLog:
    """Records in the audit log what actors look at."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[Waiting] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        self._closing = False

    def acting(self, actor: Actor) -> "_Acting":
        """Act as this actor in a `with` block.

        What the actor looked at is written soon after the block ends.
        """
        actor.clock = self._clock
        return _Acting(self, actor)

    async def take(self, actor: Actor) -> None:
        """Queue an actor's looks for writing.

        If `MOST_WAITING` looks are queued, write them all now.
        """
        if not actor.looks:
            return
        self._waiting += [(actor, look, at) for look, at in actor.looks.items()]
        actor.looks = {}
        if len(self._waiting) >= MOST_WAITING:
            await self.flush()
        else:
            self._write_soon()

    async def flush(self) -> None:
        """Write all looks that wait to be written."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        async with self._lock:
            waiting, self._waiting = self._waiting, []
            if not waiting:
                return
            try:
                await self._write(waiting)
            except BaseException:
                self._waiting = waiting + self._waiting
                raise

    async def close(self) -> None:
        """Write all waiting looks. Call this before the database closes."""
        self._closing = True
        if self._writing is not None:
            await self._writing
        try:
            await self.flush()
        except Exception as fault:  # noqa: BLE001 - the process is ending anyway
            count = len(self._waiting)
            _log.error("%s audit entries were not written: %s", count, type(fault).__name__)

    def _write_soon(self) -> None:
        if self._timer is None and not self._closing:
            # in an empty context, so that the writing does not count as part of this request
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(PAUSE, self._begin_writing, context=Context())

    def _begin_writing(self) -> None:
        self._timer = None
        self._writing = asyncio.create_task(
            self._write_in_background(), name="writing audit entries"
        )

    async def _write_in_background(self) -> None:
        try:
            await self.flush()
        except Exception as fault:  # noqa: BLE001 - tried again
            _log.warning("audit entries wait to be written: %s", type(fault).__name__)
            self._write_soon()

    async def _write(self, waiting: list[Waiting]) -> None:
        codes = sorted({look.code for _, look, _ in waiting if look.code and look.subject is None})
        async with self._database.begin() as connection:
            holders: dict[str, int] = {}
            if codes:
                found = select(awards.c.code, awards.c.candidate_id)
                rows = await connection.execute(
                    found.where(one_of(connection, awards.c.code, codes))
                )
                holders = {row.code: row.candidate_id for row in rows}
            await write_entries(connection, rows_of_looks(waiting, holders))


class _Acting:
    """Acts as an actor in a `with` block, and queues their looks when the block ends."""

    def __init__(self, log: AuditLog, actor: Actor) -> None:
        self._log = log
        self._actor = actor

    async def __aenter__(self) -> Actor:
        self._before = ACTING.set(self._actor)
        return self._actor

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._log.take(self._actor)
        finally:
            ACTING.reset(self._before)
