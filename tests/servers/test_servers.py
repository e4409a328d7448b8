"""The servers for tests start, answer and leave nothing behind."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.servers import find_program
from tests.servers.chromium import Chromium
from tests.servers.postgres import PostgresServer
from tests.servers.redis_server import RedisServer
from tests.servers.run_server import answers

ROOT = Path(__file__).parents[2]


async def _ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_postgresql_answers(bare_postgres_url: str) -> None:
    assert await _ask(bare_postgres_url, "SELECT 6 * 7") == 42


async def test_postgresql_stores_unicode(bare_postgres_url: str) -> None:
    assert await _ask(bare_postgres_url, "SELECT 'Ștefan ⚙'") == "Ștefan ⚙"
    assert await _ask(bare_postgres_url, "SHOW server_encoding") == "UTF8"


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_its_own_postgresql_database(bare_postgres_url: str, turn: int) -> None:
    assert (
        await _ask(bare_postgres_url, "SELECT count(*) FROM pg_tables WHERE schemaname='public'")
        == 0
    )
    await _ask(bare_postgres_url, "CREATE TABLE parts (id int)")


async def test_a_postgresql_database_is_dropped_even_if_someone_is_connected(
    postgres_server: PostgresServer,
) -> None:
    name = postgres_server.new_database()
    connection = await asyncpg.connect(postgres_server.url(name).replace("+asyncpg", ""))
    postgres_server.drop_database(name)
    # the first of these was prepared before the database was dropped
    others = [postgres_server.new_database() for _ in range(2)]
    url = postgres_server.url(others[1])
    found = "SELECT count(*) FROM pg_database WHERE datname = '{}'"
    try:
        assert await _ask(url, found.format(name)) == 0
        assert await _ask(url, found.format(others[0])) == 1
    finally:
        connection.terminate()
        for other in others:
            postgres_server.drop_database(other)


async def test_several_postgresql_databases_can_exist_at_once(
    postgres_server: PostgresServer,
) -> None:
    names = [postgres_server.new_database() for _ in range(3)]
    assert len(set(names)) == 3
    for name in names:
        assert await _ask(postgres_server.url(name), "SELECT current_database()") == name
        postgres_server.drop_database(name)


async def test_a_reused_database_has_no_rows_and_no_changed_tables(
    postgres_server: PostgresServer, migrated_postgres: str
) -> None:
    changes = (
        "INSERT INTO organisations (name, folded) VALUES ('Ridgeline', 'ridgeline')",
        "ALTER TABLE people ADD COLUMN shoe_size int",
        "CREATE INDEX theirs ON people (email)",
        "ALTER DATABASE CURRENT SET synchronous_commit = on",
        *("SELECT 1", "SELECT 1"),
    )
    names = []
    for change in changes:
        with postgres_server.lent(migrated_postgres) as name:
            url = postgres_server.url(name)
            left = await _ask(
                url,
                "SELECT (SELECT count(*) FROM organisations) + (SELECT count(*) FROM pg_attribute"
                " WHERE attname = 'shoe_size') + (SELECT count(*) FROM pg_class WHERE"
                " relname = 'theirs') + (SELECT count(*) FROM pg_db_role_setting"
                " JOIN pg_database ON pg_database.oid = setdatabase"
                " WHERE datname = current_database())",
            )
            assert left == 0
            assert await _ask(url, "SELECT count(*) FROM alembic_version") == 1
            await _ask(url, change.replace("CURRENT", f'"{name}"'))
            names.append(name)
    assert len(set(names)) == 2, "two databases take turns"


def test_database_urls_are_of_sqlite_or_postgresql(bare_database_url: str) -> None:
    assert bare_database_url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://"))


def _say(server: RedisServer, words: str) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"{words}\r\n".encode())
        return connection.recv(100)


@pytest.mark.parametrize("turn", [1, 2])
def test_redis_answers_and_starts_each_test_empty(
    redis_server: RedisServer, redis_url: str, turn: int
) -> None:
    assert redis_url == f"redis://127.0.0.1:{redis_server.port}"
    assert _say(redis_server, "DBSIZE") == b":0\r\n"
    assert _say(redis_server, "SET part A-113") == b"+OK\r\n"
    assert _say(redis_server, "GET part") == b"$5\r\nA-113\r\n"


@pytest.mark.slow
def test_chromium_shows_a_page(browser: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p id=p></p><script>p.textContent = 6 * 7</script>")
    assert '<p id="p">42</p>' in browser.document(page.as_uri())
    browser.picture(page.as_uri(), tmp_path / "page.png", 320, 200)
    header = (tmp_path / "page.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (320, 200)


def test_a_test_is_skipped_if_its_program_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGEFINDER_TEST_REQUIRE", "postgres")
    with pytest.raises(pytest.skip.Exception, match=r"^redis is not there: install Redis$"):
        find_program.missing("redis", "install Redis")


def test_a_test_fails_if_a_required_program_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGEFINDER_TEST_REQUIRE", "postgres, redis")
    with pytest.raises(pytest.fail.Exception, match=r"^redis is not there: install Redis$"):
        find_program.missing("redis", "install Redis")


def test_the_newest_version_of_a_program_is_found(tmp_path: Path) -> None:
    for version in ("9.6", "17", "15"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "sinker").touch(mode=0o755)
    found = find_program.found("sinker", f"{tmp_path}/*/bin")
    assert found == tmp_path / "17" / "bin" / "sinker"


_RUNS_SERVERS = """
import time
from tests.servers.postgres import postgres_server
from tests.servers.redis_server import redis_server
with postgres_server() as postgres, redis_server() as redis:
    print(postgres.port, redis.port, flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
def test_servers_end_and_clean_up_when_the_tests_are_killed(
    postgres_server: PostgresServer, redis_server: RedisServer
) -> None:
    tests = subprocess.Popen(
        [sys.executable, "-c", _RUNS_SERVERS],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with tests:
        assert tests.stdout is not None
        postgres, redis = (int(port) for port in tests.stdout.readline().split())
        url = f"postgresql://edgefinder@127.0.0.1:{postgres}/postgres"
        data = Path(str(asyncio.run(_ask(url, "SHOW data_directory"))))
        assert data.exists()
        assert answers(redis)
        tests.kill()
    deadline = time.monotonic() + 10
    while answers(postgres) or answers(redis) or data.parent.exists():
        assert time.monotonic() < deadline, "a server or its folder outlived the tests"
        time.sleep(0.05)


def test_tests_do_not_see_the_developers_settings(tmp_path: Path) -> None:
    theirs = ("EDGEFINDER_", "SLACK_", "PGPASS", "HTTP_PROXY", "http_proxy")
    assert [name for name in os.environ if name.startswith(theirs)] in (
        [],
        ["EDGEFINDER_TEST_REQUIRE"],
    )
    assert Path.home().is_relative_to(tmp_path)
    assert Path.cwd() == tmp_path
    assert time.tzname[0] == "UTC"
