"""Notices in Slack: delivered, postponed, or undeliverable."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.delivery_outcome import Delivered, Failed, Sender, Unreachable, Wait
from bot.reply import Attachment, Button, Reply
from tests.adapters.slack.run_adapter import SmallConversation, make_adapter, running
from tests.doubles.slack import Person, SlackPlatform

NOTICE = Reply(
    "notices",
    "notice_student_award",
    "**Ada Example** has earned *Milling I*: see https://example.org/v/EF-1",
    ((Button("Roster", "roster"),),),
)


@pytest.fixture
def iris(slack: SlackPlatform) -> Person:
    return slack.workspace().user("U0IRIS", "Iris Instructor", "iris@example.org")


@pytest.fixture
def address(iris: Person) -> str:
    return f"{iris.workspace.id}:{iris.id}"


@pytest.fixture
async def sender(slack: SlackPlatform) -> AsyncIterator[Sender]:
    async with running(slack, "socket mode", SmallConversation()) as adapter:
        yield adapter.sender


async def test_a_notice_is_a_direct_message_without_previews(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    assert await sender.send(address, NOTICE) == Delivered()
    heard = await iris.hears()
    assert heard.channel is iris.dms
    assert heard.text.startswith("Ada Example has earned Milling I")
    assert heard.buttons == ["Roster"]
    [call] = slack.called("chat.postMessage")
    assert call.args["unfurl_links"] is False


async def test_a_notice_to_a_channel_is_visible_to_everyone_in_it(
    slack: SlackPlatform, sender: Sender, iris: Person
) -> None:
    channel = iris.workspace.channel("cnc", [iris])
    assert await sender.send(f"{iris.workspace.id}:{channel.id}", NOTICE) == Delivered()
    assert [each.text.partition(" has")[0] for each in channel.messages] == ["Ada Example"]
    assert slack.called("conversations.open") == []


async def test_a_channel_that_has_not_invited_the_bot_is_unreachable(
    sender: Sender, iris: Person
) -> None:
    channel = iris.workspace.channel("cnc", [iris], with_bot=False)
    outcome = await sender.send(f"{iris.workspace.id}:{channel.id}", NOTICE)
    assert isinstance(outcome, Unreachable)


async def test_a_direct_message_channel_is_opened_once(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    for _ in range(3):
        assert await sender.send(address, NOTICE) == Delivered()
    assert len(slack.called("conversations.open")) == 1


async def test_an_outdated_direct_message_channel_is_opened_again(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    await sender.send(address, NOTICE)
    slack.inject_fault("chat.postMessage", error="channel_not_found")
    assert await sender.send(address, NOTICE) == Delivered()
    assert len(slack.called("conversations.open")) == 2


async def test_a_press_of_a_button_in_a_notice_is_answered(
    sender: Sender, iris: Person, address: str, slack: SlackPlatform
) -> None:
    await sender.send(address, NOTICE)
    heard = await iris.hears()
    await iris.press(heard, "Roster")
    assert (await iris.hears()).text == "You said: roster"


async def test_a_notices_attachments_are_uploaded_to_slack(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    file = Attachment("badge.png", "image/png", b"\x89PNG", "The badge")
    assert await sender.send(address, replace(NOTICE, attachments=(file,))) == Delivered()
    assert [each.content for each in slack.files.values()] == [b"\x89PNG"]


async def test_a_notice_refused_by_a_rate_limit_is_reported_at_once_with_the_time_to_wait(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    slack.inject_fault("chat.postMessage", error="ratelimited", retry_after=17)
    assert await sender.send(address, NOTICE) == Wait(17)


async def test_a_deactivated_account_is_unreachable(
    sender: Sender, iris: Person, address: str, slack: SlackPlatform
) -> None:
    iris.deactivated = True
    assert await sender.send(address, NOTICE) == Unreachable("the Slack account is deactivated")
    assert await sender.send("T0EXAMPLE:U0NOBODY", NOTICE) == Unreachable(
        "Slack no longer knows anyone with that id"
    )


async def test_an_error_of_slack_is_reported_as_a_failure(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    slack.inject_fault("chat.postMessage", error="internal_error")
    assert await sender.send(address, NOTICE) == Failed(
        "Slack is in trouble (Slack said internal_error)"
    )


async def test_a_server_error_or_broken_network_is_reported_as_a_failure(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    for method in ("conversations.open", "chat.postMessage"):
        for status in (200, 500, 503):  # a response with status 200 can be a proxy's page
            slack.inject_fault(method, status=status)
            assert isinstance(await sender.send(address, NOTICE), Failed)
    slack.inject_fault("chat.postMessage", failure="reset", times=2)
    assert isinstance(await sender.send(address, NOTICE), Failed)
    assert await sender.send(address, NOTICE) == Delivered()


async def test_a_notice_before_the_start_is_reported_as_a_failure(
    slack: SlackPlatform, address: str
) -> None:
    adapter = make_adapter(slack, "http", SmallConversation())
    assert await adapter.sender.send(address, NOTICE) == Failed("Slack is not connected")


async def test_notices_and_answers_respect_slacks_rate_limits(slack: SlackPlatform) -> None:
    slack.flood.on, slack.flood.scale = True, 20
    slack.flood.burst = 5  # network delays can bring two messages closer together
    people = [slack.workspace().user(f"U0N{n}", f"Person {n} Example") for n in range(12)]
    async with running(slack, "http", SmallConversation()) as adapter:
        sends = [
            adapter.sender.send(f"{each.workspace.id}:{each.id}", NOTICE)
            for each in people
            for _ in range(8)
        ]
        notices = asyncio.gather(*sends)
        for each in people:
            await each.dm("status")
        assert set(await notices) == {Delivered()}
    assert len(slack.called("chat.postMessage")) == 96 + 12 + slack.flood.refused


async def test_one_workspaces_rate_limit_affects_no_other_workspace_or_method(
    slack: SlackPlatform, sender: Sender, iris: Person, address: str
) -> None:
    slack.inject_fault("chat.postMessage", error="ratelimited", retry_after=600)
    assert await sender.send(address, NOTICE) == Wait(600)
    match await sender.send(address, NOTICE):
        case Wait(seconds):
            assert 590 < seconds <= 600
        case other:
            pytest.fail(f"the notice was not postponed: {other}")
    assert len(slack.called("chat.postMessage")) == 1  # the second call was not made
    await iris.opens_home()
    await slack.wait_for(lambda _: iris.home)
