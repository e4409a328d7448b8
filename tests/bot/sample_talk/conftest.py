"""The sample training center, for tests of messages in people's own words."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.sample import training_center
from core.edgefinder import Edgefinder, open_edgefinder


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a database with the sample center once, and return its file."""
    folder = tmp_path_factory.mktemp("sample")

    async def fill() -> None:
        edgefinder = await open_edgefinder(database_url=f"sqlite:///{folder / 'sample.db'}")
        await training_center.load_sample_center(edgefinder, folder)
        await edgefinder.close()

    asyncio.run(fill())
    return folder / "sample.db"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def center(
    sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Edgefinder]:
    """Return the sample center, which all tests of one module share."""
    file = shutil.copy(sample_file, tmp_path_factory.mktemp("sample"))
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{file}")
    yield edgefinder
    await edgefinder.close()
