"""The Bot API double: an HTTP server on 127.0.0.1 with people, chats and injected failures."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from tests.doubles.clock import PlatformClock
from tests.doubles.telegram import ephemeral_messages, inline, messages, profile, rules, versions
from tests.doubles.telegram.changes import Changes
from tests.doubles.telegram.chats import Group, Message, Person
from tests.doubles.telegram.deliveries import Delivering
from tests.doubles.telegram.ephemeral_messages import Asides
from tests.doubles.telegram.rate_limits import Flood
from tests.doubles.telegram.rules import Json, Refused, bad

FaultKind = Literal["timeout", "reset", "answer lost", "garbage"]
_QUERY_LIFE = 60.0


@dataclass
class Call:
    """A call by the bot. `in_answer`: it came in the response to a webhook post."""

    method: str
    parameters: Json
    at: float
    refused: str = ""
    in_answer: bool = False


@dataclass
class _Fault:
    method: str
    chat_id: int | None
    status: int
    retry_after: int
    failure: FaultKind | None
    left: int


_WORDS = {401: "Unauthorized", 404: "Not Found", 409: "Conflict: terminated by other getUpdates"}


class TelegramApi:
    """The Bot API double. Use `async with TelegramApi() as api`, with `api.url` and `api.token`."""

    def __init__(self, port: int = 0) -> None:
        self.token = "4242:double-of-a-token"
        self.bot = {
            "id": 4242,
            "is_bot": True,
            "first_name": "Edgefinder",
            "username": "edgefinder_test_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self.calls: list[Call] = []
        self.chats: dict[int, Json] = {}
        self.heard: dict[int, list[Message]] = defaultdict(list)
        self.menus: dict[str, list[Json]] = {}
        self.names: dict[str, str] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.clock = PlatformClock()
        self.inline_queries: dict[str, float] = {}
        self.cards: dict[str, list[Json]] = {}
        self.posted_cards: dict[str, Message] = {}
        self.files: dict[str, bytes] = {}
        self.topics: dict[int, set[int]] = {}
        self.version = versions.NEWEST
        self.asides = Asides()
        self.held: dict[str, asyncio.Event] = {}  # calls of these methods wait for an event
        self.knows_copying = True  # False imitates a server before Bot API 7.11
        self.closed_chats: dict[int, Refused] = {}
        self.flood = Flood()
        self._people: dict[int, Person] = {}
        self._messages: dict[int, dict[int, Message]] = defaultdict(dict)
        self._faults: list[_Fault] = []
        self._last_message = 100
        self._queries: dict[str, tuple[float, bool]] = {}
        self._changes = Changes()
        self._closing = asyncio.Event()
        self.delivering = Delivering(self._changes, self._closing, self._carry_out)
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._changes.tell()
        await self.delivering.close()
        assert self._runner is not None
        await self._runner.cleanup()

    # People and chats

    def user(
        self,
        id: int = 700,  # noqa: A002 - Telegram's parameter name
        first_name: str = "Ana",
        username: str = "ana_example",
        language_code: str = "en",
    ) -> Person:
        person = Person(self, id, first_name, username, language_code)
        self._people[id] = person
        self.chats[id] = person.chat
        return person

    def group(self, id: int = -1001, title: str = "Class", *, forum: bool = False) -> Group:  # noqa: A002 - Telegram's name
        group = Group(self, id, title, forum=forum)
        self.chats[id] = group.chat
        return group

    def messages(self, chat_id: int) -> list[Message]:
        """Return the bot's current messages in a chat."""
        return list(self._messages[chat_id].values())

    def standing(self, chat_id: int, message_id: int) -> Message:
        """Return a message by its id."""
        return self._messages[chat_id][message_id]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def inject_fault(
        self,
        method: str,
        *,
        chat_id: int | None = None,
        status: int = 0,
        retry_after: int = 1,
        failure: FaultKind | None = None,
        times: int = 1,
    ) -> None:
        """Make the next `times` calls fail with an HTTP status or a connection failure."""
        self._faults.append(_Fault(method, chat_id, status, retry_after, failure, times))

    def behave(self) -> None:
        """Cancel the injected failures that have not happened yet."""
        self._faults.clear()

    async def wait_for(
        self,
        check: Callable[["TelegramApi"], object],
        timeout: float = 30,  # noqa: ASYNC109 - how long a test waits
    ) -> None:
        try:
            async with asyncio.timeout(timeout):
                while not check(self):
                    # only briefly, because some conditions change without a notification
                    await self._changes.next(0.05)
        except TimeoutError:
            seen = [f"{call.method} {call.refused}" for call in self.calls[-12:]]
            raise AssertionError(f"this did not happen in time; the last calls: {seen}") from None

    async def deliver(self, update: Json, *, times: int = 1) -> None:
        await self.delivering.deliver(update, times)

    async def deliver_again(self, update: Json) -> None:
        """Deliver an update again, with its old number."""
        await self.delivering.deliver_again(update)

    def next_message_id(self) -> int:
        self._last_message += 1
        return self._last_message

    def new_query(self, person: Person) -> str:
        query = f"query-{person.id}-{len(self._queries)}"
        self._queries[query] = (self.clock.now(), False)
        return query

    def forget_query(self, query: str) -> None:
        """Make a button press too old to answer."""
        self._queries[query] = (self.clock.now() - _QUERY_LIFE, False)

    # HTTP

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        # "All methods in the Bot API are case-insensitive"
        named = request.match_info["method"]
        method = next((each for each in _ACTIONS if each.lower() == named.lower()), named)
        if request.match_info["token"] != self.token:
            return _no(Refused("Unauthorized", 401))
        given = await _parameters(request)
        call = Call(method, given, time.monotonic())
        self.calls.append(call)
        self._changes.tell()
        fault = self._fault(method, given)
        try:
            if fault is not None:
                answer = await self._go_wrong(fault, request)
                if answer is not None:
                    return answer
            if method in self.held:
                await self.held[method].wait()
            result = await self._do(method, given)
            if fault is not None and fault.failure == "answer lost":
                _break(request)
        except Refused as refused:
            call.refused = refused.description
            return _no(refused)
        finally:
            self._changes.tell()
        return web.json_response({"ok": True, "result": result})

    def _fault(self, method: str, given: Json) -> _Fault | None:
        for fault in self._faults:
            here = fault.chat_id is None or str(fault.chat_id) == str(given.get("chat_id"))
            if fault.method in {method, "*"} and here and fault.left > 0:
                fault.left -= 1
                return fault
        return None

    async def _go_wrong(self, fault: _Fault, request: web.Request) -> web.Response | None:
        if fault.failure == "timeout":
            await self._closing.wait()
        if fault.failure == "reset":
            _break(request)
        if fault.failure == "garbage":
            return web.Response(text="<html>bad gateway</html>", status=502)
        if fault.status == 429:
            after = fault.retry_after
            raise Refused(f"Too Many Requests: retry after {after}", 429, retry_after=after)
        if fault.status:
            raise Refused(_WORDS.get(fault.status, "Internal Server Error"), fault.status)
        return None

    async def _do(self, method: str, given: Json) -> Any:
        action = _ACTIONS.get(method)
        if action is None:
            raise Refused("Not Found", 404)
        rules.check_parameters(method, given)
        given = versions.understood(self.version, method, given)
        if not self.knows_copying and "copy_text" in str(given.get("reply_markup")):
            raise rules.bad("text buttons are unallowed in the inline keyboard")
        return await action(self, given)

    async def _carry_out(self, given: Json) -> None:
        """Make the call that a webhook response contained. Only tests see its error."""
        named = str(given.pop("method"))
        method = next((m for m in _ACTIONS if m.lower() == named.lower()), named)
        call = Call(method, given, time.monotonic(), in_answer=True)
        self.calls.append(call)
        try:
            await self._do(method, given)
        except Refused as refused:
            call.refused = refused.description
        self._changes.tell()

    async def _download(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["path"])
        if request.match_info["token"] != self.token or content is None:
            return web.Response(status=404)
        return web.Response(body=content)

    # Methods

    async def _get_me(self, _: Json) -> Json:
        return self.bot

    async def _done(self, _: Json) -> bool:
        return True

    async def _get_file(self, given: Json) -> Json:
        name = str(given.get("file_id", ""))
        if name not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(self.files[name]) > 20 * 1024 * 1024:
            raise bad("file is too big")
        return {"file_id": name, "file_unique_id": name, "file_path": name}

    async def _answer_query(self, given: Json) -> bool:
        query = given.get("callback_query_id", "")
        asked, answered = self._queries.get(query, (0.0, True))
        if answered or self.clock.now() - asked >= _QUERY_LIFE:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(given.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        link = rf"https://t\.me/{self.bot['username']}\?start=[A-Za-z0-9_-]{{1,64}}"
        if "url" in given and not re.fullmatch(link, given["url"]):
            raise bad("URL_INVALID")
        self._queries[query] = (asked, True)
        return True

    async def _get_chat(self, given: Json) -> Json:
        return self.chat(given) | {"accent_color_id": 1, "max_reaction_count": 1}

    def chat(self, given: Json) -> Json:
        """Return the chat of a call. Raises Refused if the bot may not write there."""
        try:
            number = int(given.get("chat_id", ""))
        except ValueError:
            raise bad("chat not found") from None
        if number in self.closed_chats:
            raise self.closed_chats[number]
        if number not in self.chats:
            raise bad("chat not found")
        person = self._people.get(number)
        if person is not None and person.deactivated:
            raise Refused("Forbidden: user is deactivated", 403)
        if person is not None and person.blocked:
            raise Refused("Forbidden: bot was blocked by the user", 403)
        if person is not None and not person.started:
            raise Refused("Forbidden: bot can't initiate conversation with a user", 403)
        return self.chats[number]

    def check_reply(self, given: Json) -> None:
        reply = rules.parsed(given.get("reply_parameters", {}), "reply parameters")
        known = reply.get("message_id", 0) <= self._last_message
        if reply and not known and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")

    def stand(self, message: Message) -> Json:
        """Show a message to everybody in its chat; return it in Telegram's format."""
        self._messages[message.chat_id][message.id] = message
        self.heard[message.chat_id].append(message.copy())
        return self.shown(message)

    def shown(self, message: Message) -> Json:
        shown: Json = {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": self.chats[message.chat_id],
            "from": self.bot,
        }
        if message.rich is not None:
            return shown | {"rich_message": message.rich}
        return shown | {"text": message.text, "entities": message.entities}

    def find(self, chat_id: int, message_id: int) -> Message | None:
        return self._messages[chat_id].get(message_id)

    def forget(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; return whether it existed."""
        return self._messages[chat_id].pop(message_id, None) is not None

    def person(self, number: int) -> Person:
        return self._people[number]

    def is_open_press(self, query: str, person: int, seconds: float) -> bool:
        """Whether this person's press is unanswered and less than `seconds` old."""
        pressed, answered = self._queries.get(query, (0.0, True))
        theirs = query.startswith(f"query-{person}-")
        return theirs and not answered and self.clock.now() - pressed < seconds


async def _delivering(api: TelegramApi, given: Json, method: str) -> Any:
    return await getattr(api.delivering, method)(given)


_ACTIONS: dict[str, Callable[[TelegramApi, Json], Any]] = {
    "getMe": TelegramApi._get_me,
    "getUpdates": partial(_delivering, method="get_updates"),
    "setWebhook": partial(_delivering, method="set_webhook"),
    "deleteWebhook": partial(_delivering, method="delete_webhook"),
    "getWebhookInfo": partial(_delivering, method="webhook_info"),
    "sendMessage": messages.send_message,
    "sendRichMessage": messages.send_rich_message,
    "sendDocument": partial(messages.send_file, kind="document"),
    "sendPhoto": partial(messages.send_file, kind="photo"),
    "sendChatAction": TelegramApi._done,
    "editMessageText": messages.edit_text,
    "editEphemeralMessageText": messages.edit_aside,
    "deleteMessage": messages.delete,
    "deleteEphemeralMessage": ephemeral_messages.delete,
    "answerCallbackQuery": TelegramApi._answer_query,
    "answerInlineQuery": inline.answer_query,
    "setMyCommands": profile.set_commands,
    "getMyCommands": profile.get_commands,
    "deleteMyCommands": profile.delete_commands,
    "setMyName": profile.set_name,
    "getMyName": profile.get_name,
    "setMyDescription": profile.set_description,
    "getMyDescription": profile.get_description,
    "setMyShortDescription": profile.set_short_description,
    "getMyShortDescription": profile.get_short_description,
    "getChat": TelegramApi._get_chat,
    "getFile": TelegramApi._get_file,
}


async def _parameters(request: web.Request) -> Json:
    if request.content_type == "application/json":
        body: Json = await request.json()
        return body
    given: Json = {}
    for name, value in (await request.post()).items():
        given[name] = value.file.read() if isinstance(value, web.FileField) else value
    return given | dict(request.query)


def _break(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()
    raise ConnectionResetError("broken on order")


def _no(refused: Refused) -> web.Response:
    answer: Json = {
        "ok": False,
        "error_code": refused.code,
        "description": refused.description,
    }
    if refused.parameters:
        answer["parameters"] = refused.parameters
    return web.json_response(answer, status=refused.code)
