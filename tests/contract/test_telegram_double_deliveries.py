"""The Bot API double brings updates as Telegram does, and shows what bots set of themselves."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
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
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter

from adapters.telegram.request import AiohttpRequest
from tests.doubles.telegram import Person, TelegramApi
from tests.doubles.telegram.flood import Flood

LINK = InlineKeyboardMarkup([[InlineKeyboardButton("Look", callback_data="look")]])


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with TelegramApi() as double:
        yield double


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


@dataclass
class Hook:
    """A webhook that answers with what it is told to, and keeps what comes."""

    answers: list[tuple[int, str]] = field(default_factory=list)
    came: list[Any] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        self.came.append(await request.json())
        self.secrets.add(request.headers["X-Telegram-Bot-Api-Secret-Token"])
        status, body = self.answers.pop(0) if self.answers else (200, "")
        return web.Response(status=status, text=body, content_type="application/json")


@asynccontextmanager
async def served(hook: Hook) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_updates_are_posted_until_they_are_taken(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    hook = Hook(answers=[(503, ""), (500, "")])
    async with served(hook) as url:
        await bot.set_webhook(url, secret_token="our-secret")
        assert (await bot.get_webhook_info()).url == url
        await ana.send("one")
        await ana.send("two")
        await api.wait_for(lambda a: a.delivering.pending == 0)
    said = [update["message"]["text"] for update in hook.came]
    assert said == ["one", "one", "one", "two"], "one chat's are brought in order"
    assert hook.secrets == {"our-secret"}


async def test_a_call_may_travel_in_the_answer_and_what_is_refused_of_it_is_lost(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    good = {"method": "sendMessage", "chat_id": ana.id, "text": "hello"}
    hook = Hook(answers=[(200, json.dumps(good)), (200, json.dumps(good | {"text": ""}))])
    async with served(hook) as url:
        await bot.set_webhook(url)
        await ana.send("one")
        await ana.send("two")
        assert (await ana.hears()).text == "hello"
        await api.wait_for(lambda a: len(a.called("sendMessage")) == 2)
    assert [call.in_answer for call in api.called("sendMessage")] == [True, True]
    assert "empty" in api.called("sendMessage")[1].refused


async def test_who_has_a_webhook_cannot_poll(api: TelegramApi, bot: Bot) -> None:
    await bot.set_webhook("https://bot.example.org/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()


@pytest.mark.parametrize(
    "wrong",
    [{"url": "http://bot.example.org"}, {"url": "https://x.example.org", "secret_token": "ü"}],
)
async def test_a_webhook_is_https_and_its_secret_plain(bot: Bot, wrong: Any) -> None:
    with pytest.raises(BadRequest):
        await bot.set_webhook(**wrong)


async def test_only_wanted_kinds_of_updates_come(api: TelegramApi, bot: Bot, ana: Person) -> None:
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await ana.send("one")
    assert await bot.get_updates(timeout=0) == ()


async def test_cards_are_shown_picked_pressed_and_changed(
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
    pressed = (await bot.get_updates(timeout=0))[-1].callback_query
    assert pressed is not None
    assert pressed.message is None
    assert pressed.inline_message_id is not None
    await bot.edit_message_text("new", inline_message_id=pressed.inline_message_id)
    assert posted.text == "new"


async def test_queries_are_answered_once_by_cards_that_differ(bot: Bot, ana: Person) -> None:
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


async def test_menus_stand_by_scope_and_language(api: TelegramApi, bot: Bot, ana: Person) -> None:
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


async def test_what_a_bot_says_of_itself_stands_by_language(api: TelegramApi, bot: Bot) -> None:
    await bot.set_my_description("I know", None)
    await bot.set_my_description("Sé", "es")
    assert (await bot.get_my_description("es")).description == "Sé"
    assert (await bot.get_my_description("ro")).description == "I know"
    assert (await bot.get_my_name()).name == "Edgefinder"
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_groups_that_have_moved_or_put_the_bot_out_refuse(api: TelegramApi, bot: Bot) -> None:
    group = api.group(-77)
    moved = await group.migrate()
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(-77, "x")
    assert error.value.new_chat_id == moved.id
    moved.kick()
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(moved.id, "x")


async def test_a_topic_that_is_gone_refuses(api: TelegramApi, bot: Bot) -> None:
    forum = api.group(forum=True)
    forum.delete_topic(9)
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=9)


async def test_a_press_opens_links_to_the_bot_itself_only(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    query = api.new_query(ana)
    with pytest.raises(BadRequest, match=r"(?i)url_invalid"):
        await bot.answer_callback_query(query, url="https://example.org")
    await bot.answer_callback_query(query, url=f"https://t.me/{bot.username}?start=status")


async def test_files_can_be_fetched(api: TelegramApi, bot: Bot, ana: Person) -> None:
    await ana.send_document("badge.png", b"\x89PNG")
    [update] = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.document is not None
    found = await bot.get_file(update.message.document.file_id)
    assert found.file_path is not None
    with pytest.raises(BadRequest):
        await bot.get_file("nothing")


async def test_what_comes_too_fast_is_refused(api: TelegramApi, bot: Bot, ana: Person) -> None:
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
