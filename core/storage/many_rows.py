"""Run statements for many rows on SQLite, a hundred rows at a time.

A statement for one row takes longer than writing the row. At every step, Python's sqlite3 module
releases the global interpreter lock and waits to get it back.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.storage.sqlite_pragmas import CACHE

AT_ONCE = 100
"""The number of rows in one statement.

A hundred rows of ten columns still fit into the oldest SQLite's limit on values.
"""

_SMALL_CACHE = 8192
"""Kilobytes of pages that SQLite keeps in memory during work on many rows.

The usual number is `CACHE`.
"""
_WAL_PAGES, _WAL_PAGES_MEANWHILE = 1000, 8000
"""After how many changed pages SQLite copies its write-ahead log to the database.

The first number is SQLite's default. The second number (32 MB) is used while batches change the
same pages again and again.
"""

Row = Sequence[Any]
T = TypeVar("T")


@asynccontextmanager
async def small_cache(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection for work that goes through the whole database, batch by batch.

    Until the end of the `with` block, SQLite caches fewer pages, which is enough for rows in order.
    SQLite also copies changed pages from its log to the database less often.
    """
    async with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            yield connection
            return
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute(f"PRAGMA cache_size=-{_SMALL_CACHE}")
        await driver.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES_MEANWHILE}")
        try:
            yield connection
        finally:
            await driver.execute(f"PRAGMA cache_size=-{CACHE}")
            await driver.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")


async def insert_many(
    connection: AsyncConnection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Row],
    import_id: int | None = None,
    conflict: str = "DO NOTHING",
) -> tuple[int, list[slice]]:
    """Insert rows. Skip rows that exist, or change them as the SQL `conflict` says.

    Return how many rows are new, and the parts of `rows` in which some rows existed already. Values
    go to the driver unchanged, so days must be in ISO form. `import_id` is the value of one more
    column.
    """
    names = columns if import_id is None else (*columns, "import_id")
    # safe: these are only our own column names, never user input
    head = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES "  # noqa: S608 - see the comment above

    def insert(raw: sqlite3.Connection, values: str, part: Sequence[Row]) -> int:
        statement = f"{head}{values} ON CONFLICT {conflict}"
        return raw.execute(statement, list(chain.from_iterable(part))).rowcount

    added = await _by_parts(connection, len(columns), rows, insert, import_id)
    known = [part for part, new in added if new < part.stop - part.start]
    return sum(new for _, new in added), known


async def select_many(
    connection: AsyncConnection, statement: str, width: int, rows: Sequence[Row]
) -> list[Row]:
    """Return the results of a SELECT that has `{values}` where the rows belong.

    `width` is the number of columns of each row.
    """
    head, tail = statement.split("{values}")

    def ask(raw: sqlite3.Connection, values: str, part: Sequence[Row]) -> list[Row]:
        return raw.execute(f"{head}{values}{tail}", list(chain.from_iterable(part))).fetchall()

    found = await _by_parts(connection, width, rows, ask)
    return list(chain.from_iterable(answers for _, answers in found))


async def _by_parts(
    connection: AsyncConnection,
    width: int,
    rows: Sequence[Row],
    work: Callable[[sqlite3.Connection, str, Sequence[Row]], T],
    last: int | None = None,
) -> list[tuple[slice, T]]:
    """Call `work` on each part of the rows, with one switch to SQLite's thread.

    `last` is a value for one more column, the same in every row. It is written into the statement,
    because a parameter would be passed again for each row.
    """
    marks = f"({', '.join('?' * width)}{'' if last is None else f', {last:d}'})"
    whole = ",".join([marks] * AT_ONCE)

    def run(raw: sqlite3.Connection) -> list[tuple[slice, T]]:
        done: list[tuple[slice, T]] = []
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            values = whole if len(part) == AT_ONCE else ",".join([marks] * len(part))
            done.append((slice(start, start + len(part)), work(raw, values, part)))
        return done

    driver: Any = (await connection.get_raw_connection()).driver_connection
    # private calls, because the public ones switch to the thread for each statement
    return await driver._execute(run, driver._conn)  # type: ignore[no-any-return]  # noqa: SLF001
