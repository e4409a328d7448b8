"""The relay with failures, shutdowns, leases and several processes."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

import adapters.concurrency_limits
import adapters.notice_relay
from adapters.delivery_outcome import Outcome
from adapters.notice_relay import Relay
from bot.conversation import Conversation
from bot.reply import Reply
from core.edgefinder import Edgefinder
from core.notices.claimed_notice import DueNotice
from core.notices.claims import LEASE
from tests.adapters.fake_senders import (
    ANA,
    BEN,
    PATIENCE,
    FakeSender,
    enqueue,
    on_telegram,
    relay_of,
    running,
    states,
)
from tests.world import World, open_world


@pytest.fixture
async def center(world: World) -> World:
    """Return a center with Ana and Ben on Telegram, and no pending notices."""
    return await on_telegram(world)


_ANOTHER_PROCESS = """
import asyncio, sqlite3, sys

ONCE_MORE = (
    "INSERT INTO notices (dedupe_key, kind, person_id, award_id, created_at, not_before)"
    " SELECT 'other', 'award_earned', person_id, award_id, created_at, created_at"
    " FROM notices WHERE id = (SELECT min(id) FROM notices)"
)

async def tell(url):
    import asyncpg
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(ONCE_MORE)
    await connection.close()

_, _, file = sys.argv[1].partition(":///")
if file:
    with sqlite3.connect(file) as connection:
        connection.execute(ONCE_MORE)
else:
    asyncio.run(tell(sys.argv[1]))
"""


async def test_the_relay_sends_notices_that_another_process_has_stored(
    center: World, database_url: str
) -> None:
    assert adapters.notice_relay.LOOK_EVERY <= 2
    sender = FakeSender()
    await enqueue(center, ANA, "MMS")
    async with running(relay_of(center, sender)):
        await sender.has_sent(1)
        root = Path(adapters.notice_relay.__file__).parents[1]
        await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", _ANOTHER_PROCESS, database_url],
            check=True,
            cwd=root,
            timeout=PATIENCE,
        )
        await sender.has_sent(2)
    assert sender.to("500") == ["MMS", "MMS"]


async def test_a_relay_that_dies_before_settling_sends_again_and_loses_nothing(
    center: World,
) -> None:
    sender = FakeSender()
    # the platform accepts the message, but the response is lost
    sender.slow["500"] = asyncio.Event()
    await enqueue(center, ANA, "MMS", "JBL")
    dying = asyncio.create_task(relay_of(center, sender).run())
    await sender.has_sent(1)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    sender.slow.clear()
    successor = relay_of(center, sender)
    assert await successor.turn() == 0, "the first relay's lease is not over yet"
    center.clock.now += LEASE
    await successor.turn()
    assert sender.to("500") == ["MMS", "MMS", "JBL"]
    assert await states(center) == ["sent", "sent"]


async def test_two_relays_on_one_database_send_each_notice_once(
    world: World, database_url: str
) -> None:
    count = 60
    for number in range(count):
        await world.candidate(f"{number}", f"Person {number}")
        await world.linked(f"{number}", "telegram", f"{number}")
        await enqueue(world, f"{number}", "MMS")
    another = await open_world(database_url)
    sender = FakeSender()
    async with running(relay_of(world, sender)), running(relay_of(another, sender)):
        await sender.has_sent(count)
    await another.edgefinder.close()
    assert sorted(address for address, _ in sender.sent) == sorted(map(str, range(count)))
    assert set(await states(world)) == {"sent"}


async def test_six_claims_at_once_share_the_notices(world: World, database_url: str) -> None:
    for number in range(120):
        await world.candidate(f"{number}", f"Person {number}")
        await world.linked(f"{number}", "telegram", f"{number}")
        await enqueue(world, f"{number}", "MMS")
    others = [await open_world(database_url) for _ in range(2)]
    claims = [each.edgefinder.outbox.claim(most=20) for each in (world, *others) for _ in range(2)]
    claimed: list[list[DueNotice]] = await asyncio.gather(*claims)
    ids = [notice.id for some in claimed for notice in some]
    assert len(ids) == len(set(ids)) == 120
    for each in others:
        await each.edgefinder.close()


async def test_an_idle_relay_stops_at_once(center: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters.notice_relay, "LOOK_EVERY", 3600)
    relay = relay_of(center, FakeSender())
    task = asyncio.create_task(relay.run())
    await asyncio.sleep(0)
    relay.stop()
    async with asyncio.timeout(PATIENCE):
        await task


async def test_a_stopping_relay_finishes_current_sends_and_leaves_the_rest(
    center: World,
) -> None:
    sender = FakeSender()
    sender.slow["500"] = asyncio.Event()
    await enqueue(center, ANA, "MMS", "JBL")
    relay = relay_of(center, sender)
    async with running(relay):
        await sender.has_sent(1)
        relay.stop()
        sender.slow["500"].set()
    assert sender.to("500") == ["MMS"]
    rows = {row["state"]: row["attempts"] for row in await center.rows("notices")}
    assert rows == {"sent": 1, "due": 0}
    await relay_of(center, sender).turn()
    assert sender.to("500") == ["MMS", "JBL"]


class StumblingConversation(Conversation):
    """A fake conversation that fails to compose one person's notices."""

    def __init__(self, edgefinder: Edgefinder, over: str) -> None:
        super().__init__(edgefinder)
        self._over = over

    async def compose(self, notice: DueNotice, locale: str = "en") -> Reply:
        if notice.to and notice.to.number == self._over:
            raise KeyError(notice.to.name)
        return await super().compose(notice, locale)


async def test_a_notice_that_cannot_be_composed_delays_no_others(
    center: World, caplog: pytest.LogCaptureFixture
) -> None:
    sender = FakeSender()
    await enqueue(center, ANA, "MMS")
    await enqueue(center, BEN, "JBL")
    conversation = StumblingConversation(center.edgefinder, ANA)
    await Relay(center.edgefinder, conversation, {"telegram": sender}).turn()
    assert [address for address, _ in sender.sent] == ["600"]
    assert "KeyError at" in caplog.text
    assert "Ana" not in caplog.text
    [row] = [row for row in await center.rows("notices") if row["state"] == "due"]
    assert row["attempts"] == 1, "a failure counts as an attempt, and attempts are limited"


async def test_an_unexpected_error_of_the_sender_does_not_delay_other_notices(
    center: World, caplog: pytest.LogCaptureFixture
) -> None:
    sender = FakeSender()
    sender.answers["500"] = [RuntimeError("Ana Popescu")]
    await enqueue(center, ANA, "MMS")
    await enqueue(center, BEN, "JBL")
    relay = relay_of(center, sender)
    await relay.turn()
    assert await states(center) == ["due", "sent"]
    assert "Ana" not in caplog.text
    center.clock.pass_by(seconds=2)
    await relay.turn()
    assert await states(center) == ["sent", "sent"]


async def test_the_relay_continues_after_a_temporary_database_failure(
    center: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(adapters.notice_relay, "LOOK_EVERY", 0)
    outbox, failures = center.edgefinder.outbox, iter(range(3))
    works = outbox.claim

    async def claim(most: int = 100) -> list[DueNotice]:
        if next(failures, None) is not None:
            raise ConnectionError("Ana Popescu")
        return await works(most)

    outbox.claim = claim  # type: ignore[method-assign] # simulates a database that recovers
    sender = FakeSender()
    await enqueue(center, ANA, "MMS")
    async with running(relay_of(center, sender)):
        await sender.has_sent(1)
    assert caplog.text.count("the relay could not use the outbox: ConnectionError") == 3
    assert "Ana" not in caplog.text


async def test_a_failed_settlement_is_retried_without_stopping_other_chats(
    center: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(adapters.notice_relay, "MARK_AGAIN", 0)
    outbox, failures = center.edgefinder.outbox, iter(range(3))
    works = outbox.sent

    async def sent(notice: DueNotice) -> None:
        if notice.to and notice.to.number == ANA and next(failures, None) is not None:
            broken()
        await works(notice)

    outbox.sent = sent  # type: ignore[method-assign] # simulates a failing database
    sender = FakeSender()
    await enqueue(center, ANA, "MMS", "JBL")
    await enqueue(center, BEN, "JBL")
    await relay_of(center, sender).turn()
    assert await states(center) == ["sent"] * 3
    assert sender.to("500") == ["MMS", "JBL"], "no notice is sent twice"
    assert caplog.text.count("could not be marked: ConnectionError") == 3
    assert "Ana" not in caplog.text


async def test_a_send_that_outlasts_its_lease_is_canceled(center: World) -> None:
    center.edgefinder.outbox.lease = timedelta(seconds=0.2)
    sender = FakeSender()
    sender.slow["500"] = asyncio.Event()  # the platform never answers
    await enqueue(center, ANA, "MMS")
    await relay_of(center, sender).turn()
    [row] = await center.rows("notices")
    assert (row["state"], row["reason"]) == ("due", "it took too long")


async def test_relays_sharing_a_database_keep_each_chats_order(
    world: World, database_url: str
) -> None:
    people = [str(number) for number in range(12)]
    for number in people:
        await world.candidate(number, f"Person {number}")
        await world.linked(number, "telegram", number)
    others = [await open_world(database_url) for _ in range(3)]
    sender = FakeSender()
    async with AsyncExitStack() as stack:
        for each in (world, *others):
            await stack.enter_async_context(running(relay_of(each, sender)))
        order = ("MMS", "JBL", "MIL", "GRD")
        for credential in order:  # write notices while the relays are claiming
            await asyncio.gather(*(enqueue(world, number, credential) for number in people))
        await sender.has_sent(len(people) * len(order))
    for each in others:
        await each.edgefinder.close()
    assert [sender.to(number) for number in people] == [[*order]] * len(people)


def broken() -> NoReturn:
    raise ConnectionError("Ana Popescu")


async def test_a_send_does_not_start_if_its_lease_is_almost_over(center: World) -> None:
    await enqueue(center, ANA, "MMS", "JBL")
    sender = FakeSender()
    send = sender.send

    async def slowly(address: str, reply: Reply) -> Outcome:
        center.clock.now += LEASE * 0.7  # too little of the lease is left for another send
        return await send(address, reply)

    sender.send = slowly  # type: ignore[method-assign]  # a method of the double
    relay = relay_of(center, sender)
    await relay.turn()
    assert sender.to("500") == ["MMS"]
    assert await states(center) == ["sent", "due"]
