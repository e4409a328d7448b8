"""Conversations with the bot in Slack, over Socket Mode and over HTTP."""

import logging
from collections.abc import AsyncIterator

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.socket_mode import PING_SECONDS
from tests.adapters.slack.run_adapter import MODES, QUICK_PINGS, Mode, SmallConversation, running
from tests.doubles.slack import Channel, Person, SlackPlatform
from tests.waiting import until


@pytest.fixture
def bob(slack: SlackPlatform) -> Person:
    return slack.workspace().user("U0BOB", "Bob Example", "bob@example.org")


@pytest.fixture
def shop(slack: SlackPlatform, ada: Person, bob: Person) -> Channel:
    return slack.workspace().channel("shop-floor", [ada, bob])


@pytest.fixture
def conversation() -> SmallConversation:
    return SmallConversation()


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> Mode:
    found: Mode = request.param
    return found


@pytest.fixture
def ping_seconds() -> float:
    return PING_SECONDS


@pytest.fixture
async def adapter(
    slack: SlackPlatform, mode: Mode, conversation: SmallConversation, ping_seconds: float
) -> AsyncIterator[SlackAdapter]:
    async with running(slack, mode, conversation, ping_seconds=ping_seconds) as adapter:
        yield adapter


pytestmark = pytest.mark.usefixtures("adapter")


async def test_a_command_in_a_channel_is_answered_only_to_the_asker(
    ada: Person, bob: Person, shop: Channel
) -> None:
    typed = await ada.slash("/nims", "status", channel=shop)
    heard = await ada.hears()

    assert typed.acknowledged
    assert typed.answer is None
    assert heard.text == "Ada Example: one exam remains"
    assert heard.via == "response_url"
    assert heard.only_for is ada
    assert not bob.unread
    assert heard.buttons == ["Next", "Catalog"]


async def test_a_command_works_in_channels_without_the_bot(
    slack: SlackPlatform, ada: Person, bob: Person
) -> None:
    between = slack.workspace().conversation_between(ada, bob)
    await ada.slash("/nims", "status", channel=between)
    assert (await ada.hears()).only_for is ada


async def test_a_direct_message_is_answered_in_the_conversation(
    ada: Person, conversation: SmallConversation
) -> None:
    await ada.dm("what is <left> & why?")
    heard = await ada.hears()
    assert conversation.turns[0].text == "what is <left> & why?"
    assert heard.text == "You said: what is &lt;left&gt; &amp; why?"
    assert heard.channel is ada.dms
    assert not heard.ephemeral


async def test_only_the_asker_sees_a_personal_answer_to_a_mention(
    ada: Person, bob: Person, shop: Channel
) -> None:
    await ada.mention(shop, "status")
    heard = await ada.hears()
    assert heard.text == "Ada Example: one exam remains"
    assert heard.only_for is ada
    assert shop.posted == []
    assert not bob.unread


async def test_a_public_answer_is_in_the_mentions_thread(
    ada: Person, bob: Person, shop: Channel
) -> None:
    await ada.mention(shop, "catalog")
    heard = await bob.hears()
    asked = shop.messages[0]
    assert (heard.text, heard.thread_ts) == ("Nine areas", asked.ts)


async def test_a_press_in_an_ephemeral_answer_edits_it_in_place(
    ada: Person, shop: Channel, conversation: SmallConversation
) -> None:
    await ada.slash("/nims", "status", channel=shop)
    heard = await ada.hears()
    await ada.press(heard, "Next")
    again = await ada.hears()
    assert again is heard
    assert again.text == "You said: next"
    assert conversation.turns[-1].pressed


async def test_a_press_in_a_direct_message_edits_it_in_place(ada: Person) -> None:
    await ada.dm("status")
    heard = await ada.hears()
    await ada.press(heard, "Next")
    again = await ada.hears()
    assert again is heard
    assert (again.text, again.edits) == ("You said: next", 1)


async def test_progress_after_a_press_is_shown_in_the_same_message(
    ada: Person, slack: SlackPlatform, conversation: SmallConversation
) -> None:
    await ada.dm("begin")
    heard = await ada.hears()
    await ada.press(heard, "Begin")
    shown = await ada.hears()
    assert shown is heard
    assert (shown.text, shown.edits) == ("Half of it is done", 1)
    conversation.let_go.set()
    again = await ada.hears()
    assert again is heard
    assert (again.text, again.edits) == ("All of it is done", 2)
    assert not slack.violations


async def test_a_press_in_a_public_message_is_answered_only_to_the_person_who_pressed(
    ada: Person, bob: Person, shop: Channel
) -> None:
    await ada.mention(shop, "catalog")
    public = await bob.hears()
    await bob.press(public, "Next")
    heard = await bob.hears()
    assert heard.only_for is bob
    assert heard is not public
    assert (public.text, public.edits) == ("Nine areas", 0)


async def test_an_event_delivered_twice_is_answered_once(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    delivery = await ada.dm("status")
    await ada.hears()
    await slack.delivery_service.again(delivery)
    await ada.dm("catalog")
    assert (await ada.hears()).text == "Nine areas"
    assert [turn.text for turn in conversation.turns] == ["status", "catalog"]


async def test_slow_work_is_acknowledged_at_once(
    ada: Person, shop: Channel, conversation: SmallConversation
) -> None:
    typed = await ada.slash("/nims", "slow", channel=shop)
    assert typed.acknowledged
    assert not ada.unread
    conversation.let_go.set()
    assert (await ada.hears()).text == "At last"


async def test_each_persons_messages_are_answered_in_order_without_delaying_others(
    ada: Person, bob: Person, conversation: SmallConversation
) -> None:
    await ada.dm("slow")
    await ada.dm("status")
    await bob.dm("catalog")
    assert (await bob.hears()).text == "Nine areas"
    assert not ada.unread
    conversation.let_go.set()
    assert (await ada.hears()).text == "At last"
    assert (await ada.hears()).text == "Ada Example: one exam remains"


async def test_a_long_answer_is_complete_and_in_order(ada: Person, shop: Channel) -> None:
    await ada.slash("/nims", "long", channel=shop)
    heard = [await ada.hears()]
    while not heard[-1].buttons:
        heard.append(await ada.hears())
    words = "\n".join(message.shown for message in heard)
    positions = [words.index(f"Paragraph {n}:") for n in range(110)]
    assert positions == sorted(positions)
    assert all(message.only_for is ada for message in heard)


async def test_a_long_answer_to_a_press_starts_in_place_and_continues_below(ada: Person) -> None:
    await ada.dm("status")
    first = await ada.hears()
    first.blocks[-1]["elements"][0]["value"] = "long"
    await ada.press(first, "Next")
    heard = [await ada.hears()]
    while not heard[-1].buttons:
        heard.append(await ada.hears())
    assert heard[0] is first
    assert len(heard) > 1


async def test_a_file_is_sent_in_the_direct_messages(
    slack: SlackPlatform, ada: Person, bob: Person, shop: Channel
) -> None:
    await ada.slash("/nims", "file", channel=shop)
    assert (await ada.hears()).text == "Here it is"
    heard = await ada.hears()
    assert heard.channel is ada.dms
    [file] = slack.files.values()
    assert (file.content, file.alt_text) == (b"\x89PNG", "The badge of Milling I")
    assert not bob.unread


async def test_a_rate_limit_is_waited_out(slack: SlackPlatform, ada: Person) -> None:
    slack.inject_fault("chat.postMessage", error="ratelimited", retry_after=1)
    await ada.dm("status")
    assert (await ada.hears(timeout=5)).text == "Ada Example: one exam remains"
    first, second = slack.called("chat.postMessage")
    assert second.at - first.at >= 1


@pytest.mark.parametrize("failure", ["reset", "answer lost"])
async def test_a_broken_connection_is_retried(
    slack: SlackPlatform, ada: Person, failure: str
) -> None:
    slack.inject_fault("chat.postMessage", failure=failure)  # type: ignore[arg-type]  # both are of type FaultKind
    await ada.dm("status")
    assert (await ada.hears()).text == "Ada Example: one exam remains"


@pytest.mark.parametrize("status", [500, 503])
async def test_an_answer_that_cannot_be_sent_is_stored_for_the_relay(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation, status: int
) -> None:
    slack.inject_fault("chat.postMessage", status=status, times=9)
    await ada.dm("status")
    await until(lambda: conversation.kept)
    [(turn, reply)] = conversation.kept
    assert (turn.text, reply.command) == ("status", "status")
    assert turn.address == turn.identity.external_id


async def test_if_the_response_url_fails_the_answer_is_posted_instead(
    slack: SlackPlatform, ada: Person, shop: Channel
) -> None:
    slack.inject_fault("response_url", status=500)
    await ada.slash("/nims", "status", channel=shop)
    heard = await ada.hears()
    assert (heard.via, heard.only_for) == ("chat.postEphemeral", ada)


async def test_if_the_channel_is_closed_too_the_answer_is_a_direct_message(
    slack: SlackPlatform, ada: Person, bob: Person
) -> None:
    between = slack.workspace().conversation_between(ada, bob)
    slack.inject_fault("response_url", status=500)
    await ada.slash("/nims", "status", channel=between)
    heard = await ada.hears()
    assert heard.channel is ada.dms


async def test_a_fault_in_one_answer_affects_no_other_and_logs_no_personal_data(
    ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await ada.dm("broken")
    await ada.dm("status")
    assert (await ada.hears()).text == "Ada Example: one exam remains"
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("adapters")]
    assert any("an answer failed: RuntimeError at" in words for words in ours)
    assert "a name that no log may show" not in caplog.text


@pytest.mark.parametrize("ping_seconds", [QUICK_PINGS])
async def test_the_log_contains_no_people_and_no_messages(
    slack: SlackPlatform, ada: Person, shop: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await ada.dm("status EF-1234")
    heard = await ada.hears()
    await ada.press(heard, "Next")
    await ada.slash("/nims", "verify EF-1234", channel=shop)
    await ada.hears()
    await ada.shortcut("none-of-ours")  # Bolt logs a warning with its payload
    slack.violations.clear()
    lost, before = slack.sockets.live, slack.sockets.opened
    slack.sockets.drop()
    await slack.wait_for(lambda s: not lost or s.sockets.opened > before)
    token = slack.workspace().bot_token
    for secret in ("Ada", "U0ADA", "EF-1234", token, slack.app_token, "ticket=", "/response/"):
        assert secret not in caplog.text


async def test_a_workflow_step_fails_if_nothing_could_be_checked(
    slack: SlackPlatform, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await ada.runs("verify_credential", {"code": "EF-1234"})
    [ended] = await slack.wait_for(lambda s: s.called("functions.completeError"))
    assert "says nothing about it" in ended.args["error"]
    assert "EF-1234" not in caplog.text


async def test_messages_not_meant_for_the_bot_are_not_answered(
    slack: SlackPlatform, ada: Person, shop: Channel
) -> None:
    overheard = await ada.says(shop, "status")
    home = await ada.opens_home()
    assert overheard.acknowledged
    assert home.acknowledged
    assert slack.called("chat.postMessage") == []
