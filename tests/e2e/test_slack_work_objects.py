"""Links in Slack as Work Objects: cards that all see, panels for one person."""

from collections.abc import AsyncIterator

import pytest

from core.awards.codes import new_code
from tests.adapters.slack.run_adapter import linked_on_slack, serving
from tests.doubles.slack import Channel, Message, Person, SlackPlatform
from tests.world import World, open_world

PAGES = "https://verify.example.org"
HOLDER = "Popescu"
pytestmark = [pytest.mark.slack_app("http", public_url=PAGES), pytest.mark.usefixtures("adapter")]


@pytest.fixture
async def center(sqlite_url: str) -> AsyncIterator[World]:
    world = await open_world(sqlite_url, public_url=PAGES)
    await world.candidate("2026-001", "Ana Popescu")
    yield world
    await world.edgefinder.close()


@pytest.fixture
def hiring(slack: SlackPlatform, erin: Person) -> Channel:
    return slack.workspace().channel("hiring", [erin])


@pytest.fixture
async def adapter(slack: SlackPlatform, center: World) -> AsyncIterator[None]:
    async with serving(slack, "http", center):
        yield


async def proof_of(center: World) -> str:
    """Make a goal proof of Ana, who does not meet the goal; return its token."""
    parts = center.edgefinder
    goal = (await parts.goal_repository.everything())["ccc-mfgt-123"]
    made = await parts.proofs.make(center.ids["2026-001"], goal, 30, shows=True, met=False)
    assert made is not None
    return made.token


async def shared(person: Person, channel: Channel, link: str) -> Message:
    """Post a link; wait for its preview; return the message."""
    await person.shares_link(channel, link)
    message = channel.messages[-1]
    await channel.workspace.slack.wait_for(lambda _: bool(message.unfurls))
    return message


async def panel(person: Person, message: Message, link: str) -> str:
    await person.opens_panel(message, link)
    return str(await person.workspace.slack.wait_for(lambda _: person.panel))


async def test_a_credentials_card_shows_its_verdict_and_its_panel_shows_the_holder(
    center: World, erin: Person, hiring: Channel, code: str
) -> None:
    link = f"{PAGES}/v/{code}"
    message = await shared(erin, hiring, link)
    card = message.entities[link]
    title = card["entity_payload"]["attributes"]["title"]["text"]
    assert title == "✓ Valid: Measurement, Materials & Safety"
    assert "May 1, 2026" in str(card)
    assert HOLDER not in str(card) + str(message.unfurls)
    assert code not in card["external_ref"]["id"]
    assert "Ana Popescu" in await panel(erin, message, link)
    await center.edgefinder.revocations.revoke(code, "it was a mistake")
    fresh = await panel(erin, message, link)
    assert "✗ Revoked: Measurement, Materials & Safety" in fresh
    assert "November 23, 2026" in fresh
    assert "valid" in {row["verdict"] for row in await center.rows("checks")}


async def test_a_proofs_card_shows_the_goal_and_its_panel_shows_the_holder(
    center: World, erin: Person, hiring: Channel, code: str
) -> None:
    token = await proof_of(center)
    link = f"{PAGES}/g/{token}"
    message = await shared(erin, hiring, link)
    card = str(message.entities[link])
    assert "✗ Not met: " in card
    assert HOLDER not in card + str(message.unfurls)
    assert "Ana Popescu" in await panel(erin, message, link)


async def test_a_panel_without_a_verdict_says_why(
    center: World, erin: Person, hiring: Channel, code: str
) -> None:
    token = await proof_of(center)
    link = f"{PAGES}/g/{token}"
    message = await shared(erin, hiring, link)
    async with center.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM goal_proofs")
    shown = await panel(erin, message, link)
    assert "Ask the person who gave it to you" in shown
    assert HOLDER not in shown


async def test_a_workspace_without_work_objects_gets_only_the_preview(
    slack: SlackPlatform, erin: Person, hiring: Channel, code: str
) -> None:
    slack.inject_fault(
        "chat.unfurl", error="feature_not_enabled", times=9, when=lambda args: "metadata" in args
    )
    for link in (f"{PAGES}/v/{code}", f"{PAGES}/v/{new_code()}"):
        message = await shared(erin, hiring, link)
        assert list(message.unfurls) == [link]
        assert message.entities == {}
    assert [call.ok for call in slack.called("chat.unfurl")] == [False, True, True]


async def test_the_card_of_a_class_reveals_nothing_and_only_its_instructor_sees_the_panel(
    slack: SlackPlatform, center: World, erin: Person, hiring: Channel, code: str
) -> None:
    await center.instructor("ines@example.org")
    await center.instructor("omar@example.org", "Omar Reyes")
    number = await center.roster("Machining I", "ines@example.org", "2026-001")
    await center.roster("Welding", "omar@example.org", "2026-001")
    ines = await linked_on_slack(slack, center, "ines@example.org")
    omar = await linked_on_slack(slack, center, "omar@example.org")
    await ines.dm("roster Machining I")
    link = f"{PAGES}/class/{number}"
    assert link in str((await ines.hears()).blocks)
    message = await shared(erin, hiring, link)
    everything = str(message.entities[link]) + str(message.unfurls)
    assert "Machining" not in everything
    assert HOLDER not in everything
    shown = await panel(ines, message, link)
    assert "Machining I" in shown
    assert "'label': 'Ana Popescu', 'type': 'string', 'value': '1 earned, 0 in progress'" in shown
    for nobody in (erin, omar):
        refused = await panel(nobody, message, link)
        assert "Only the instructors of a class see it." in refused
        assert HOLDER not in refused
