"""Fixtures for tests of whole programs: the loaded model for free text, and a Slack double."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack.manifest import manifest
from bot.commands import COMMANDS
from bot.understanding.classifier import classifier, encoder
from tests.doubles.slack import Person, SlackPlatform


@pytest.fixture(scope="session", autouse=True)
def _understanding_is_loaded() -> None:
    """Load the model for free text, as `serve` does before it answers."""
    encoder()
    classifier()


@pytest.fixture
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[SlackPlatform]:
    """A Slack double that checks that nothing was sent that Slack would refuse.

    The mark `slack_app` gives the app's manifest, which the double then enforces.
    """
    async with SlackPlatform(manifest=_manifest(request)) as platform:
        yield platform
    assert [str(each) for each in platform.violations] == []


@pytest.fixture
def ada(slack: SlackPlatform) -> Person:
    return slack.workspace().user("U0ADA", "Ada Example", "ada@example.org")


def _manifest(request: pytest.FixtureRequest) -> dict[str, Any] | None:
    marked = request.node.get_closest_marker("slack_app")
    return manifest(COMMANDS, *marked.args, **marked.kwargs) if marked else None
