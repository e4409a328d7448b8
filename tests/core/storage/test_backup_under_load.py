"""A backup made while others write is consistent, and has everything that was written before."""

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from core.clock import utc_now
from core.data_rights.backup_restore import restore
from core.edgefinder import open_edgefinder
from core.storage.backup import back_up
from core.storage.column_keys import ColumnKeys
from core.storage.database import Database, DatabaseError
from core.storage.tables import people, results
from tests.servers import postgres
from tests.servers.postgres import PostgresServer
from tests.world import TODAY, World, open_world


class Writers:
    """Writes without a pause.

    Each unit of work adds a candidate with the next number, and a result of this candidate.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.acknowledged = 0

    async def run(self) -> None:
        while True:
            number = self.acknowledged + 1
            async with self._world.edgefinder.database.begin() as connection:
                values = {"number": f"{number}", "given_name": "Ana", "family_name": "Popescu"}
                done = await connection.execute(people.insert().values(**values))
                assert done.inserted_primary_key is not None
                await connection.execute(
                    results.insert().values(
                        candidate_id=done.inserted_primary_key[0],
                        exam_code="M1-MMS-T",
                        taken_on=TODAY,
                        attempt=0,
                        outcome="pass",
                    )
                )
            self.acknowledged = number
            await asyncio.sleep(0)

    async def until(self, written: int) -> None:
        while self.acknowledged < written:  # noqa: ASYNC110 - the writers count without an event
            await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def load(url: str) -> AsyncIterator[Writers]:
    world = await open_world(url)
    writers = Writers(world)
    writing = asyncio.create_task(writers.run())
    try:
        await writers.until(20)
        yield writers
        await writers.until(writers.acknowledged + 20)  # the writing continues after the backup
    finally:
        writing.cancel()
        await asyncio.wait([writing])
        await world.edgefinder.close()


def _left_over(folder: Path) -> list[Path]:
    """Return the temporary files of an interrupted restore that are left in the folder."""
    return list(folder.glob(".restore.*"))


async def assert_whole(url: str, at_least: int) -> None:
    """Check that a restored database has each unit of work completely or not at all.

    It must have at least `at_least` of them.
    """
    edgefinder = await open_edgefinder(database_url=url, create=False)
    assert await edgefinder.database_report.schema_differences() == []
    async with edgefinder.database.begin() as connection:
        numbers = {int(row.number) for row in await connection.execute(select(people))}
        taken = {row.candidate_id for row in await connection.execute(select(results))}
        persons = {row.id for row in await connection.execute(select(people.c.id))}
    assert numbers == set(range(1, len(numbers) + 1))
    assert len(numbers) >= at_least
    assert taken == persons
    await edgefinder.close()


async def test_a_copy_of_a_sqlite_database_made_while_others_write_is_consistent(
    sqlite_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    async with load(sqlite_url) as writers:
        before = writers.acknowledged
        async with Database.open(sqlite_url) as database:
            await back_up(database, copy)
    await assert_whole(f"sqlite:///{copy}", before)


async def test_a_backup_is_not_restored_while_the_bot_is_running(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The running program would continue to write to the old file."""
    copy, target = tmp_path / "copy.db", Path(str(make_url(sqlite_url).database))
    async with load(sqlite_url) as writers:
        async with Database.open(sqlite_url) as database:
            await back_up(database, copy)
        for _ in range(3):
            with pytest.raises(DatabaseError, match="stop 'edgefinder serve' first"):
                await restore(copy, target, ColumnKeys(), utc_now, replace=True)
            await writers.until(writers.acknowledged + 5)
        written = writers.acknowledged
    await assert_whole(sqlite_url, written)
    assert _left_over(tmp_path) == []
    await restore(copy, target, ColumnKeys(), utc_now, replace=True)
    await assert_whole(sqlite_url, 20)


async def test_a_dump_of_postgresql_made_while_others_write_is_restored_completely(
    postgres_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    dump, restored = tmp_path / "center.dump", postgres_server.new_database()

    def run(program: str, *words: str) -> Callable[[], object]:
        command: list[str | Path] = [postgres._programs() / program, *words]
        return lambda: subprocess.run(command, check=True, capture_output=True, timeout=100)

    async with load(postgres_url) as writers:
        before = writers.acknowledged
        source = postgres_url.replace("+asyncpg", "")
        options = ("--format=custom", f"--file={dump}")
        await asyncio.to_thread(run("pg_dump", *options, f"--dbname={source}"))
    target = postgres_server.url(restored).replace("+asyncpg", "")
    await asyncio.to_thread(run("pg_restore", "--no-owner", f"--dbname={target}", str(dump)))
    await assert_whole(postgres_server.url(restored), before)
    postgres_server.drop_database(restored)
