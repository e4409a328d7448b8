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
    """Return the database file of the centers, which is filled only once, and its `Center`."""
    path = tmp_path_factory.mktemp("centre") / "edgefinder.db"

    async def fill() -> Center:
        center = await open_centre(f"sqlite+aiosqlite:///{path}")
        await center.world.edgefinder.close()
        return center

    return path, asyncio.run(fill())


@pytest.fixture
async def center(filled: tuple[Path, Center], tmp_path: Path) -> AsyncIterator[Center]:
    """Return the centers of `tests.bot.center`, for tests that do not depend on the database."""
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
    """Return the centers on each database in turn."""
    opened = await open_centre(database_url)
    yield opened
    await opened.world.edgefinder.close()


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    """Run a Telegram double."""
    async with TelegramApi() as double:
        yield double
