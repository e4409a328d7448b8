"""Benchmark the commands status and verify in the conversation, without a platform."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder, open_edgefinder
from core.people.model import Identity
from tests.bench.center import CANDIDATES, codes_in, fill_sqlite
from tests.bench.measuring import Ratio, Work, side_by_side

_AT_ONCE = 32
_ASKED = 640


async def filled(folder: Path) -> tuple[Edgefinder, Path]:
    """Fill a new SQLite database with the center. Return the opened database and its file."""
    file = folder / "asked.db"
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{file}")
    fill_sqlite(file)
    return edgefinder, file


def many(one: Callable[[int], Awaitable[None]]) -> Work:
    """Return work that calls `one(number)` with many candidates' numbers, several at a time."""

    async def work() -> int:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def gated(number: int) -> None:
            async with gate:
                await one(number)

        await asyncio.gather(*(gated(n * 31 % CANDIDATES + 1) for n in range(_ASKED)))
        return _ASKED

    return work


async def conversation_ratios(edgefinder: Edgefinder, file: Path) -> list[Ratio]:
    conversation = Conversation(edgefinder)
    raw = sqlite3.connect(file)
    codes = codes_in(file)

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
        fast, base = await side_by_side(many(ours), many(bare))
        ratios.append(Ratio(name, fast, "raw sqlite3, its queries in the loop", base, floor, aim))
    raw.close()
    began = time.perf_counter()
    count = await many(understood)()
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
