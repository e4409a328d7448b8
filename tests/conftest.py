"""What every test is given: a clean environment, real servers, and fast tests first."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.servers.chromium import Chromium
from tests.servers.chromium import chromium as find_chromium
from tests.servers.postgres import PostgresServer
from tests.servers.postgres import postgres_server as start_postgres
from tests.servers.redis import redis_server as start_redis

pytest_plugins = ["tests.fixtures"]

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

_ORDER = ("core", "bot", "adapters", "contract", "e2e", "faults")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The ground floor first, whole programs last."""

    def place(item: pytest.Item) -> int:
        part = item.nodeid.removeprefix("tests/").partition("/")[0]
        return _ORDER.index(part) if part in _ORDER else 0

    items.sort(key=place)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no data of the person at the keyboard reaches a test."""
    for name in list(os.environ):
        if name.startswith("EDGEFINDER_") and name != "EDGEFINDER_TEST_REQUIRE":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with start_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty database on a real server."""
    name = postgres_server.new_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'edgefinder.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn: what holds on one must hold on the other."""
    url: str = request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "postgres_url"
    )
    return url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with start_redis() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Chromium:
    return find_chromium()
