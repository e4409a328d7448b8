"""Fixtures for tests of the Slack adapter."""

from collections.abc import AsyncIterator

import pytest

from tests.doubles.slack import SlackPlatform


@pytest.fixture
async def slack() -> AsyncIterator[SlackPlatform]:
    async with SlackPlatform() as platform:
        yield platform
