"""Reads that may be old go to a replica, except soon after a change."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Text, bindparam, select

from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.read_replica import reads_may_be_old
from core.storage.tables import notices, people
from tests.servers.postgres import PostgresServer

NAME = Query(select(people.c.given_name).where(people.c.number == bindparam("number", type_=Text)))


async def fill(url: str, name: str) -> None:
    async with Database.open(url) as database, database.begin() as connection:
        values = {"number": "1001", "given_name": name, "family_name": "Popescu"}
        await connection.execute(people.insert().values(**values))


@pytest.fixture
async def database(
    postgres_url: str, postgres_server: PostgresServer, migrated_postgres: str
) -> AsyncIterator[Database]:
    """Yield a database that has another database as its replica.

    The two have different rows, so that tests see which one was asked.
    """
    other = postgres_server.new_database(migrated_postgres)
    await fill(postgres_url, "Primary")
    await fill(postgres_server.url(other), "Replica")
    async with Database.open(postgres_url, read_url=postgres_server.url(other)) as opened:
        yield opened
    postgres_server.drop_database(other)


async def asked(database: Database) -> str:
    with reads_may_be_old():
        [[name]] = await database.fetch(NAME, number="1001")
    return str(name)


@contextlib.asynccontextmanager
async def following(database: Database) -> AsyncIterator[None]:
    task = asyncio.create_task(database.follow_replica())
    try:
        while await asked(database) != "Replica":  # noqa: ASYNC110 - it says so by answering
            await asyncio.sleep(0.01)
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_replica_that_is_not_followed_is_not_used(database: Database) -> None:
    assert await asked(database) == "Primary"


async def test_only_reads_that_are_declared_as_possibly_old_go_to_the_replica(
    database: Database,
) -> None:
    async with following(database):
        [[name]] = await database.fetch(NAME, number="1001")
        assert name == "Primary"
        with reads_may_be_old():
            async with database.reading() as connection:
                assert await connection.scalar(select(people.c.given_name)) == "Replica"
        async with database.reading() as connection:
            assert await connection.scalar(select(people.c.given_name)) == "Primary"


async def test_a_read_after_a_change_in_this_process_goes_to_the_primary(
    database: Database,
) -> None:
    async with following(database):
        async with database.begin() as connection:
            await connection.execute(people.update().values(given_name="Changed"))
        assert await asked(database) == "Changed"


async def test_a_change_in_another_process_is_announced_to_this_one(
    database: Database, postgres_url: str
) -> None:
    url = database._replica._engine.url if database._replica else None
    assert url is not None
    elsewhere = url.render_as_string(hide_password=False)
    async with following(database), Database.open(postgres_url, read_url=elsewhere) as other:
        behind = asyncio.Event()
        async with database.listening("edgefinder_records", behind.set):
            async with other.begin() as connection:
                await connection.execute(people.update().values(given_name="Changed"))
            await asyncio.wait_for(behind.wait(), 60)


async def test_after_a_change_of_notices_only_reads_still_go_to_the_replica(
    database: Database,
) -> None:
    async with following(database):
        async with database.begin() as connection:
            await connection.execute(notices.update().values(attempts=1))
        assert await asked(database) == "Replica"


async def test_if_the_replica_cannot_be_reached_reads_go_to_the_primary(
    database: Database, postgres_server: PostgresServer
) -> None:
    async with following(database):
        assert database._replica is not None
        postgres_server.drop_database(str(database._replica._engine.url.database))
        while await asked(database) != "Primary":  # noqa: ASYNC110 - no question may fail meanwhile
            await asyncio.sleep(0.01)
