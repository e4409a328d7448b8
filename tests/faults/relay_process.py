"""Run a relay in a separate process, with the real senders and short timeouts."""

import asyncio
import logging
import signal
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from telegram.ext import ApplicationBuilder

import adapters.slack.send_rate
import adapters.slack.web_api
import adapters.telegram.aiohttp_request
from adapters.delivery_outcome import Sender
from adapters.notice_relay import Relay
from adapters.slack.notice_sender import SlackSender
from adapters.slack.web_api import WebApi
from adapters.telegram.aiohttp_request import AiohttpRequest
from adapters.telegram.message_sender import TelegramSender
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from bot.conversation import Conversation
from core.edgefinder import Edgefinder, open_edgefinder
from core.storage.database import DatabaseError

ANSWER_WITHIN = 2.0
LEASE = timedelta(seconds=8)


@dataclass(frozen=True)
class FastClock:
    """A clock that runs `faster` times as fast as real time, starting at `began`.

    All processes show the same time.
    """

    began: float
    faster: float

    def __call__(self) -> datetime:
        passed = (time.time() - self.began) * self.faster
        return datetime.fromtimestamp(self.began + passed, UTC)


def main() -> None:
    asyncio.run(_relay(*sys.argv[1:]))


async def _relay(
    begun: str,
    database_url: str,
    telegram_url: str,
    token: str,
    slack: str,
    bot: str,
    clock_began: str,
    faster: str,
) -> None:
    adapters.telegram.aiohttp_request.READ_SECONDS = ANSWER_WITHIN
    adapters.slack.web_api.TIMEOUT = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    logging.basicConfig(level=logging.WARNING)
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await asyncio.to_thread(Path(begun).touch)
    clock = FastClock(float(clock_began), float(faster))
    edgefinder = await _opened(database_url, clock)
    edgefinder.outbox.lease = LEASE * clock.faster
    conversation = Conversation(edgefinder)
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{telegram_url}/bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest(connections=1))
        .rate_limiter(TelegramPacing(TelegramLimits().times(1000)))
        .updater(None)
        .build()
    )
    pacing = adapters.slack.send_rate.SlackPacing(
        adapters.slack.send_rate.SlackLimits().times(1000)
    )
    api = WebApi(bot, slack, pacing)
    await api.open()
    await application.bot.initialize()
    senders: dict[str, Sender] = {
        "telegram": TelegramSender(application.bot),
        "slack": SlackSender(api),
    }
    relay = Relay(edgefinder, conversation, senders)
    running = asyncio.create_task(relay.run())
    await stopping.wait()
    relay.stop()
    await running
    await application.bot.shutdown()
    await api.close()
    await edgefinder.close()


async def _opened(database_url: str, clock: FastClock) -> Edgefinder:
    """Open Edgefinder. Retry while the database is down."""
    while True:
        try:
            return await open_edgefinder(database_url=database_url, clock=clock)
        except DatabaseError:
            await asyncio.sleep(0.2)
