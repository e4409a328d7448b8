"""Fake senders for tests of the relay, and notices to send."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from adapters.delivery_outcome import Delivered, Outcome
from adapters.notice_relay import Relay
from bot.plain_text import plain_text
from bot.reply import Reply
from tests.world import World

PATIENCE = 30
"""Seconds that a test waits for a relay before it fails."""
INES, ANA, BEN = "ines@example.org", "1001", "1002"


class FakeSender:
    """Stores messages. Each send takes its outcome from `answers`, by address.

    The default outcome is Delivered. An exception in `answers` is raised.

    A send to an address in `slow` waits until that address's event is set.
    """

    def __init__(self, platform: str = "telegram") -> None:
        self.platform = platform
        self.sent: list[tuple[str, str]] = []
        self.answers: dict[str, list[Outcome | Exception]] = {}
        self.slow: dict[str, asyncio.Event] = {}
        self._came = asyncio.Condition()

    def concurrency_key(self, address: str) -> str:
        return address.partition(":")[0] if ":" in address else ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        async with self._came:
            self.sent.append((address, plain_text(reply.markdown)))
            self._came.notify_all()
        if address in self.slow:
            await self.slow[address].wait()
        answers = self.answers.get(address)
        answer = answers.pop(0) if answers else Delivered()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(holds)

    async def has_sent(self, count: int) -> None:
        await self.until(lambda: len(self.sent) >= count)

    def to(self, address: str) -> list[str]:
        """Return the codes of the credentials in the notices sent to this address, in order."""
        return [credential_named(text) for place, text in self.sent if place == address]


def credential_named(text: str) -> str:
    known = {
        "Measurement": "MMS",
        "Job Planning": "JBL",
        "Manual Milling": "MIL",
        "Grinding": "GRD",
    }
    return next(short for words, short in known.items() if words in text)


async def on_telegram(world: World) -> World:
    """Add Ana and Ben, each with a chat on Telegram."""
    for number, name, chat in ((ANA, "Ana Popescu", "500"), (BEN, "Ben Okoro", "600")):
        await world.candidate(number, name)
        await world.linked(number, "telegram", chat)
    return world


async def enqueue(world: World, who: str, *credentials: str) -> None:
    """Enqueue notices of earned credentials, one second apart."""
    for credential in credentials:
        await world.notice(who, "award_earned", await world.award(who, f"M1-{credential}"))


async def states(world: World) -> list[object]:
    rows = await world.rows("notices")
    return [row["state"] for row in sorted(rows, key=lambda row: str(row["id"]).zfill(9))]


def relay_of(world: World, *senders: FakeSender) -> Relay:
    by_platform = {sender.platform: sender for sender in senders}
    return Relay(world.edgefinder, world.conversation, by_platform)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        relay.stop()
        async with asyncio.timeout(PATIENCE):
            await task
