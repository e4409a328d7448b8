"""The fixture `world`: a small training center, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.world import World, open_world


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Return a center without people, with its clock stopped at noon on November 23, 2026."""
    opened = await open_world(database_url, public_url="https://verify.example.org")
    yield opened
    await opened.edgefinder.close()
