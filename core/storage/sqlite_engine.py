"""Connections to a SQLite file."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiosqlite
from sqlalchemy.engine import URL

from core.storage.many_rows import CACHE

BUSY_SECONDS = 15
"""How long a writer waits for another one before it gives up."""


def sqlite_connector(url: URL) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    """Connect as SQLAlchemy would, but leave no thread behind if that fails.

    The thread of a failed connection still calls the event loop, and reports an error if it is
    gone.
    """
    words, more = url.get_dialect()().create_connect_args(url)

    async def connect() -> aiosqlite.Connection:
        connection = aiosqlite.connect(*words, **{"timeout": BUSY_SECONDS, **more})
        thread = connection._thread  # noqa: SLF001 - SQLAlchemy makes it a daemon in the same way
        thread.daemon = True
        try:
            return await connection
        except BaseException:
            await asyncio.to_thread(thread.join, BUSY_SECONDS)
            raise

    return connect


def prepare_sqlite(connection: Any, _: object) -> None:
    """Set up a new connection."""
    connection.isolation_level = None  # we send BEGIN ourselves
    try:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",  # readers and the writer do not block each other
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"cache_size=-{CACHE}",
            "temp_store=MEMORY",
            "main.secure_delete=ON",  # what is deleted does not stay in free pages
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        connection.close()  # not in the pool yet, which would leave it open
        raise


def begin_immediate(connection: Any) -> None:
    """Take the lock for writing as a transaction begins."""
    # a transaction that reads first and writes later could not wait for another writer
    connection.exec_driver_sql("BEGIN IMMEDIATE")
