"""Linking by e-mail in Slack: offered if the confirmed address is on record, never automatic."""

from collections.abc import AsyncIterator, Callable

import pytest

from core.awards.codes import new_code
from tests.adapters.slack.shown_text import read
from tests.doubles.slack import Message, Person, SlackPlatform
from tests.world import World, open_world

YES = "Yes, that is me: link this chat"


@pytest.fixture
async def center(sqlite_url: str) -> AsyncIterator[World]:
    world = await open_world(sqlite_url)
    await world.instructor("ines@example.org", "Ines Ortega")
    yield world
    await world.edgefinder.close()


@pytest.fixture
def ines(slack: SlackPlatform) -> Person:
    return slack.workspace().user("U0INES", "Ines at work", "Ines@example.org")


pytestmark = [pytest.mark.slack_app("socket"), pytest.mark.usefixtures("adapter")]


async def asks(person: Person, text: str) -> Message:
    await person.dm(text)
    return await person.hears()


@pytest.mark.parametrize("text", ["start", "whoami", "roster", "unlink"])
async def test_commands_that_need_a_record_offer_linking_by_button(
    slack: SlackPlatform, center: World, ines: Person, text: str
) -> None:
    offered = await asks(ines, text)
    assert "belongs to Ines Ortega on record. Is that you?" in read(offered).replace("*", "")
    assert await center.rows("chat_identities") == []
    await ines.press(offered, YES)
    assert "Welcome, Ines Ortega." in read(await ines.hears()).replace("*", "")
    [chat] = await center.rows("chat_identities")
    assert (chat["external_id"], chat["address"]) == ("T0EXAMPLE:U0INES", "T0EXAMPLE:U0INES")
    told = await asks(ines, "whoami")
    assert "Instructor at Ridgeline Technical Center" in read(told)
    assert YES not in told.buttons


async def test_the_home_tab_offers_linking_and_then_shows_the_record(
    slack: SlackPlatform, center: World, ines: Person
) -> None:
    await ines.opens_home()
    home = await slack.wait_for(lambda _: ines.home)
    assert "belongs to Ines Ortega on record" in read(home).replace("*", "")
    await ines.press(home, YES)
    await slack.wait_for(
        lambda _: ines.home and "on your rosters has earned a credential yet" in read(ines.home)
    )


async def test_an_email_address_is_requested_from_slack_only_when_it_is_needed(
    slack: SlackPlatform, ines: Person
) -> None:
    for text in ("catalog", "help", new_code(), "M1-MMS", "goals"):
        await asks(ines, text)
    asked = slack.called("users.info")
    assert len(asked) == 1, "the only call is for the language"
    assert asked[0].args.get("include_locale")


def bot(person: Person) -> None:
    person.looks = {"is_bot": True}


def guest_of_others(person: Person) -> None:
    person.looks = {"is_stranger": True}


def of_another_team(person: Person) -> None:
    person.looks = {"team_id": "T0OTHER"}


def not_confirmed(person: Person) -> None:
    person.verified = False


def deactivated(person: Person) -> None:
    person.deactivated = True


def without(person: Person) -> None:
    person.email = None


def on_nobodys_record(person: Person) -> None:
    person.email = "somebody@example.org"


NOT_OFFERED = (
    bot,
    guest_of_others,
    of_another_team,
    not_confirmed,
    deactivated,
    without,
    on_nobodys_record,
)


@pytest.mark.parametrize("change", NOT_OFFERED, ids=[each.__name__ for each in NOT_OFFERED])
async def test_linking_is_not_offered_if_the_address_is_unconfirmed_or_not_on_record(
    slack: SlackPlatform, center: World, ines: Person, change: Callable[[Person], None]
) -> None:
    change(ines)
    await ines.slash("/nims", "roster")
    [answered] = await slack.wait_for(lambda s: s.called("response_url"))
    said = str(answered.args)
    assert "I do not know yet who you are" in said
    assert "Ines Ortega" not in said
    await ines.slash("/nims", "link email")
    _, refused = await slack.wait_for(
        lambda s: found if len(found := s.called("response_url")) > 1 else None
    )
    assert "I cannot tell from your e-mail address" in str(refused.args)
    assert await center.rows("chat_identities") == []


async def test_without_an_address_from_slack_linking_by_invitation_is_offered(
    slack: SlackPlatform, ines: Person
) -> None:
    slack.inject_fault("users.info", error="internal_error", times=2)
    assert "With the invitation code" in read(await asks(ines, "roster"))
