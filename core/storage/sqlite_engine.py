"""Connect to a SQLite file."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiosqlite
from sqlalchemy.engine import URL

from core.storage.sqlite_pragmas import BUSY_SECONDS


def sqlite_connector(url: URL) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    """Return a function that connects to a SQLite file, and leaves no thread if that fails.

    Otherwise it connects as SQLAlchemy does. A thread left behind would still call the event loop,
    and report an error if the loop is closed.
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


READS_ONLY = "edgefinder_reads_only"
"""The name of the execution option that marks a connection as only reading."""


def begin_transaction(connection: Any) -> None:
    """Begin a transaction.

    Take the lock for writing at once, unless the transaction only reads.
    """
    # a transaction that has read something cannot wait for another writer when it begins to write
    reads = connection.get_execution_options().get(READS_ONLY)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
