"""Fixtures for tests of the Slack double: a workspace with two people."""

from collections.abc import AsyncIterator

import pytest

from tests.doubles.slack import Person, SlackPlatform, Workspace


@pytest.fixture
async def slack() -> AsyncIterator[SlackPlatform]:
    async with SlackPlatform(ack_within=1) as platform:
        yield platform


@pytest.fixture
def workspace(slack: SlackPlatform) -> Workspace:
    return slack.workspace("T0EXAMPLE")


@pytest.fixture
def ada(workspace: Workspace) -> Person:
    return workspace.user("U0ADA", "Ada Example", "ada@example.org")


@pytest.fixture
def bob(workspace: Workspace) -> Person:
    """Return a person whose e-mail address has not been confirmed in Slack."""
    return workspace.user("U0BOB", "Bob Example", "bob@example.org", verified=False)
