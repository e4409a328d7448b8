"""Benchmark the commands status and verify through our Telegram adapter."""

import json
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from unittest.mock import patch

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CommandHandler, ContextTypes
from telegram.request import BaseRequest, RequestData

import adapters.telegram.adapter as telegram_adapter
from adapters.telegram.aiohttp_request import AiohttpRequest
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from bot.conversation import Conversation
from core.edgefinder import Edgefinder
from tests.bench.center import codes_in
from tests.bench.conversations import many
from tests.bench.measuring import Ratio, Work, memory_as_served, side_by_side

TOKEN = "4242:bench"
STATUS = "status, a Telegram update in, a reply out"
_TWENTY_LINES = "\n".join(f"Line {n} of an answer that says where you are" for n in range(20))

Bot = Application[Any, Any, Any, Any, Any, Any]
Text = Callable[[int], str]
"""A function that returns the text that the person with this number types."""


class Stub(BaseRequest):
    """Answers every call to Telegram at once, and counts and encodes the calls."""

    _ME = json.dumps(
        {
            "ok": True,
            "result": {"id": 4242, "is_bot": True, "first_name": "Bot", "username": "bench_bot"},
        }
    ).encode()
    _SENT = json.dumps(
        {
            "ok": True,
            "result": {
                "message_id": 2,
                "date": 1,
                "chat": {"id": 1, "type": "private", "first_name": "Ana"},
                "text": "sent",
            },
        }
    ).encode()

    def __init__(self, connections: int = 1) -> None:
        del connections
        self.calls = 0
        self.last = b""

    @property
    def read_timeout(self) -> float:
        return 5

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        self.calls += 1
        if request_data is not None:
            self.last = request_data.json_payload
        return 200, self._ME if url.endswith("getMe") else self._SENT


class StubOfOurs(Stub):
    """Answers our bot's calls like `Stub`, and parses each answer as `AiohttpRequest` does."""

    parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)


def update(number: int, text: str) -> dict[str, Any]:
    """Return the update with a message of the user with this number."""
    user = {"id": number, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    message: dict[str, Any] = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": number, "type": "private", "first_name": "Ana"},
        "from": user,
        "text": text,
    }
    if text.startswith("/"):
        length = len(text.partition(" ")[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"update_id": number, "message": message}


def status(_: int) -> str:
    return "/status"


async def telegram_ratios(edgefinder: Edgefinder, file: Path) -> list[Ratio]:
    codes = codes_in(file)

    def verify(number: int) -> str:
        return f"/verify {codes[number]}"

    answering, silent = await bare_bot(_answer), await bare_bot(do_nothing)
    ours = await our_bot(edgefinder)
    ratios = []
    for name, text, base, base_name, floor, aim in (
        (STATUS, status, answering, "replies", 0.6, 0.8),
        (STATUS, status, silent, "does nothing", 0.33, 0.45),
        ("verify, the same", verify, silent, "does nothing", 0.4, 0.5),
    ):
        with memory_as_served():
            fast, slow = await side_by_side(ours(text), through(base, text))
        bare_name = f"a python-telegram-bot handler that {base_name}"
        ratios.append(Ratio(name, fast, bare_name, slow, floor, aim))
    return ratios


async def our_bot(edgefinder: Edgefinder) -> Callable[[Text], Work]:
    """Return a function that makes work: many people send our adapter the same text."""
    with patch.object(telegram_adapter, "AiohttpRequest", StubOfOurs):
        adapter = telegram_adapter.TelegramAdapter(
            Conversation(edgefinder),
            TOKEN,
            pacing=TelegramPacing(TelegramLimits().times(1e6)),
        )
    await adapter._bot.initialize()
    taken = 0

    def asked(text: Text) -> Work:
        async def one(number: int) -> None:
            nonlocal taken
            taken += 1  # each update needs another number
            raw = json.loads(json.dumps(update(number, text(number)) | {"update_id": taken}))
            delivery = adapter._updates.take(raw)
            await delivery.ended()
            assert delivery.sent, "no answer was sent"

        return many(one)

    return asked


def through(app: Bot, text: Text) -> Work:
    """Return work that passes many updates to a python-telegram-bot application."""

    async def one(number: int) -> None:
        raw = json.loads(json.dumps(update(number, text(number))))
        await app.process_update(Update.de_json(raw, app.bot))

    return many(one)


Handler = Callable[[Update, Any], Coroutine[Any, Any, None]]


async def bare_bot(handler: Handler) -> Bot:
    made: Bot = (
        ApplicationBuilder().token(TOKEN).request(Stub()).get_updates_request(Stub()).build()
    )
    made.add_handler(CommandHandler(["status", "verify"], handler))
    await made.initialize()
    return made


async def _answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(_TWENTY_LINES)


async def do_nothing(_: Update, __: ContextTypes.DEFAULT_TYPE) -> None:
    return
