"""The Ask window in Slack: opening it, questions, and long or late answers."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.adapter import SlackAdapter
from tests.adapters.slack.run_adapter import MODES, SmallConversation, running
from tests.adapters.slack.shown_text import window
from tests.doubles.slack import Channel, Person, SlackPlatform


@pytest.fixture
def shop(slack: SlackPlatform, ada: Person) -> Channel:
    return slack.workspace().channel("shop-floor", [ada])


@pytest.fixture
def conversation() -> SmallConversation:
    return SmallConversation()


@pytest.fixture(params=MODES)
async def adapter(
    request: pytest.FixtureRequest, slack: SlackPlatform, conversation: SmallConversation
) -> AsyncIterator[SlackAdapter]:
    async with running(slack, request.param, conversation, patience_seconds=0.3) as adapter:
        yield adapter


pytestmark = [pytest.mark.slack_app("socket"), pytest.mark.usefixtures("adapter")]


async def test_a_bare_command_opens_the_ask_window(ada: Person, shop: Channel) -> None:
    typed = await ada.slash("/nims", "", channel=shop)
    opened = await window(ada, "You said: help")
    assert typed.acknowledged
    assert opened.content["submit"]["text"] == "Ask"
    assert shop.history == []


async def test_the_shortcut_opens_the_window_anywhere(ada: Person) -> None:
    await ada.shortcut("open_menu")
    await window(ada, "You said: help")


async def test_a_question_in_the_window_is_answered_there(
    ada: Person, conversation: SmallConversation
) -> None:
    await ada.slash("/nims")
    await window(ada, "help")
    await ada.submits({"typed": "status"})
    answered = await window(ada, "one exam remains")
    assert conversation.turns[-1].text == "status"
    assert answered.buttons == ["Verify several", "Next", "Catalog"]
    assert not ada.unread

    await ada.press(answered, "Next")
    again = await window(ada, "You said: next")
    assert again.id == answered.id


async def test_if_a_window_cannot_be_opened_a_message_is_sent(
    slack: SlackPlatform, ada: Person, shop: Channel
) -> None:
    slack.inject_fault("views.open", error="expired_trigger_id")
    await ada.slash("/nims", "", channel=shop)
    heard = await ada.hears()
    assert (heard.text, heard.only_for) == ("You said: help", ada)


async def test_a_long_wait_is_announced_in_the_window(
    ada: Person, conversation: SmallConversation
) -> None:
    await ada.slash("/nims")
    await window(ada, "help")
    await ada.submits({"typed": "slow"})
    await window(ada, "Working on it")
    conversation.let_go.set()
    await window(ada, "At last")


async def test_an_answer_too_long_for_a_window_is_sent_as_messages(ada: Person) -> None:
    await ada.slash("/nims")
    await window(ada, "help")
    await ada.submits({"typed": "long"})
    heard = [await ada.hears()]
    while not heard[-1].buttons:
        heard.append(await ada.hears())
    words = "\n".join(message.shown for message in heard)
    assert all(f"Paragraph {n}:" in words for n in range(110))
    await window(ada, "the whole answer is in your direct messages")


@pytest.mark.parametrize("way", ["command", "direct message", "mention"])
async def test_only_slow_answers_are_announced(
    ada: Person, shop: Channel, conversation: SmallConversation, way: str
) -> None:
    async def asked(word: str) -> None:
        if way == "command":
            await ada.slash("/nims", word, channel=shop)
        elif way == "mention":
            await ada.mention(shop, word)
        else:
            await ada.dm(word)

    await asked("status")
    assert (await ada.hears()).text == "Ada Example: one exam remains"
    await asked("slow")
    told = await ada.hears()
    assert told.text.startswith("Working on it")
    assert told.only_for is ada
    conversation.let_go.set()
    assert (await ada.hears()).text == "At last"


async def test_a_long_and_late_answer_respects_the_response_urls_limit(
    ada: Person, shop: Channel, conversation: SmallConversation
) -> None:
    conversation.late = True
    await ada.slash("/nims", "long", channel=shop)
    assert (await ada.hears()).text.startswith("Working on it")
    conversation.let_go.set()
    heard = [await ada.hears()]
    while not heard[-1].buttons:
        heard.append(await ada.hears())
    assert all(message.only_for is ada for message in heard)
