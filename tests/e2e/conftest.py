"""Fixtures for end-to-end tests: platform doubles, adapters, and a check of all logs."""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

import pytest

from adapters.logs import quiet_libraries
from adapters.slack.adapter import SlackAdapter
from adapters.slack.manifest import manifest
from adapters.telegram.adapter import TelegramAdapter
from bot.commands import COMMANDS
from bot.understanding.encoder import encoder
from tests.adapters.slack.run_adapter import MODES, serving
from tests.adapters.telegram.run_adapter import running
from tests.bot.center import Center
from tests.doubles.slack import Person, SlackPlatform
from tests.doubles.telegram import Person as TelegramPerson
from tests.doubles.telegram import TelegramApi
from tests.world import World

PERSONAL = re.compile(
    r"xox[a-z]-|xapp-|xwfp-|\d{4,}:[\w-]{10,}|\bEF(-[0-9A-Z]{4}){3}|[\w.]+@[\w.-]*example\.(org|com)"
    r"|\b(Ana|Ben|Popescu|Achterberg|Ines|Inés|Moreau|Ortega|Noor|Haddad|Iris|Ada Example)\b"
)
"""Matches platform tokens, codes, addresses, and the names of people in the tests."""


@pytest.fixture(scope="session", autouse=True)
def _understanding_is_loaded() -> None:
    """Load the model for free text once, as `serve` does when it starts."""
    encoder()  # this also loads the classifier


@pytest.fixture(autouse=True)
def _logs_name_nobody() -> Iterator[None]:
    """After each test, check that its DEBUG logs contain no token, code, name or address."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]  # replaced on one handler
    root, level = logging.getLogger(), logging.getLogger().level
    quiet_libraries()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.setLevel(level)
    root.removeHandler(handler)
    told = [line for line in lines if PERSONAL.search(line)]
    assert told == [], "the log names people or contains secrets"


@pytest.fixture
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[SlackPlatform]:
    """Run a Slack double that fails the test if the app sends anything that Slack would refuse.

    With the mark `slack_app`, the double enforces the app's manifest.
    """
    async with SlackPlatform(manifest=_manifest(request)) as platform:
        yield platform
    assert [str(each) for each in platform.violations] == []


@pytest.fixture
def ada(slack: SlackPlatform) -> Person:
    return slack.workspace().user("U0ADA", "Ada Example", "ada@example.org")


@pytest.fixture
def erin(slack: SlackPlatform) -> Person:
    return slack.workspace().user("U0ERIN", "Erin Example", "erin@example.org")


@pytest.fixture
async def code(center: World) -> str:
    """Return the code of the candidate's credential in the module's center."""
    return await center.award("2026-001", "M1-MMS", date(2026, 5, 1))


@pytest.fixture(params=MODES)
async def adapter(
    request: pytest.FixtureRequest, slack: SlackPlatform, center: World
) -> AsyncIterator[SlackAdapter]:
    """Run the adapter for the module's center, once over Socket Mode and once over HTTP."""
    async with serving(slack, request.param, center) as adapter:
        yield adapter


@pytest.fixture
async def bot(api: TelegramApi, center: Center) -> AsyncIterator[TelegramAdapter]:
    """Run the adapter for the module's center, with polling."""
    async with running(api, center.world.conversation) as adapter:
        yield adapter


@pytest.fixture
def ana(api: TelegramApi) -> TelegramPerson:
    return api.user(700)


def _manifest(request: pytest.FixtureRequest) -> dict[str, Any] | None:
    marked = request.node.get_closest_marker("slack_app")
    return manifest(COMMANDS, *marked.args, **marked.kwargs) if marked else None
