"""All platform adapters behave alike, including the example in docs/architecture.md."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.notice_relay import Relay
from bot.conversation import Conversation
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from core.records.askers import Askers
from tests.adapters.fake_senders import enqueue, states
from tests.contract.chats import CHATS, NUMBER, Chat
from tests.waiting import problem_of
from tests.world import World, open_world

PARAGRAPHS = 300
LONG = "\n\n".join(f"Paragraph {n}: {'word ' * 40}" for n in range(PARAGRAPHS))
SECRET = "Ana's third attempt"


class ListeningConversation(Conversation):
    """The bot's conversation, which also stores the turns that reach it.

    It answers `long` with a long text.
    """

    def __init__(self, edgefinder: Edgefinder) -> None:
        super().__init__(edgefinder)
        self.turns: list[Turn] = []

    async def answer(self, turn: Turn) -> Reply:
        self.turns.append(turn)
        if turn.text == "long":
            return Reply("long", "long", LONG)
        return await super().answer(turn)


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    """Yield a center whose candidate holds a credential."""
    world = await open_world(sqlite_url)
    world.conversation = ListeningConversation(world.edgefinder)
    await world.candidate(NUMBER, "Ana Popescu")
    await world.award(NUMBER, "M1-MMS")
    yield world
    await world.edgefinder.close()


@pytest.fixture(params=CHATS, ids=lambda each: each.platform)
async def chat(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Chat]:
    """Yield the candidate's chat on each platform."""
    async with request.param.opened(world) as chat:
        await world.linked(NUMBER, chat.platform, chat.who)
        yield chat


def can(what: str) -> pytest.MarkDecorator:
    """Run a test only on platforms whose `Chat` has the method `what`."""
    able = [each for each in CHATS if getattr(each, what) is not getattr(Chat, what)]
    assert able
    return pytest.mark.parametrize("chat", able, indirect=True, ids=lambda each: each.platform)


def turns_of(world: World) -> list[Turn]:
    assert isinstance(world.conversation, ListeningConversation)
    return world.conversation.turns


async def is_withdrawn(world: World) -> bool:
    [award] = await world.rows("awards")
    return bool(award["withdrawn_at"])


def relay_of(world: World, chat: Chat) -> Relay:
    return Relay(world.edgefinder, world.conversation, {chat.platform: chat.sender})


async def test_a_message_is_answered_once_even_if_the_platform_delivers_it_twice(
    world: World, chat: Chat
) -> None:
    await chat.says("whoami", times=2 if chat.repeats else 1)
    assert "Ana Popescu" in await chat.hears()
    await chat.says("cost M1-MMS")
    assert "Measurement" in await chat.hears()
    assert await chat.unread() == []
    assert [turn.text.removeprefix("/") for turn in turns_of(world)] == ["whoami", "cost M1-MMS"]


async def test_an_order_is_confirmed_by_a_button_that_acts_once_even_if_pressed_twice(
    world: World, chat: Chat
) -> None:
    await chat.says("withdraw M1-MMS")
    assert "can share it again" in await chat.hears()
    assert not await is_withdrawn(world)
    await chat.presses(0, times=2 if chat.repeats else 1)
    assert "Withdrawn:" in await chat.hears()
    assert await is_withdrawn(world)
    assert sum(turn.pressed for turn in turns_of(world)) == 1
    assert await chat.unread() == []


async def test_pressing_the_button_that_declines_an_order_changes_nothing(
    world: World, chat: Chat
) -> None:
    await chat.says("withdraw M1-MMS")
    await chat.hears()
    await chat.presses(1)
    await chat.hears()
    assert not await is_withdrawn(world)


async def test_a_notice_reaches_the_person_once(world: World, chat: Chat) -> None:
    await enqueue(world, NUMBER, "MIL")
    relay = relay_of(world, chat)
    assert await relay.turn() == 1
    assert "Milling" in await chat.hears()
    world.clock.pass_by(days=1)
    assert await relay.turn() == 0
    assert await chat.unread() == []


@can("refused")
async def test_a_notice_that_the_platform_refused_once_is_sent_again_until_it_arrives(
    world: World, chat: Chat
) -> None:
    await enqueue(world, NUMBER, "MIL")
    relay = relay_of(world, chat)
    with chat.refused():
        assert await relay.turn() == 1
    assert await chat.unread() == []
    async with asyncio.timeout(30):
        while await states(world) != ["sent"]:  # an adapter may wait as long as it was told
            await asyncio.sleep(0.1)
            world.clock.pass_by(hours=1)
            await relay.turn()
    assert "Milling" in await chat.hears()
    world.clock.pass_by(days=1)
    assert await relay.turn() == 0
    assert await chat.unread() == []


@can("block")
async def test_a_person_who_blocked_the_bot_gets_no_further_notices(
    world: World, chat: Chat
) -> None:
    relay = relay_of(world, chat)
    chat.block()
    await enqueue(world, NUMBER, "MIL")
    await relay.turn()
    tries = chat.tries
    await enqueue(world, NUMBER, "TUR")
    for _ in range(3):
        world.clock.pass_by(days=1)
        await relay.turn()
    assert chat.tries == tries
    assert await chat.unread() == []


async def test_an_answer_too_long_for_one_message_comes_in_several_messages(chat: Chat) -> None:
    await chat.says("long")
    heard = await chat.hears()
    assert "Paragraph 0:" in heard
    while f"Paragraph {PARAGRAPHS - 1}:" not in heard:
        heard += await chat.hears()
    assert all(f"Paragraph {n}:" in heard for n in range(PARAGRAPHS))


async def test_after_a_fault_the_answer_is_an_apology_that_does_not_describe_the_fault(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    with monkeypatch.context() as patch:
        patch.setattr(Askers, "find", fail)
        await chat.says("whoami")
        heard = await chat.hears()
    assert "something went wrong on my side" in heard
    assert not any(trace in heard for trace in (SECRET, "RuntimeError", "Traceback"))
    assert SECRET not in caplog.text
    await chat.says("whoami")
    assert "Ana Popescu" in await chat.hears()


@pytest.mark.parametrize(
    "kind",
    [each for each in CHATS if "misconfigured" in vars(each)],
    ids=lambda each: each.platform,
)
async def test_an_adapter_with_wrong_settings_reports_why_and_is_not_ready(
    kind: type[Chat], world: World
) -> None:
    async with kind.misconfigured(world) as (adapter, secret):
        assert secret not in await problem_of(adapter)
        assert not adapter.health.ready
