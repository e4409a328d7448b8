"""Settings of a PostgreSQL server that endanger records are reported with their correction."""

import asyncio
import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from core.storage.database import Database
from core.storage.postgresql_checks import ServerSettings, server_settings

WELL = ServerSettings("17.2", "edgefinder", "UTF8", "on", "on", "on", 97, 1, 8)


async def test_on_sqlite_no_server_settings_are_checked(sqlite_url: str) -> None:
    async with Database.open(sqlite_url) as database:
        assert await server_settings(database) is None


async def test_a_setting_that_may_lose_records_is_corrected_by_running_the_suggested_statement(
    postgres_url: str,
) -> None:
    async def faults() -> list[str]:
        async with Database.open(postgres_url) as database:
            found = await server_settings(database)
        assert found is not None
        return [each for each in found.faults() if each.startswith("synchronous_commit")]

    async def run(statement: str) -> None:
        async with Database.open(postgres_url) as database, database.begin() as connection:
            await connection.execute(text(statement))

    async with Database.open(postgres_url) as database, database.begin() as connection:
        name = await connection.scalar(text("SELECT quote_ident(current_database())"))
    await run(f"ALTER DATABASE {name} SET synchronous_commit = off")
    [told] = await faults()
    advice = re.search(r"'(ALTER DATABASE .*?)'", told)
    assert advice is not None
    await run(advice[1])
    assert await faults() == []


@pytest.mark.parametrize(
    ("server", "told"),
    [
        (replace(WELL, encoding="SQL_ASCII"), "createdb --encoding UTF8"),
        (replace(WELL, fsync="off"), "ALTER SYSTEM SET fsync = on"),
        (replace(WELL, full_page_writes="off"), "ALTER SYSTEM SET full_page_writes = on"),
        (replace(WELL, connections=8), "max_connections = 100"),
    ],
)
def test_each_other_dangerous_setting_is_reported_with_its_correction(
    server: ServerSettings, told: str
) -> None:
    assert WELL.faults() == []
    [fault] = server.faults()
    assert told in fault


def test_the_number_of_processes_that_the_servers_connections_allow_is_computed() -> None:
    assert WELL.processes == 10


def test_more_running_processes_than_the_server_has_connections_for_are_reported() -> None:
    assert replace(WELL, running=10).shortage() is None
    told = replace(WELL, running=11).shortage()
    assert told is not None
    assert "11 processes of Edgefinder use up to 99 connections" in told
    assert "max_connections = 119" in told


async def test_a_process_with_several_connections_is_counted_once(postgres_url: str) -> None:
    async with Database.open(postgres_url) as database:
        both = await asyncio.gather(*(server_settings(database) for _ in range(2)))
    assert [found.running for found in both if found] == [1, 1]
