"""The Bot API double works with python-telegram-bot: chats, presses, polling and failures."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from adapters.telegram.aiohttp_request import AiohttpRequest
from adapters.telegram.errors import seconds_to_wait
from tests.doubles.telegram import Person, TelegramApi

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Status", callback_data="status")]])


def a_bot(api: TelegramApi, token: str = "") -> Bot:
    out, polls = AiohttpRequest(), AiohttpRequest(2)
    return Bot(token or api.token, f"{api.url}/bot", request=out, get_updates_request=polls)


@pytest.fixture
async def bot(api: TelegramApi) -> AsyncIterator[Bot]:
    async with a_bot(api) as made:
        yield made


@pytest.fixture
async def ana(api: TelegramApi) -> Person:
    person = api.user()
    await person.send("hello")
    return person


async def polled(bot: Bot, offset: int | None = None) -> tuple[Update, ...]:
    return await bot.get_updates(offset, timeout=2)


async def sent(bot: Bot, ana: Person, text: str = "Hello") -> Message:
    return await bot.send_message(ana.id, text, reply_markup=KEYBOARD)


async def test_a_call_with_a_wrong_token_is_refused(api: TelegramApi) -> None:
    stranger = a_bot(api, "4242:another")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_an_update_is_returned_by_every_poll_until_it_is_confirmed(
    bot: Bot, ana: Person
) -> None:
    [first] = await polled(bot)
    assert first.message is not None
    assert first.message.text == "hello"
    assert [each.update_id for each in await polled(bot)] == [first.update_id]
    await ana.send("/status@edgefinder_test_bot")
    [second] = await polled(bot, first.update_id + 1)
    assert second.message is not None
    assert list(second.message.parse_entities()) != []
    assert second.update_id == first.update_id + 1


async def test_a_poll_without_updates_waits_for_the_next_update(bot: Bot, ana: Person) -> None:
    [first] = await polled(bot)
    poll = asyncio.create_task(polled(bot, first.update_id + 1))
    await asyncio.sleep(0)
    await ana.send("later")
    [update] = await poll
    assert update.message is not None
    assert update.message.text == "later"


async def test_a_poll_returns_nothing_when_its_timeout_is_over(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_a_second_poll_ends_the_first_with_a_conflict(api: TelegramApi, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait_for(lambda double: double.called("getUpdates"))
    async with a_bot(api) as other:
        newer = asyncio.create_task(other.get_updates(1, timeout=1))
        with pytest.raises(Conflict):
            await older
        assert await newer == ()


async def test_a_bot_cannot_write_to_a_person_who_has_not_written_to_it(
    api: TelegramApi, bot: Bot
) -> None:
    shy = api.user(703, "Shy", "shy_example")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(shy.id, "Hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999_999, "Hello")


async def test_a_message_to_a_person_who_blocked_the_bot_or_left_telegram_is_refused(
    bot: Bot, ana: Person
) -> None:
    ana.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ana.id, "Hello")
    ana.unblock()
    ana.deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ana.id, "Hello")
    await ana.hears_nothing(0.05)


async def test_the_press_of_a_button_can_be_answered_once(bot: Bot, ana: Person) -> None:
    await sent(bot, ana)
    await ana.press("Status")
    update = (await polled(bot))[-1]
    assert update.callback_query is not None
    assert update.callback_query.data == "status"
    assert await update.callback_query.answer()
    with pytest.raises(BadRequest, match=r"[Qq]uery is too old"):
        await update.callback_query.answer()


async def test_an_old_press_can_no_longer_be_answered(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    await sent(bot, ana)
    query = await ana.press("Status")
    api.forget_query(query)
    with pytest.raises(BadRequest, match=r"[Qq]uery is too old"):
        await bot.answer_callback_query(query)


async def test_a_message_can_be_edited(api: TelegramApi, bot: Bot, ana: Person) -> None:
    message = await sent(bot, ana)
    await bot.edit_message_text("Changed", ana.id, message.message_id)
    [standing] = api.messages(ana.id)
    assert (standing.text, standing.edits, standing.buttons) == ("Changed", 1, [])


async def test_an_edit_that_changes_nothing_is_refused_by_the_double(bot: Bot, ana: Person) -> None:
    message = await sent(bot, ana)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("Hello", ana.id, message.message_id, reply_markup=KEYBOARD)


async def test_editing_a_message_that_does_not_exist_is_refused(bot: Bot, ana: Person) -> None:
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_text("Changed", ana.id, 1)


async def test_an_injected_rate_limit_applies_to_one_chat_and_says_how_long_to_wait(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    ben = api.user(702, "Ben", "ben_example")
    await ben.send("hello")
    api.inject_fault("sendMessage", chat_id=ana.id, status=429, retry_after=7)
    with pytest.raises(RetryAfter) as refused:
        await sent(bot, ana)
    assert seconds_to_wait(refused.value) == 7
    await sent(bot, ben)
    await sent(bot, ana)


async def test_a_call_can_fail_with_a_server_error_or_an_unreadable_answer(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    api.inject_fault("sendMessage", status=500)
    with pytest.raises(NetworkError):
        await sent(bot, ana)
    api.inject_fault("sendMessage", failure="garbage")
    with pytest.raises(NetworkError):
        await sent(bot, ana)
    await sent(bot, ana)


async def test_a_connection_can_break_before_or_after_the_call_has_its_effect(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    api.inject_fault("sendMessage", failure="reset")
    with pytest.raises(NetworkError):
        await sent(bot, ana)
    await ana.hears_nothing(0.05)
    api.inject_fault("sendMessage", failure="answer lost")
    with pytest.raises(NetworkError):
        await sent(bot, ana)
    assert (await ana.hears()).text == "Hello"


async def test_a_call_can_stay_without_an_answer(api: TelegramApi, bot: Bot, ana: Person) -> None:
    api.inject_fault("sendMessage", failure="timeout")
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "Hello", read_timeout=0.1)


async def test_a_message_to_a_group_is_seen_in_that_group(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    group = api.group()
    await group.say(ana, "/help")
    update = (await polled(bot))[-1]
    assert update.message is not None
    assert update.message.chat.id == group.id
    await bot.send_message(group.id, "Hello, all")
    assert [message.text for message in api.messages(group.id)] == ["Hello, all"]
