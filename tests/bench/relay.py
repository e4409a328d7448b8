"""Benchmark the relay, sending over loopback HTTP, against plain aiohttp POSTs.

Both send the same bytes. Ours includes claiming from the outbox, composing, sending with the real
sender, and marking as sent.
"""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from telegram.ext import ApplicationBuilder
from telegram.request import RequestData

from adapters.concurrency_limits import AT_ONCE
from adapters.notice_relay import Relay
from adapters.telegram.aiohttp_request import AiohttpRequest
from adapters.telegram.message_sender import TelegramSender
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from bot.conversation import Conversation
from core.awards.codes import new_code
from core.edgefinder import Edgefinder, open_edgefinder
from core.storage.instants import instant_text
from tests.bench.measuring import Ratio, memory_as_served, side_by_side
from tests.bench.separate_server import served
from tests.bench.telegram_messages import TOKEN, answered

_ROUNDS = 5
_PEOPLE = 1_000
_OWED = 2 * _PEOPLE
"""The number of notices in a round.

Each person gets two: about a result, and about the credential that the result earned.
"""
_RESULT = '{"results": [["M1-MMS-P", "pass"]], "next": ["M1-JBL-T", "M1-JBL"]}'
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_JSON = {"Content-Type": "application/json"}


class _Calendar:
    """A clock that moves a day ahead between rounds, so that more notices become due."""

    def __init__(self) -> None:
        self.day = 0
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        passed = timedelta(days=self.day, seconds=time.monotonic() - self._began)
        return _BEGIN + passed


class _Counting(AiohttpRequest):
    """Our request class, which also reports when a round has been sent.

    It stores the bytes that the first round sends. Other rounds differ only in their chat ids.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[bytes] = []
        self.all_sent = asyncio.Event()
        self._sent = 0

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        answer = await super().do_request(url, *args, **kwargs)
        self._sent += 1
        if self._sent <= _OWED:
            data: RequestData = kwargs["request_data"]
            self.bodies.append(data.json_payload)
        if self._sent % _OWED == 0:
            self.all_sent.set()
        return answer


async def relay_ratios(folder: Path) -> list[Ratio]:
    """Compare the relay with plain POSTs, on SQLite.

    Telegram's rate limits are off, because otherwise they would take most of the time.
    """
    calendar, request, file = _Calendar(), _Counting(), folder / "relayed.db"
    edgefinder = await _filled(file, calendar)
    async with served(answered) as root, _sender(root, request) as sender:
        relay = partial(Relay, edgefinder, Conversation(edgefinder), {"telegram": sender})

        async def relayed() -> int:
            calendar.day += 1
            request.all_sent.clear()
            one = relay()
            running = asyncio.create_task(one.run())
            await request.all_sent.wait()
            one.stop()
            await running
            return _OWED

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def posted() -> int:
                """Post the bytes of the relay's first round, as many at a time as the relay."""
                left = iter(request.bodies)

                async def some() -> None:
                    for body in left:
                        url = f"{root}/bot{TOKEN}/sendmessage"
                        async with session.post(url, data=body, headers=_JSON) as answer:
                            await answer.read()

                await asyncio.gather(*(some() for _ in range(AT_ONCE)))
                return _OWED

            with memory_as_served():
                ours, bare = await side_by_side(relayed, posted, _ROUNDS)
    await edgefinder.close()
    with closing(sqlite3.connect(file)) as connection:
        states = connection.execute("SELECT DISTINCT state, attempts FROM notices").fetchall()
    assert states == [("sent", 1)], states
    name = f"notices relayed, {AT_ONCE} at once"
    return [Ratio(name, ours, "bare aiohttp POSTs of the same bytes", bare, 0.3, 0.45)]


@asynccontextmanager
async def _sender(root: str, request: AiohttpRequest) -> AsyncIterator[TelegramSender]:
    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(f"{root}/bot")
        .request(request)
        .get_updates_request(AiohttpRequest(connections=1))
        .rate_limiter(TelegramPacing(TelegramLimits().times(1_000_000)))
        .updater(None)
        .build()
    )
    async with request:
        yield TelegramSender(application.bot)


async def _filled(file: Path, calendar: _Calendar) -> Edgefinder:
    """Create people in a new database. Each of them has two notices due each day."""
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{file}", clock=calendar)
    whole, then = range(1, _PEOPLE + 1), instant_text(_BEGIN)
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany(
            "INSERT INTO people (id, number, given_name, family_name) "
            "VALUES (?1, ?1, 'Ana', 'Popescu')",
            ((number,) for number in whole),
        )
        connection.executemany(
            "INSERT INTO chat_identities (platform, external_id, address, person_id, linked_at) "
            "VALUES ('telegram', ?1, ?1, ?1, ?2)",
            ((number, then) for number in whole),
        )
        connection.executemany(
            "INSERT INTO awards (id, code, candidate_id, credential_code, issued_on, awarded_at) "
            "VALUES (?1, ?2, ?1, 'M1-MMS', '2026-01-01', ?3)",
            ((number, new_code(), then) for number in whole),
        )
        for day, number in itertools.product(range(1, _ROUNDS + 2), whole):
            due = instant_text(_BEGIN + timedelta(days=day))
            connection.executemany(
                "INSERT INTO notices (dedupe_key, kind, person_id, award_id, data, created_at, "
                "not_before) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (f"r{day}:{number}", "result_recorded", number, None, _RESULT, due, due),
                    (f"a{day}:{number}", "award_earned", number, number, None, due, due),
                ),
            )
        connection.commit()
        connection.execute("ANALYZE")
    return edgefinder
