"""The audit log for commands that read a SQLite file directly.

Each command writes to the log, when it ends, which records it looked at.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.audit.actor import Actor, set_actor
from core.audit.entry_rows import COLUMNS, rows_of_looks
from core.clock import Clock
from core.storage.instants import instant_text
from core.storage.sqlite_file import NotPlain, SqliteFile


class FileAuditLog:
    """Records what actors look at, as `AuditLog` does."""

    def __init__(self, file: SqliteFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    @asynccontextmanager
    async def acting(self, actor: Actor) -> AsyncIterator[Actor]:
        """Act as this actor, and write afterwards what the actor has looked at.

        If NotPlain is raised, write nothing: the caller then repeats the work through `Database`,
        which records the looks.
        """
        actor.clock = self._clock
        with set_actor(actor):
            try:
                yield actor
            except (NotPlain, GeneratorExit):
                actor.looks = {}
                raise
            finally:
                await self.take(actor)

    async def flush(self) -> None:
        """Do nothing, because this log never keeps looks for later."""

    async def take(self, actor: Actor) -> None:
        write_looks(self._file, actor)


def write_looks(file: SqliteFile, actor: Actor) -> None:
    """Write to the audit log what the actor has looked at."""
    looks, actor.looks = actor.looks, {}
    if not looks:
        return
    codes = [look.code for look in looks if look.code and look.subject is None]
    marks = ", ".join("?" * len(codes))
    columns, values = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
    whose = f"SELECT code, candidate_id FROM awards WHERE code IN ({marks})"  # noqa: S608 - only placeholders, no input
    insert = f"INSERT INTO audit_entries ({columns}) VALUES ({values})"  # noqa: S608 - only placeholders, no input
    try:
        with file.writing() as connection:
            holders: dict[str, int] = dict(connection.execute(whose, codes).fetchall())
            waiting = [(actor, look, at) for look, at in looks.items()]
            for row in rows_of_looks(waiting, holders):
                connection.execute(insert, (instant_text(row[0]), *row[1:]))
    except sqlite3.Error as fault:
        import logging  # noqa: PLC0415 - seldom needed

        log, count = logging.getLogger(__name__), len(looks)
        log.error(  # noqa: TRY400 - the operator cannot act on a trace
            "%s audit entries were not written: %s", count, type(fault).__name__
        )
