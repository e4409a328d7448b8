"""Tables, cards and alerts in Slack, and the older blocks in workspaces without them."""

from collections.abc import AsyncIterator
from html import unescape

import pytest

from core.awards.codes import new_code
from tests.adapters.slack.run_adapter import serving
from tests.adapters.slack.shown_text import read, window
from tests.doubles.slack import Message, Person, SlackPlatform
from tests.world import World, open_world

PAGES = "https://verify.example.org"
pytestmark = [pytest.mark.slack_app("socket", public_url=PAGES), pytest.mark.usefixtures("adapter")]


@pytest.fixture
async def center(sqlite_url: str) -> AsyncIterator[World]:
    world = await open_world(sqlite_url, public_url=PAGES)
    await world.candidate("2026-001", "Ana Popescu")
    yield world
    await world.edgefinder.close()


@pytest.fixture
async def adapter(slack: SlackPlatform, center: World) -> AsyncIterator[None]:
    async with serving(slack, "http", center):
        yield


def types(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


async def test_a_shared_verdict_is_a_list_in_workspaces_without_cards(
    slack: SlackPlatform, erin: Person, code: str
) -> None:
    bob = slack.workspace().user("U0BOB", "Bob Example", "bob@example.org")
    hiring = slack.workspace().channel("hiring", [erin, bob])
    slack.workspace().lacks = {"card"}
    for first in ("section", "rich_text"):  # the first card is refused, and no more cards follow
        await erin.slash("/nims", f"verify {code}", channel=hiring)
        await erin.press(await erin.hears(), "Share this verdict here")
        shared = await bob.hears()
        assert types(shared)[0] == first
        assert "held by Ana Popescu" in unescape(read(shared))
        await erin.hears()  # Erin also gets the shared message
    assert [call.ok for call in slack.called("response_url")].count(False) == 1


@pytest.mark.parametrize(
    ("lacks", "shown_as"),
    [
        (set(), "data_table"),
        ({"data_table"}, "table"),
        ({"data_table", "table"}, "rich_text"),
    ],
)
async def test_many_verdicts_are_a_table(
    slack: SlackPlatform, erin: Person, code: str, lacks: set[str], shown_as: str
) -> None:
    slack.workspace().lacks = lacks
    for _ in range(2):
        await erin.dm("verify " + " ".join([code, *(new_code() for _ in range(6))]))
        heard = await erin.hears()
        assert shown_as in types(heard)
        assert not lacks.intersection(types(heard))
        assert "7 codes: 1 valid, 6 not in our records" in read(heard)
        assert "Ana Popescu" in read(heard)
    assert [call.ok for call in slack.called("chat.postMessage")].count(False) == len(lacks)


async def test_an_instructors_roster_is_a_table_of_all_candidates(
    slack: SlackPlatform, center: World, erin: Person
) -> None:
    await center.instructor("ines@example.org")
    numbers = [f"2026-{number:03}" for number in range(2, 41)]
    for number in numbers:
        await center.candidate(number, f"Student {number}")
    await center.roster("Machining I", "ines@example.org", "2026-001", *numbers)
    await center.linked("ines@example.org", "slack", f"{erin.workspace.id}:{erin.id}")
    await erin.dm("roster Machining I")
    heard = await erin.hears()
    [table] = [block for block in heard.blocks if block["type"] == "data_table"]
    assert len(table["rows"]) == 1 + 40
    assert {row[1]["type"] for row in table["rows"][1:]} == {"raw_number"}
    assert "Student 2026-040: nothing started" not in read(heard)

    slack.workspace().lacks = {"data_table", "table"}
    for _ in range(2):
        await erin.dm("roster Machining I")
        heard = await erin.hears()
        assert not {"data_table", "table"}.intersection(types(heard))
    assert "Student 2026-002: nothing started" in read(heard)


@pytest.mark.parametrize("lacks", [set(), {"alert"}], ids=["with alerts", "without alerts"])
async def test_a_window_says_at_the_top_whether_all_codes_are_valid(
    slack: SlackPlatform, center: World, erin: Person, code: str, lacks: set[str]
) -> None:
    slack.workspace().lacks = lacks
    await erin.slash("/nims")
    await window(erin, "What do you need?")
    for level, words in (("success", "This credential is valid"), ("error", "was revoked")):
        await erin.submits({"typed": code})
        view = await window(erin, words)
        types = [block["type"] for block in view.blocks]
        levels = [block["level"] for block in view.blocks if block["type"] == "alert"]
        assert levels == ([] if lacks else [level])
        assert types.count("context") >= len(lacks)
        await center.edgefinder.revocations.revoke(code, "it was a mistake")
    assert [call.ok for call in slack.called("views.update")].count(False) == len(lacks)
