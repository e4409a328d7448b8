"""What tests of the conversation are given: two centres with people in them."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.centre import Centre, open_centre
from tests.world import open_world


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Centre]:
    """The centres in a file, made once; what is open in the second part is closed already."""
    path = tmp_path_factory.mktemp("centre") / "edgefinder.db"

    async def fill() -> Centre:
        centre = await open_centre(f"sqlite+aiosqlite:///{path}")
        await centre.world.edgefinder.close()
        return centre

    return path, asyncio.run(fill())


@pytest.fixture
async def centre(filled: tuple[Path, Centre], tmp_path: Path) -> AsyncIterator[Centre]:
    """The centres on SQLite, for what does not depend on the database."""
    path, made = filled
    shutil.copy(path, tmp_path / path.name)
    world = await open_world(
        f"sqlite+aiosqlite:///{tmp_path / path.name}", public_url="https://verify.example.org"
    )
    world.ids.update(made.world.ids)
    yield Centre(world, made.earned, made.revoked)
    await world.edgefinder.close()


@pytest.fixture
async def centre_on_each(database_url: str) -> AsyncIterator[Centre]:
    """The centres on each database in turn."""
    opened = await open_centre(database_url)
    yield opened
    await opened.world.edgefinder.close()
