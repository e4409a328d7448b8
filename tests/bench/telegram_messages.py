"""Benchmark sending Telegram messages over loopback HTTP against plain aiohttp POSTs.

The server runs in a separate process, so that its work is not counted as ours.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.util import find_spec
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
from aiohttp import web
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from adapters.telegram.aiohttp_request import AiohttpRequest
from tests.bench.measuring import Ratio, Work, side_by_side
from tests.bench.separate_server import served

_AT_ONCE = 256
_SENT = 1024
_SENT_SLOWLY = 256
TOKEN = "4242:bench"
_TEXT = "\n".join(f"Line {n} of an answer that says where you are" for n in range(20))
_ANSWER = json.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 2,
            "date": 1,
            "chat": {"id": 1, "type": "private", "first_name": "Ana"},
            "text": _TEXT,
        },
    }
).encode()

Send = Callable[[int], Awaitable[Any]]


async def send_ratios() -> list[Ratio]:
    async with served(answered) as root:
        connector = aiohttp.TCPConnector(limit=_AT_ONCE)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def bare(number: int) -> None:
                url = f"{root}/bot{TOKEN}/sendmessage"
                async with session.post(url, data=_body(number)) as response:
                    assert (await response.read()).startswith(b'{"ok": true')

            return [await _ratio(root, partial(_many, _SENT, bare))]


async def _ratio(root: str, bare: Work) -> Ratio:
    async with _bot(root, AiohttpRequest(_AT_ONCE)) as bot:
        fast, base = await side_by_side(partial(_many, _SENT, _raw(bot)), bare)
        read, _ = await side_by_side(partial(_many, _SENT, _read(bot)), bare, jobs=1)
    print(f"Telegram messages sent and their answers read: {read:,.0f}/s")
    if find_spec("httpx") is not None:
        async with _bot(root, HTTPXRequest(_AT_ONCE, pool_timeout=60, read_timeout=60)) as bot:
            work = partial(_many, _SENT_SLOWLY, _raw(bot))
            slow, its_base = await side_by_side(work, bare, jobs=1)
        print(
            f"Telegram messages sent by python-telegram-bot's own request class: {slow:,.0f}/s, "
            f"{slow / its_base:.2f} of bare POSTs\n"
        )
    name = f"Telegram messages sent, {_AT_ONCE} at once"
    return Ratio(name, fast, "bare aiohttp POSTs of the same bodies", base, 0.6, 1.0)


def _raw(bot: Bot) -> Send:
    async def send(number: int) -> None:
        await bot.do_api_request("sendmessage", _body(number))

    return send


def _read(bot: Bot) -> Send:
    async def send(number: int) -> None:
        await bot.send_message(number, _TEXT)

    return send


def _body(number: int) -> dict[str, Any]:
    return {"chat_id": number, "text": _TEXT}


async def _many(count: int, send: Send) -> int:
    numbers = iter(range(1, count + 1))

    async def some() -> None:
        for number in numbers:
            await send(number)

    await asyncio.gather(*(some() for _ in range(_AT_ONCE)))
    return count


@asynccontextmanager
async def _bot(root: str, request: BaseRequest) -> AsyncIterator[Bot]:
    """Yield a bot that sends with this request class and does not call getMe first."""
    bot = Bot(TOKEN, f"{root}/bot", request=request, get_updates_request=AiohttpRequest(1))
    async with request:
        yield bot


# The server that answers the messages


async def answered(told: Connection) -> None:
    """Answer each call as Telegram does after sending a message."""

    async def answer(request: web.BaseRequest) -> web.Response:
        await request.read()
        return web.Response(body=_ANSWER, content_type="application/json")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=2 * _AT_ONCE)
    await site.start()
    told.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.Event().wait()
