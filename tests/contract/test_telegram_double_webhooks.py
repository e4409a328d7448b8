"""The Bot API double delivers updates by polling and by webhook."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as some
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from adapters.telegram.aiohttp_request import AiohttpRequest
from tests.doubles.telegram import Person, TelegramApi
from tests.servers.local_http import answering

Answers = list[tuple[int, str]]


@pytest.fixture
async def bot(api: TelegramApi) -> AsyncIterator[Bot]:
    out, polls = AiohttpRequest(), AiohttpRequest(2)
    async with Bot(api.token, f"{api.url}/bot", request=out, get_updates_request=polls) as made:
        yield made


@pytest.fixture
def ana(api: TelegramApi) -> Person:
    return api.user()


@dataclass
class Hook:
    """A webhook that gives the responses in `answers` and stores the requests."""

    answers: Answers = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    came: list[Any] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    open: asyncio.Event | None = None

    @property
    def said(self) -> list[str]:
        return [Update.de_json(each, None).message.text for each in self.came]  # type: ignore[union-attr, misc] # these tests send only texts

    async def take(self, request: web.Request) -> web.Response:
        self.came.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.open is not None:
            await self.open.wait()
        status, body = self.answers.pop(0) if self.answers else (200, "")
        headers = self.headers if status >= 300 else {}
        return web.Response(
            status=status, text=body, content_type="application/json", headers=headers
        )


@asynccontextmanager
async def served(hook: Hook) -> AsyncIterator[str]:
    async with answering(hook.take) as url:
        yield f"{url}/hook"


async def all_taken(api: TelegramApi) -> None:
    await api.wait_for(lambda a: a.delivering.pending == 0)


# The double posts updates to the webhook.


async def test_an_update_is_posted_until_the_webhook_accepts_it(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    hook = Hook(answers=[(503, ""), (302, ""), (204, "")])
    async with served(hook) as url:
        await bot.set_webhook(url, secret_token="our-secret")
        await ana.send("one")
        await ana.send("two")
        await all_taken(api)
    assert hook.said == ["one", "one", "one", "two"], "a chat's updates arrive in order"
    assert set(hook.secrets) == {"our-secret"}
    assert [status for _, status in api.delivering.posted] == [503, 302, 204, 200]


async def test_an_update_from_before_the_webhook_was_set_is_posted_too(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    hook = Hook()
    await ana.send("one")
    async with served(hook) as url:
        await bot.set_webhook(url)
        await all_taken(api)
    assert hook.said == ["one"]
    assert hook.secrets == [None], "without a secret, no header is sent"


async def test_waiting_updates_can_be_dropped_when_a_webhook_is_set_or_deleted(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    hook = Hook()
    await ana.send("one")
    async with served(hook) as url:
        await bot.set_webhook(url, drop_pending_updates=True)
        await ana.send("two")
        await all_taken(api)
        assert hook.said == ["two"]
        hook.answers += [(500, "")] * 100
        await ana.send("three")
        await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == ()


async def test_several_chats_updates_are_posted_at_once_up_to_the_limit_and_one_chats_in_order(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    hook = Hook(open=asyncio.Event())
    others = [api.user(800 + n) for n in range(5)]
    async with served(hook) as url:
        await bot.set_webhook(url, max_connections=3)
        for person in (ana, ana, *others):
            await person.send("hello")
        await api.wait_for(lambda _: len(hook.came) == 3)
        who = Counter(update["message"]["from"]["id"] for update in hook.came)
        assert max(who.values()) == 1, "a chat's second update waits for its first"
        assert hook.open is not None
        hook.open.set()
        await all_taken(api)
    assert (len(hook.came), api.delivering.most_at_once) == (7, 3)


async def test_the_double_waits_before_it_posts_again_as_long_as_the_webhook_said(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    hook = Hook(answers=[(503, "")], headers={"Retry-After": "1"})
    async with served(hook) as url:
        await bot.set_webhook(url)
        await ana.send("one")
        with pytest.raises(AssertionError, match="did not happen in time"):
            await api.wait_for(lambda a: len(a.delivering.posted) == 2, 0.5)
        await all_taken(api)


async def test_an_update_is_kept_if_the_webhook_is_silent_or_refuses_connections(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    api.delivering.patience = 0.1
    hook = Hook(open=asyncio.Event())
    async with served(hook) as url:
        await bot.set_webhook(url)
        await ana.send("one")
        await api.wait_for(lambda a: a.delivering.posted)
        info = await bot.get_webhook_info()
        assert (info.pending_update_count, info.last_error_message) == (1, "Read timeout expired")
        assert info.last_error_date is not None
    await api.wait_for(lambda a: "refused" in str(a.delivering.last_error))
    await bot.delete_webhook()
    [update] = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.text == "one"


async def test_the_state_of_a_webhook_can_be_requested(bot: Bot) -> None:
    url = "https://bot.example.org/hook"
    await bot.set_webhook(url, max_connections=1000, allowed_updates=["message", "nonsense"])
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.pending_update_count) == (url, 100, 0)
    assert list(info.allowed_updates) == ["message"]
    assert info.last_error_message is None
    await bot.set_webhook("")
    assert (await bot.get_webhook_info()).url == ""


async def test_no_update_is_posted_to_a_webhook_on_another_machine(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    await bot.set_webhook("https://bot.example.org/hook")
    await ana.send("one")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert api.delivering.posted == []


# A response of the webhook may contain a call.


async def test_a_call_in_the_webhooks_response_is_carried_out_and_its_error_is_not_reported(
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
        await all_taken(api)
    assert [call.in_answer for call in api.called("sendMessage")] == [True, True]
    assert "empty" in api.called("sendMessage")[1].refused
    assert len(hook.came) == 2, "an update is accepted even if its call is refused"


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setWebhook"])
async def test_a_call_in_a_response_is_ignored_if_it_is_about_the_bot_or_the_webhook(
    api: TelegramApi, bot: Bot, ana: Person, method: str
) -> None:
    asked = len(api.called(method))
    hook = Hook(answers=[(200, json.dumps({"method": method}))])
    async with served(hook) as url:
        await bot.set_webhook(url)
        await ana.send("one")
        await all_taken(api)
    assert len(api.called(method)) == asked + (method == "setWebhook")


async def test_a_call_in_a_response_with_an_error_status_is_ignored(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    call = {"method": "sendMessage", "chat_id": ana.id, "text": "hello"}
    hook = Hook(answers=[(500, json.dumps(call))])
    async with served(hook) as url:
        await bot.set_webhook(url)
        await ana.send("one")
        await all_taken(api)
    assert api.called("sendMessage") == []


# The double refuses what Telegram refuses.


@pytest.mark.parametrize(
    ("url", "secret", "why"),
    [
        ("http://bot.example.org", None, "An HTTPS URL must be provided"),
        ("https://bot.example.org:8080", None, "only on ports 80, 88, 443 or 8443"),
        ("https://", None, "invalid webhook URL"),
        ("https://bot.example.org", "ü", "unallowed characters"),
        ("https://bot.example.org", "a b", "unallowed characters"),
        ("https://bot.example.org", "x" * 257, "secret token is too long"),
    ],
)
async def test_a_webhook_with_a_wrong_address_or_secret_is_refused(
    bot: Bot, url: str, secret: str | None, why: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.set_webhook(url, secret_token=secret)
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_with_the_longest_secret_and_each_allowed_port_is_accepted(
    bot: Bot,
) -> None:
    for port in ("", ":443", ":80", ":88", ":8443"):
        url = f"https://bot.example.org{port}/hook"
        assert await bot.set_webhook(url, secret_token="aA0_-" * 51 + "x")


async def test_a_bot_with_a_webhook_is_refused_updates_by_polling(bot: Bot) -> None:
    await bot.set_webhook("https://bot.example.org/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()


async def test_setting_a_webhook_ends_a_running_poll_with_a_conflict(
    api: TelegramApi, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait_for(lambda a: a.called("getUpdates"))
    await bot.set_webhook("https://bot.example.org/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll


# The bot asks the double for updates by polling.


async def test_only_the_requested_kinds_of_updates_arrive_until_others_are_requested(
    api: TelegramApi, bot: Bot, ana: Person
) -> None:
    await bot.get_updates(-1, timeout=0, allowed_updates=["callback_query"])
    await ana.send("one")
    await bot.get_updates(0, timeout=0)
    await ana.send("two")
    await bot.get_updates(1, timeout=0, allowed_updates=[])
    await ana.send("three")
    [update] = await bot.get_updates(0, timeout=0)
    assert update.message is not None
    assert update.message.text == "three"


async def test_updates_about_members_arrive_only_if_the_bot_requests_them(
    api: TelegramApi, bot: Bot
) -> None:
    await api.deliver({"chat_member": {}})
    assert api.delivering.pending == 0
    await bot.get_updates(timeout=0, allowed_updates=["chat_member"])
    await api.deliver({"chat_member": {}})
    assert api.delivering.pending == 1


async def test_a_poll_that_repeats_the_last_one_returns_only_one_update(
    bot: Bot, ana: Person
) -> None:
    for text in ("one", "two", "three"):
        await ana.send(text)
    first = await bot.get_updates(timeout=0)
    assert len(first) == 3
    assert len(await bot.get_updates(timeout=0)) == 1
    assert len(await bot.get_updates(first[0].update_id + 1, timeout=0)) == 2


@settings(max_examples=15, deadline=None)
@given(
    senders=some.lists(some.integers(0, 3), max_size=12),
    statuses=some.lists(some.sampled_from([200, 204, 404, 500]), max_size=12),
)
def test_every_update_is_accepted_once_and_in_order_within_its_chat(
    senders: list[int], statuses: list[int]
) -> None:
    async def run() -> tuple[Hook, list[tuple[int, int]]]:
        hook = Hook(answers=[(status, "") for status in statuses])
        async with TelegramApi() as api, served(hook) as url:
            api.delivering.again_after = 0.0
            people = [api.user(800 + n) for n in range(4)]
            await api.delivering.set_webhook({"url": url})
            for number, who in enumerate(senders):
                await people[who].send(str(number))
            await all_taken(api)
            return hook, api.delivering.posted

    hook, posted = asyncio.run(run())
    taken = [number for number, status in posted if status < 300]
    assert sorted(taken) == list(range(1, len(senders) + 1))
    for who in range(4):
        of_chat = [u["update_id"] for u in hook.came if u["message"]["from"]["id"] == 800 + who]
        assert of_chat == sorted(of_chat)
