"""The fixtures of all tests: a clean environment, databases, servers and a browser."""

import asyncio
import gc
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from core.storage.database import Database
from core.storage.upgrading import upgrade
from tests.servers.chromium import Chromium, find_chromium
from tests.servers.postgres import PostgresServer
from tests.servers.postgres import postgres_server as start_postgres
from tests.servers.redis_server import RedisServer
from tests.servers.redis_server import redis_server as start_redis

pytest_plugins = ["tests.fixtures"]

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# These variables are the user's environment: settings of Edgefinder, of libraries (Bolt reads
# SLACK_*, asyncpg PG*, httpx and aiohttp the proxies) and of the display.
_THEIRS = re.compile(
    r"(?i)EDGEFINDER_(?!TEST_).*|SLACK_.*|PG[A-Z]+|.*_PROXY"
    r"|FORCE_COLOR|CLICOLOR(_FORCE)?|COLUMNS|LINES|LANGUAGE|LC_.*"
)
_OURS = {"TZ": "UTC", "LANG": "C.UTF-8", "NO_COLOR": "1"}

_FLOORS = ("core", "bot", "adapters", "contract", "e2e")
_WHOLE_PROGRAMS = {"e2e", "faults"}


def pytest_configure() -> None:
    """Clean the environment before anything is imported that may read it."""
    for name in [name for name in os.environ if _THEIRS.fullmatch(name)]:
        del os.environ[name]
    os.environ.update(_OURS)
    time.tzset()
    gc.disable()  # scanning the collected tests for garbage would take a fifth of the time


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that only `make slow` runs, and sort the others.

    Fast tests come first: core, bot, adapters. Tests of whole programs come last, and the longest
    of them first, so that all pytest-xdist processes end at about the same time. The order is the
    same in each process.
    """
    if "EDGEFINDER_TEST_SLOW" not in os.environ:
        alone = [item for item in items if item.get_closest_marker("only_slow")]
        config.hook.pytest_deselected(items=alone)
        items[:] = [item for item in items if item not in set(alone)]

    def place(item: pytest.Item) -> tuple[bool, int]:
        part = item.nodeid.removeprefix("tests/").partition("/")[0]
        slow = part in _WHOLE_PROGRAMS or item.get_closest_marker("slow") is not None
        if part == "faults":
            return slow, -1
        return slow, _FLOORS.index(part) if part in _FLOORS else 0

    items.sort(key=place)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run each test in its own folder and home, so that the user's files are never touched."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with start_postgres() as server:
        yield server


@pytest.fixture
def bare_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Return the URL of a new database without tables, on a real server."""
    name = postgres_server.new_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def bare_sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a database file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'edgefinder.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new database without tables: SQLite, then PostgreSQL."""
    return _of_its_kind(request, "bare_")


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    """Return the name of a migrated database, to copy others from."""
    name = postgres_server.new_database()
    _migrate(postgres_server.url(name))
    return name


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """Return the URL of a database with our tables, which are empty, on a real server."""
    with postgres_server.lent(migrated_postgres) as name:
        yield postgres_server.url(name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file, to copy others from."""
    path = tmp_path_factory.mktemp("migrated") / "edgefinder.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, bare_sqlite_url: str) -> str:
    """Return the URL of a SQLite file with our tables, which are empty."""
    shutil.copyfile(migrated_sqlite, bare_sqlite_url.partition("///")[2])
    return bare_sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a database with empty tables: SQLite, then PostgreSQL."""
    return _of_its_kind(request)


def _of_its_kind(request: pytest.FixtureRequest, prefix: str = "") -> str:
    fixtures = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}
    url: str = request.getfixturevalue(f"{prefix}{fixtures[request.param]}")
    return url


def _migrate(url: str) -> None:
    async def migrate() -> None:
        async with Database.open(url) as database:
            await upgrade(database)

    asyncio.run(migrate())


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    with start_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """Return the URL of an empty Redis server."""
    redis_server.empty()
    return redis_server.url


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the path of Chromium."""
    return find_chromium()


@pytest.fixture
def browser(chromium: Path) -> Chromium:
    """Return a headless browser."""
    return Chromium(chromium)
