"""status and verify: from the conversation to the database, and through Telegram's library."""

import asyncio
import json
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CommandHandler, ContextTypes
from telegram.request import BaseRequest, RequestData

import adapters.telegram.adapter as telegram_adapter
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from bot.conversation import Conversation
from bot.reply import Turn
from core.awards.codes import new_code
from core.edgefinder import Edgefinder, open_edgefinder
from core.people.model import Identity
from tests.bench.measuring import Ratio, side_by_side
from tests.bench.slack_commands import TEAM

CANDIDATES = 20_000
_AT_ONCE = 32
_ASKED = 640
_EXAMS = ("M1-MMS-T", "M1-JBL-T", "M1-JBL-P", "M1-TUR-T", "M1-CMO-T", "M1-GRD-T")


async def filled(folder: Path) -> tuple[Edgefinder, str]:
    """Create a database with many candidates, each with six results and an award; and its file."""
    file = folder / "asked.db"
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{file}")
    with sqlite3.connect(file) as raw:
        numbers = range(1, CANDIDATES + 1)
        raw.execute("INSERT INTO organisations (id, name, folded) VALUES (1, 'House', 'house')")
        raw.executemany(
            "INSERT INTO people (id, number, given_name, family_name) VALUES (?, ?, 'Ana', ?)",
            ((n, str(n), f"Example {n}") for n in numbers),
        )
        raw.executemany(
            "INSERT INTO roles (person_id, organisation_id, role) VALUES (?, 1, 'candidate')",
            ((n,) for n in numbers),
        )
        raw.executemany(
            "INSERT INTO chat_identities (platform, external_id, address, person_id, linked_at) "
            "VALUES (?, ?, ?, ?, '2026-01-01T00:00:00.000000Z')",
            (
                (platform, whose, whose, n)
                for n in numbers
                for platform, whose in (("telegram", str(n)), ("slack", f"{TEAM}:U{n}"))
            ),
        )
        raw.executemany(
            "INSERT INTO results (candidate_id, exam_code, taken_on, attempt, outcome) "
            "VALUES (?, ?, '2026-02-03', 0, ?)",
            (
                (n, exam, "pass" if exam != "M1-GRD-T" else "fail")
                for n in numbers
                for exam in _EXAMS
            ),
        )
        raw.executemany(
            "INSERT INTO awards (code, candidate_id, credential_code, issued_on, awarded_at) "
            "VALUES (?, ?, 'M1-MMS', '2026-02-03', '2026-02-03T00:00:00.000000Z')",
            ((new_code(), n) for n in numbers),
        )
        raw.execute("ANALYZE")
    return edgefinder, str(file)


async def _many(one: Any) -> int:
    """Run `one(number)` for this many candidates, some concurrently."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def gated(number: int) -> None:
        async with gate:
            await one(number)

    await asyncio.gather(*(gated(n * 31 % CANDIDATES + 1) for n in range(_ASKED)))
    return _ASKED


async def conversation_ratios(edgefinder: Edgefinder, file: str) -> list[Ratio]:
    conversation = Conversation(edgefinder)
    raw = sqlite3.connect(file)
    codes = dict(raw.execute("SELECT candidate_id, code FROM awards").fetchall())

    async def ask_status(number: int) -> None:
        await conversation.answer(Turn(Identity("telegram", str(number)), "status"))

    async def raw_status(number: int) -> None:
        found = raw.execute(
            "SELECT p.* FROM chat_identities c JOIN people p ON p.id = c.person_id "
            "WHERE platform = 'telegram' AND external_id = ?",
            (str(number),),
        ).fetchone()
        for table in ("results", "awards"):
            raw.execute(f"SELECT * FROM {table} WHERE candidate_id = ?", (found[0],)).fetchall()

    async def ask_verify(number: int) -> None:
        turn = Turn(Identity("telegram", str(number)), f"verify {codes[number]}")
        await conversation.answer(turn)

    async def raw_verify(number: int) -> None:
        raw.execute(
            "SELECT a.*, p.* FROM awards a JOIN people p ON p.id = a.candidate_id WHERE a.code = ?",
            (codes[number],),
        ).fetchone()

    async def understood(number: int) -> None:
        conversation._typed.understand(_TYPED[number % len(_TYPED)])

    ratios = []
    for name, ours, bare, floor, aim in (
        ("status through the conversation", ask_status, raw_status, 0.05, 0.1),
        ("verify through the conversation", ask_verify, raw_verify, 0.03, 0.06),
    ):
        fast, base = await side_by_side(partial(_many, ours), partial(_many, bare))
        ratios.append(Ratio(name, fast, "raw sqlite3, its queries in the loop", base, floor, aim))
    raw.close()
    began = time.perf_counter()
    count = await _many(understood)
    spent = time.perf_counter() - began
    print(f"understanding one message: {spent / count * 1000:.3f} ms (floor 1, aim 0.2)\n")
    return ratios


_TYPED = (
    "status",
    "which exams remain for turning?",
    "cnc lathe op",
    "what do i do next",
    "statsu",
    "surface grindin",
    "who is the president of the machinists",
)


class _Stub(BaseRequest):
    """Answers every Telegram call at once."""

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
        return 200, self._ME if url.endswith("getMe") else self._SENT


def _update(number: int, text: str) -> bytes:
    user = {"id": number, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    message = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": number, "type": "private", "first_name": "Ana"},
        "from": user,
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}],
    }
    return json.dumps({"update_id": number, "message": message}).encode()


async def telegram_ratios(edgefinder: Edgefinder, file: str) -> list[Ratio]:
    with patch.object(telegram_adapter, "AiohttpRequest", _Stub):
        adapter = telegram_adapter.TelegramAdapter(
            Conversation(edgefinder),
            "4242:bench",
            pacing=TelegramPacing(TelegramLimits().times(1e6)),
        )
    application = adapter._application
    await application.initialize()
    twenty_lines = "\n".join(f"Line {n} of an answer that says where you are" for n in range(20))

    async def reply(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(twenty_lines)

    async def noop(_: Update, __: ContextTypes.DEFAULT_TYPE) -> None:
        return

    bare = _bare(reply)
    silent = _bare(noop)
    for each in (bare, silent):
        await each.initialize()
    with sqlite3.connect(file) as raw:
        codes = dict(raw.execute("SELECT candidate_id, code FROM awards").fetchall())

    taken = 0

    def through(app: Any, text: Any) -> Any:
        async def bare_one(number: int) -> None:
            update = Update.de_json(json.loads(_update(number, text(number))), app.bot)
            await app.process_update(update)

        async def our_one(number: int) -> None:
            nonlocal taken
            taken += 1  # Telegram never repeats an update number
            raw = json.loads(_update(number, text(number))) | {"update_id": taken}
            delivery = await adapter._updates.take(raw)
            await delivery.ended()

        async def work() -> int:
            return await _many(our_one if app is application else bare_one)

        return work

    def status(_: int) -> str:
        return "/status"

    def verify(number: int) -> str:
        return f"/verify {codes[number]}"

    ratios = []
    for name, text, base, base_name, floor, aim in (
        ("status, a Telegram update in, a reply out", status, bare, "replies", 0.4, 0.66),
        ("status, a Telegram update in, a reply out", status, silent, "does nothing", 0.2, 0.33),
        ("verify, the same", verify, silent, "does nothing", 0.22, 0.36),
    ):
        fast, slow = await side_by_side(through(application, text), through(base, text))
        bare_name = f"a python-telegram-bot handler that {base_name}"
        ratios.append(Ratio(name, fast, bare_name, slow, floor, aim))
    for each in (application, bare, silent):
        await each.shutdown()
    return ratios


def _bare(handler: Any) -> Application[Any, Any, Any, Any, Any, Any]:
    made = (
        ApplicationBuilder()
        .token("4242:bench")
        .request(_Stub())
        .get_updates_request(_Stub())
        .build()
    )
    made.add_handler(CommandHandler(["status", "verify"], handler))
    return made
