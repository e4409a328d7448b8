"""Fixtures: `world`, an empty training center; `center`, one with people; a Telegram double."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.center import Center, open_centre
from tests.doubles.telegram import TelegramApi
from tests.world import World, open_world


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Return a center without people, with its clock stopped at noon on November 23, 2026."""
    opened = await open_world(database_url, public_url="https://verify.example.org")
    yield opened
    await opened.edgefinder.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Center]:
    """Fill a database file with the two centers once; return the file and its `Center`."""
    path = tmp_path_factory.mktemp("centre") / "edgefinder.db"

    async def fill() -> Center:
        center = await open_centre(f"sqlite+aiosqlite:///{path}")
        await center.world.edgefinder.close()
        return center

    return path, asyncio.run(fill())


@pytest.fixture
async def center(filled: tuple[Path, Center], tmp_path: Path) -> AsyncIterator[Center]:
    """Return the two centers of `tests.bot.center`, in a copy of the SQLite file."""
    path, made = filled
    shutil.copy(path, tmp_path / path.name)
    world = await open_world(
        f"sqlite+aiosqlite:///{tmp_path / path.name}", public_url="https://verify.example.org"
    )
    world.ids.update(made.world.ids)
    yield Center(world, made.earned, made.revoked)
    await world.edgefinder.close()


@pytest.fixture
async def center_on_each(database_url: str) -> AsyncIterator[Center]:
    """Return the two centers of `tests.bot.center`, on SQLite and then on PostgreSQL."""
    opened = await open_centre(database_url)
    yield opened
    await opened.world.edgefinder.close()


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    """Run a Telegram double."""
    async with TelegramApi() as double:
        yield double
