"""Everything works through PgBouncer, which may give each transaction another connection."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.edgefinder import open_edgefinder
from core.outbox.enqueue import NOTICES_ANNOUNCED
from core.storage.database import Database, DatabaseError, announce, write_alone
from tests.core.importing.import_helpers import RESULTS, bring, text_file
from tests.servers.pgbouncer import pgbouncer
from tests.servers.postgres import PostgresServer
from tests.world import open_world

SERVER = "postgresql://host/name"


@pytest.fixture(scope="module")
def pooler(postgres_server: PostgresServer) -> Iterator[int]:
    with pgbouncer(postgres_server.port) as port:
        yield port


@pytest.fixture
def pooled_url(postgres_url: str, postgres_server: PostgresServer, pooler: int) -> str:
    return postgres_url.replace(f":{postgres_server.port}/", f":{pooler}/")


async def test_two_processes_share_the_connections_of_a_pooler(
    pooled_url: str, postgres_url: str
) -> None:
    async with (
        Database.open(pooled_url, direct_url=postgres_url) as one,
        Database.open(pooled_url, direct_url=postgres_url) as other,
    ):

        async def ask(database: Database, number: int) -> int:
            async with database.begin() as connection:
                await write_alone(connection)
                found = await connection.scalar(text("SELECT CAST(:n AS int)"), {"n": number})
            assert isinstance(found, int)
            return found

        asked = [ask(database, number) for number in range(20) for database in (one, other)]
        assert sorted(await asyncio.gather(*asked)) == sorted([*range(20)] * 2)


async def test_announcements_of_notices_arrive_at_the_address_without_the_pooler(
    pooled_url: str, postgres_url: str
) -> None:
    heard = asyncio.Event()
    async with (
        Database.open(pooled_url, direct_url=postgres_url) as database,
        database.listening(NOTICES_ANNOUNCED, heard.set),
    ):
        async with database.begin() as connection:
            await announce(connection, NOTICES_ANNOUNCED)
        await asyncio.wait_for(heard.wait(), 60)


async def test_an_import_a_question_and_a_notice_work_through_a_pooler(
    pooled_url: str, postgres_url: str, tmp_path: Path
) -> None:
    world = await open_world(pooled_url, direct_url=postgres_url)
    try:
        await world.candidate("1001", "Ana Popescu")
        await world.linked("1001", "telegram", "7")
        credential = world.edgefinder.catalog.credential("M1-MMS")
        assert credential is not None
        lines = [f"1001,{exam.code},pass,2026-11-02" for exam in credential.exams]
        report = await bring(world, text_file(tmp_path, RESULTS, *lines))
        assert (report.taken, report.awarded) == (len(lines), 1)
        assert "earned" in await world.says("7", "/status M1-MMS", "telegram")
        kinds = {each.kind.value for each in await world.edgefinder.outbox.claim()}
        assert "award_earned" in kinds
    finally:
        await world.edgefinder.close()


@pytest.mark.parametrize("setting", ["direct_url", "read_url"])
@pytest.mark.parametrize("url", ["sqlite:///other.db", "host:5432", "mysql://host/name"])
def test_an_address_without_the_pooler_that_is_not_a_server_is_refused(
    setting: str, url: str
) -> None:
    with pytest.raises(DatabaseError) as refused:
        Database.open(
            SERVER,
            direct_url=url if setting == "direct_url" else None,
            read_url=url if setting == "read_url" else None,
        )
    name = f"EDGEFINDER_DATABASE_{setting.upper()}"
    assert str(refused.value).startswith(f"{name} is not a PostgreSQL server: write postgresql://")


@pytest.mark.parametrize("setting", ["direct_url", "read_url"])
async def test_an_address_of_a_postgresql_server_is_refused_for_sqlite(
    sqlite_url: str, setting: str
) -> None:
    with pytest.raises(DatabaseError, match="remove EDGEFINDER_DATABASE_"):
        await open_edgefinder(
            database_url=sqlite_url,
            direct_url=SERVER if setting == "direct_url" else None,
            read_url=SERVER if setting == "read_url" else None,
        )
