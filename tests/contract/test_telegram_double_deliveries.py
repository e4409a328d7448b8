"""The Bot API double works with python-telegram-bot: inline cards, menus, groups and files."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from adapters.telegram.aiohttp_request import AiohttpRequest
from tests.doubles.telegram import Person, TelegramApi
from tests.doubles.telegram.rate_limits import Flood

LINK = InlineKeyboardMarkup([[InlineKeyboardButton("Look", callback_data="look")]])


@pytest.fixture
async def bot(api: TelegramApi) -> AsyncIterator[Bot]:
    made = Bot(api.token, f"{api.url}/bot", request=AiohttpRequest())
    async with made:
        yield made


@pytest.fixture
def ana(api: TelegramApi) -> Person:
    person = api.user()
    person.started = True
    return person


async def test_a_person_picks_an_inline_card_and_presses_its_button_and_the_bot_edits_it(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    query = await ana.types("mill", offset="20")
    [update] = await bot.get_updates(timeout=0)
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.offset) == ("mill", "20")
    card = InlineQueryResultArticle("M1", "Milling", InputTextMessageContent("**x**"), LINK)
    await bot.answer_inline_query(query, [card], cache_time=0, is_personal=True)
    [shown] = await ana.reads_cards(query)
    assert shown["title"] == "Milling"
    posted = await ana.picks(query, "M1", ana.chat)
    await ana.press_card("Look", posted)
    pressed = (await bot.get_updates(update.update_id + 1, timeout=0))[-1].callback_query
    assert pressed is not None
    assert pressed.message is None
    assert pressed.inline_message_id is not None
    await bot.edit_message_text("new", inline_message_id=pressed.inline_message_id)
    assert posted.text == "new"


async def test_an_inline_query_can_be_answered_once_and_only_with_valid_cards(
    bot: Bot, ana: Person
) -> None:
    card = InlineQueryResultArticle("M1", "Milling", InputTextMessageContent("x"))
    query = await ana.types("mill")
    with pytest.raises(BadRequest, match=r"(?i)duplicate"):
        await bot.answer_inline_query(query, [card, card])
    empty = InlineQueryResultArticle("M1", "Milling", InputTextMessageContent(" "))
    with pytest.raises(BadRequest, match=r"(?i)empty"):
        await bot.answer_inline_query(query, [empty])
    await bot.answer_inline_query(query, [card])
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_inline_query(query, [card])


async def test_command_menus_are_stored_by_scope_and_language(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    menu = [BotCommand("help", "What you can ask")]
    await bot.set_my_commands(menu, BotCommandScopeAllGroupChats(), "es")
    await bot.set_my_commands(menu, BotCommandScopeChat(ana.id))
    assert set(api.menus) == {"all_group_chats:es", f"chat:{ana.id}:"}
    assert list(await bot.get_my_commands(BotCommandScopeAllGroupChats())) == []
    await bot.delete_my_commands(BotCommandScopeChat(ana.id))
    assert list(await bot.get_my_commands(BotCommandScopeChat(ana.id))) == []
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.set_my_commands(menu, BotCommandScopeChat(999))
    with pytest.raises(BadRequest, match="language"):
        await bot.set_my_commands(menu, language_code="english")


async def test_the_bots_descriptions_are_stored_by_language(api: TelegramApi, bot: Bot) -> None:
    await bot.set_my_description("I know", None)
    await bot.set_my_description("Sé", "es")
    assert (await bot.get_my_description("es")).description == "Sé"
    assert (await bot.get_my_description("ro")).description == "I know"
    assert (await bot.get_my_name()).name == "Edgefinder"
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_messages_to_a_group_that_has_moved_or_removed_the_bot_are_refused(
    api: TelegramApi, bot: Bot
) -> None:
    group = api.group(-77)
    moved = await group.migrate()
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(-77, "x")
    assert error.value.new_chat_id == moved.id
    moved.kick()
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(moved.id, "x")


async def test_messages_to_a_deleted_topic_are_refused(api: TelegramApi, bot: Bot) -> None:
    forum = api.group(forum=True)
    forum.delete_topic(9)
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=9)


async def test_the_answer_to_a_press_can_open_only_a_link_to_the_bot_itself(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    query = api.new_query(ana)
    with pytest.raises(BadRequest, match=r"(?i)url_invalid"):
        await bot.answer_callback_query(query, url="https://example.org")
    await bot.answer_callback_query(query, url=f"https://t.me/{bot.username}?start=status")


async def test_a_file_that_a_person_sent_can_be_fetched(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    await ana.send_document("badge.png", b"\x89PNG")
    [update] = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.document is not None
    found = await bot.get_file(update.message.document.file_id)
    assert found.file_path is not None
    with pytest.raises(BadRequest):
        await bot.get_file("nothing")


async def test_messages_that_are_sent_too_fast_are_refused(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    api.flood = Flood(on=True)
    for _ in range(3):
        await bot.send_message(ana.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "x")
    others = [api.user(1000 + n) for n in range(40)]
    for each in others:
        each.started = True
    sent = await asyncio.gather(
        *(bot.send_message(each.id, "x") for each in others), return_exceptions=True
    )
    assert 0 < sum(isinstance(each, RetryAfter) for each in sent) < 40


async def test_a_photo_is_refused_if_its_dimensions_are_beyond_telegrams_limits(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    def drawn(width: int, height: int) -> bytes:
        out = io.BytesIO()
        Image.new("1", (width, height)).save(out, "PNG")
        return out.getvalue()

    await bot.send_photo(ana.id, drawn(400, 300), caption="a chart")
    assert api.messages(ana.id)[-1].text == "a chart"
    for photo, why in ((b"no picture", "process"), (drawn(8000, 2001), "dimensions")):
        with pytest.raises(BadRequest, match=rf"(?i){why}"):
            await bot.send_photo(ana.id, photo)
    with pytest.raises(BadRequest, match=r"(?i)dimensions"):
        await bot.send_photo(ana.id, drawn(2001, 100))
