"""A connection is replaced if it was cut or if its server no longer accepts writes."""

import asyncio
import socket
from typing import Any

import pytest
import uvloop
from sqlalchemy import literal, select, text
from sqlalchemy.exc import DBAPIError

from core.storage.database import Database, database_url
from core.storage.postgres_engine import SILENCE_SECONDS
from core.storage.raw_statements import Change, Query
from core.storage.tables import people

ONE = Query(select(literal(1).label("one")))
RENAME = Change(people.update().values(given_name="Ana"))


def test_with_several_hosts_in_its_url_the_database_uses_the_one_that_accepts_writes() -> None:
    url = database_url("postgresql://ann:pa%2Css@one:5433,two/name?sslmode=require")
    assert url.query == {
        "host": ("one:5433", "two:5432"),
        "target_session_attrs": "read-write",
        "ssl": "require",
    }
    assert (url.username, url.password, url.database) == ("ann", "pa,ss", "name")
    any_will_do = database_url("postgresql://one,two/name?target_session_attrs=any")
    assert any_will_do.query["target_session_attrs"] == "any"


async def test_if_the_first_host_does_not_answer_the_next_host_is_used(postgres_url: str) -> None:
    async with Database.open(postgres_url.replace("127.0.0.1", "127.0.0.1:1,127.0.0.1")) as two:
        [[one]] = await two.fetch(ONE)
    assert one == 1


async def cut(postgres_url: str) -> None:
    """End all other connections to the database, as a server does that stops."""
    async with Database.open(postgres_url) as other, other.begin() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND application_name <> 'psql'"  # psql empties the database after each test
            )
        )


async def test_connections_that_were_cut_while_idle_are_replaced_without_an_error(
    postgres_url: str,
) -> None:
    async with Database.open(postgres_url, pool_size=3) as database:
        ended: dict[Any, asyncio.Event] = {}

        async def ask() -> None:
            await database.fetch(ONE)
            async with database.begin() as connection:
                await connection.execute(text("SELECT pg_sleep(0.01)"))
                driver: Any = (await connection.get_raw_connection()).driver_connection
                if driver not in ended:
                    end = ended[driver] = asyncio.Event()
                    driver.add_termination_listener(lambda _: end.set())

        await asyncio.gather(*(ask() for _ in range(3)))
        await cut(postgres_url)
        async with asyncio.timeout(60):  # the ends of the connections need time to arrive
            await asyncio.gather(*(each.wait() for each in ended.values()))
        await asyncio.gather(*(ask() for _ in range(3)))


@pytest.mark.parametrize("way", ["change", "unit of work"])
async def test_a_connection_to_a_server_that_only_reads_is_not_used_again(
    postgres_url: str, way: str
) -> None:
    async def only_read(value: str) -> None:
        async with Database.open(postgres_url) as other, other.begin() as connection:
            await connection.execute(text("SET TRANSACTION READ WRITE"))
            name = await connection.scalar(text("SELECT quote_ident(current_database())"))
            setting = f"ALTER DATABASE {name} SET default_transaction_read_only = {value}"
            await connection.execute(text(setting))

    async def write(database: Database) -> None:
        if way == "change":
            await database.change(RENAME)
            return
        async with database.begin() as connection:
            await connection.execute(people.update().values(given_name="Ana"))

    await only_read("on")  # the setting applies only to connections that are made later
    async with Database.open(postgres_url, pool_size=1) as database:
        with pytest.raises(Exception, match="read-only") as refused:
            await write(database)
        assert way == "change" or isinstance(refused.value, DBAPIError)
        await only_read("off")
        await write(database)


async def _options(postgres_url: str) -> tuple[int, int]:
    """Return two options of a socket: whether keepalive is on, and its timeout in milliseconds."""
    async with Database.open(postgres_url) as database, database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        opened: Any = raw.driver_connection
        of = opened._transport.get_extra_info("socket")
        return (
            of.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
            of.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
        )


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux has this option")
@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_connection_has_the_options_that_detect_a_vanished_server(
    postgres_url: str, loop: Any
) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(_options(postgres_url)) == (1, SILENCE_SECONDS * 1000)
