"""The cost of a question in Telegram, counted in statements, thread switches, calls and bytes."""

import gc
import logging
import tracemalloc
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest

import adapters.telegram.adapter as telegram_adapter
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from tests.bench.telegram_updates import TOKEN, Stub, update
from tests.bot.recorded_statements import statements
from tests.thread_hops import Hops
from tests.world import World, open_world

ANA = 700
ROUNDS = 40
KEPT_BYTES = 4_096
"""The most bytes that an answer may leave in memory: enough for cache entries, not for replies."""

Asks = Callable[[str], Awaitable[None]]


async def asked_through_telegram(world: World) -> tuple[Asks, Stub]:
    """Return a function that asks a question, and a stub that counts the bot's calls.

    The function returns once the question is answered.
    """
    with patch.object(telegram_adapter, "AiohttpRequest", Stub):
        adapter = telegram_adapter.TelegramAdapter(
            world.conversation, TOKEN, pacing=TelegramPacing(TelegramLimits().times(1e6))
        )
    await adapter._bot.initialize()
    request = adapter._bot.request
    assert isinstance(request, Stub)
    numbers = iter(range(1, 10_000))

    async def asks(text: str) -> None:
        raw: dict[str, Any] = update(ANA, text) | {"update_id": next(numbers)}
        delivery = adapter._updates.take(raw)
        await delivery.ended()
        assert delivery.sent, "no answer was sent"

    return asks, request


@pytest.mark.parametrize("command", ["status", "verify"])
async def test_a_question_takes_one_statement_one_thread_switch_and_one_call(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    world = await open_world(sqlite_url)
    await world.candidate("2026-001", "Ana Popescu")
    code = await world.award("2026-001", "M1-MMS", date(2026, 5, 1))
    await world.linked("2026-001", "telegram", str(ANA))
    text = "/status" if command == "status" else f"/verify {code}"
    asks, telegram = await asked_through_telegram(world)
    await asks(text)
    async with statements(world) as sent:
        await asks(text)  # not counted, because the first question opens the connection
        sent.clear()
        calls, hops = telegram.calls, Hops(monkeypatch)
        await asks(text)
        assert (len(sent), hops.count, telegram.calls - calls) == (1, 1, 1)
        monkeypatch.undo()
    await world.edgefinder.close()


async def test_an_answered_question_leaves_only_a_few_kilobytes_in_memory(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "edgefinder.turns")  # otherwise pytest would keep each log line
    world = await open_world(sqlite_url)
    await world.candidate("2026-001", "Ana Popescu")
    await world.award("2026-001", "M1-MMS", date(2026, 5, 1))
    await world.linked("2026-001", "telegram", str(ANA))
    asks, _ = await asked_through_telegram(world)

    async def asked() -> int:
        for _ in range(ROUNDS):
            await asks("/status")
        await world.edgefinder.audit.flush()
        await world.edgefinder.chat_memory.flush()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        await asked()
        before, after = await asked(), await asked()
    finally:
        tracemalloc.stop()
    assert (after - before) / ROUNDS < KEPT_BYTES
    await world.edgefinder.close()
