"""A fast, minimal Bot API server that accepts every call and stores the texts sent to each chat."""

import re
from typing import Any, Self

import orjson
from aiohttp import web

TOKEN = "4242:load"
_BOT = {"id": 4242, "is_bot": True, "first_name": "Edgefinder", "username": "load_bot"}
_ANSWERS: dict[str, Any] = {
    "getme": _BOT,
    "getmycommands": [],
    "getmyname": {"name": ""},
    "getmydescription": {"description": ""},
    "getmyshortdescription": {"short_description": ""},
    "getwebhookinfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


_TEXTS = ("text", "caption", "rich_message")
"""The fields that hold a message's text, for each kind of message."""
_FIELD = re.compile(
    rb'name="?(chat_id|caption|text)"?\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)', re.IGNORECASE
)


class BotApi:
    """A fast, minimal Bot API server. Use `async with BotApi() as api`, then `api.url`."""

    def __init__(self) -> None:
        self.url = ""
        self.texts: dict[int, str] = {}
        self.messages = 0

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._answer))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        body = await request.read()
        method = request.path.rpartition("/")[2].lower()
        result = _ANSWERS.get(method, True)
        if method == "setwebhook":
            _ANSWERS["getwebhookinfo"]["url"] = orjson.loads(body)["url"]
        elif method.startswith("send") and method != "sendchataction":
            result = self.keep(_sent(request, body))
        return web.Response(
            body=orjson.dumps({"ok": True, "result": result}), content_type="application/json"
        )

    def keep(self, message: dict[str, Any]) -> dict[str, Any]:
        """Store a message; return it in Telegram's format."""
        self.messages += 1
        chat = int(message["chat_id"])
        text = str(next((message[name] for name in _TEXTS if message.get(name)), ""))
        self.texts[chat] = self.texts.get(chat, "") + text
        there = {"id": chat, "type": "private", "first_name": "Ana"}
        return {"message_id": self.messages, "date": 1, "chat": there, "text": "sent"}


def _sent(request: web.BaseRequest, body: bytes) -> dict[str, Any]:
    """Return the parameters of a call. For an uploaded file, return only the chat and caption."""
    if request.content_type == "application/json":
        return dict(orjson.loads(body))
    given: dict[str, Any] = {"chat_id": 0}
    for name, value in _FIELD.findall(body):
        given[name.decode()] = value.decode()
    return given


def update(number: int, person: int, text: str) -> bytes:
    """Return the update that Telegram posts when a person types a text."""
    user = {"id": person, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    message: dict[str, Any] = {
        "message_id": number,
        "date": 1_780_000_000,
        "chat": {"id": person, "type": "private", "first_name": "Ana"},
        "from": user,
        "text": text,
    }
    if text.startswith("/"):
        length = len(text.partition(" ")[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return orjson.dumps({"update_id": number, "message": message})
