"""Fill a database with any number of candidates, in bounded memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from core.edgefinder import open_edgefinder
from core.storage.instants import instant_text
from tests.growth.rows import TABLES, Filled

SQLITE_BYTES = 1_600
POSTGRESQL_BYTES = 2_600
"""The measured bytes on disk for each candidate, with all of the candidate's rows and indexes."""
_CACHE_KILOBYTES = 512_000


def plain_url(url: str) -> str:
    """Return a database URL in the form that asyncpg takes."""
    return url.replace("+asyncpg", "")


async def fill(url: str, candidates: int) -> None:
    """Create the tables in an empty database, and fill them with candidates and their records."""
    edgefinder = await open_edgefinder(database_url=url)
    await edgefinder.close()
    if url.startswith("sqlite"):
        file = make_url(url).database
        assert file is not None
        _fill_sqlite(file, candidates)
    else:
        await _fill_postgresql(plain_url(url), candidates)


def _fill_sqlite(file: str, candidates: int) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KILOBYTES}"):
            connection.execute(f"PRAGMA {pragma}")
        for table in TABLES:
            places = ", ".join("?" * len(table.columns))
            insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})"
            connection.execute("BEGIN")
            connection.executemany(insert, _as_text(table, candidates))
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA analysis_limit=1000")
        connection.execute("ANALYZE")


def _as_text(table: Filled, candidates: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows as SQLite stores them: dates and times as text."""
    first = next(table.rows(candidates))
    if not any(isinstance(value, date) for value in first):  # datetime is a subclass of date
        yield from table.rows(candidates)
        return
    texts: dict[date, str] = {}
    for row in table.rows(candidates):
        yield tuple(
            (texts.get(value) or texts.setdefault(value, _text(value)))
            if isinstance(value, date)
            else value
            for value in row
        )


def _text(value: date) -> str:
    return instant_text(value) if isinstance(value, datetime) else value.isoformat()


async def _fill_postgresql(url: str, candidates: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        # foreign keys are not checked here, because that would take ten times as long
        await connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            await connection.copy_records_to_table(
                table.name, records=table.rows(candidates), columns=table.columns, timeout=86_400
            )
            if table.columns[0] == "id":
                last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                await connection.execute(f"{last}(SELECT max(id) FROM {table.name}))")
        await connection.execute("VACUUM (ANALYZE)", timeout=86_400)
    finally:
        await connection.close()


async def bytes_of(url: str) -> int:
    """Return a database's disk space in bytes."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as connection:
            [pages], [size] = (
                connection.execute(f"PRAGMA {name}").fetchone()
                for name in ("page_count", "page_size")
            )
            return int(pages * size)
    server = await asyncpg.connect(plain_url(url))
    try:
        return int(await server.fetchval("SELECT pg_database_size(current_database())"))
    finally:
        await server.close()
