"""If a PostgreSQL primary is lost under load, no acknowledged write is lost."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

import pytest

from adapters.concurrency_limits import AT_ONCE
from adapters.delivery_outcome import Delivered, Outcome
from adapters.notice_relay import Relay
from bot.reply import Reply, Turn
from core.people.model import Identity
from core.storage.read_replica import reads_may_be_old
from tests.servers.patroni import Cluster, Node, patroni_cluster
from tests.world import World, open_world

_ASK_EVERY = 0.05
_CHATS = 20
_ANSWERED_AGAIN = 20
"""How many questions and writes in a row must succeed after the failure."""


@dataclass
class Load:
    """People who keep asking questions and causing notices."""

    world: World
    acknowledged: list[int] = field(default_factory=list)
    sent: Counter[int] = field(default_factory=Counter)
    in_a_row: int = 0
    failures: int = 0
    longest_break: float = 0
    platform: str = "telegram"
    _last: float = field(default_factory=monotonic)

    def concurrency_key(self, address: str) -> str:
        return address

    async def send(self, address: str, reply: Reply) -> Outcome:
        found = re.search(r"number (\d+)", reply.markdown)
        assert found is not None
        self.sent[int(found[1])] += 1
        return Delivered()

    async def run(self) -> None:
        number = 0
        while True:
            number += 1
            await self._once(number)
            await asyncio.sleep(_ASK_EVERY)

    async def _once(self, number: int) -> None:
        chat = str(number % _CHATS)
        asked = await self.world.ask("1001", "/status M1-MMS")
        turn = Turn(Identity("telegram", chat), "", address=chat)
        try:
            await self.world.conversation.retry_later(turn, Reply("", "", f"number {number}"))
        except Exception:  # noqa: BLE001 - after any error, the write was not acknowledged
            self._failed()
            return
        self.acknowledged.append(number)
        if asked.template == "fault":
            self._failed()
            return
        self.in_a_row += 1
        self.longest_break = max(self.longest_break, monotonic() - self._last)
        self._last = monotonic()

    def _failed(self) -> None:
        self.failures += 1
        self.in_a_row = 0


@asynccontextmanager
async def in_background(*work: asyncio.Task[None]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for each in work:
            each.cancel()
        await asyncio.wait(work)


async def _until(what: object) -> None:
    assert callable(what)
    while not what():  # noqa: ASYNC110 - another process makes this true
        await asyncio.sleep(0.1)


async def _lose_the_primary(cluster: Cluster) -> Node:
    # without a synchronous replica Patroni promotes none, because writes might be lost
    while await asyncio.to_thread(cluster.replica) is None:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.1)
    lost = await asyncio.to_thread(cluster.primary)
    assert lost is not None
    await asyncio.to_thread(cluster.lose, lost)
    return lost


@pytest.mark.only_slow
@pytest.mark.timeout(300)
async def test_no_acknowledged_write_is_lost_with_the_primary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with patroni_cluster() as cluster:
        world = await open_world(cluster.url())
        await world.candidate("1001", "Ana Popescu")
        load = Load(world)
        relay = Relay(world.edgefinder, world.conversation, {"telegram": load})
        heard = asyncio.Event()

        async def listen() -> None:
            async with world.edgefinder.outbox.listening(lambda: None) as lost:
                await lost.wait()
            while True:
                try:
                    async with world.edgefinder.outbox.listening(heard.set) as lost:
                        await lost.wait()
                except Exception:  # noqa: BLE001 - retried, as the relay does
                    await asyncio.sleep(0.5)

        tasks = [asyncio.create_task(each) for each in (load.run(), relay.run(), listen())]
        async with in_background(*tasks):
            await _until(lambda: load.in_a_row >= _ANSWERED_AGAIN)
            lost = await _lose_the_primary(cluster)
            await _until(lambda: load.failures)
            await _until(lambda: load.in_a_row >= _ANSWERED_AGAIN)
            await heard.wait()
            tasks[0].cancel()
            await _until(lambda: set(load.acknowledged) <= set(load.sent))
        kept = await world.rows("notices")
        await world.edgefinder.close()
    repeated = sum(count - 1 for count in load.sent.values())
    with capsys.disabled():
        print(
            f"\n{lost.name} lost: served again after {load.longest_break:.1f} s, "
            f"{len(load.acknowledged)} acknowledged, {load.failures} refused, {repeated} repeated"
        )
    assert len(kept) >= len(load.acknowledged)
    assert repeated <= AT_ONCE


@pytest.mark.only_slow
@pytest.mark.timeout(300)
async def test_a_replica_shows_recent_changes_and_answers_without_the_primary() -> None:
    with patroni_cluster() as cluster:
        replica = await asyncio.to_thread(cluster.replica)
        assert replica is not None
        read_url = f"postgresql://edgefinder@127.0.0.1:{replica.port}/postgres"
        world = await open_world(cluster.url(), read_url=read_url)
        edgefinder = world.edgefinder
        await world.candidate("1001", "Ana Popescu")
        following = asyncio.create_task(edgefinder.follow_replica())

        async def verdict(code: str) -> str:
            with reads_may_be_old():
                [found] = await edgefinder.verification.verify([code])
            return found.kind.value

        async with in_background(following):
            for number in range(1002, 1052):
                await world.candidate(f"{number}")
                code = await world.award(f"{number}", "M1-MMS")
                assert await verdict(code) == "valid"
            assert edgefinder.database._replica is not None
            used = edgefinder.database._replica
            with reads_may_be_old():
                await _until(lambda: used.engine is not None)
            await _lose_the_primary(cluster)
            assert await verdict(code) == "valid"
        await edgefinder.close()
