"""What whole programs need in tests: free text that is loaded, and a Slack to talk to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack.manifest import manifest
from bot.commands import COMMANDS
from bot.understanding.classifier import classifier, encoder
from tests.doubles.slack import Person, SlackPlatform


@pytest.fixture(scope="session", autouse=True)
def _understanding_is_loaded() -> None:
    """`serve` loads what reads free text before it answers; so do the tests."""
    encoder()
    classifier()


@pytest.fixture
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[SlackPlatform]:
    """Slack, which nothing that it would refuse was sent to.

    The mark `slack_app` gives the app's manifest, which the double then holds it to.
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
