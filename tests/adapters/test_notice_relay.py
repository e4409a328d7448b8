"""The relay: all notices are sent, in order; a slow or deleted chat delays only itself."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import insert, select

import adapters.concurrency_limits
import adapters.notice_relay
from adapters.concurrency_limits import AT_ONCE
from adapters.delivery_outcome import Delivered, Failed, Outcome, Unreachable, Wait
from adapters.notice_relay import Relay
from adapters.send_rate import Urgency
from adapters.slack.send_rate import POSTING, SlackPacing
from bot.conversation import Conversation
from bot.plain_text import plain_text
from bot.reply import Reply
from core.catalog.model import Catalog
from core.edgefinder import Edgefinder
from core.notices.claimed_notice import DueNotice
from core.notices.claims import LEASE, MOST_ATTEMPTS
from core.storage import tables
from tests.world import World, open_world

PATIENCE = 30
"""Seconds after which a waiting test fails; nothing else depends on it."""
INES, ANA, BEN = "ines@example.org", "1001", "1002"


class FakeSender:
    """Accepts messages and returns the outcome in `answers` for the address, by default Delivered.

    An address in `slow` gets its answer once its event is set.
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
        """Return the credentials in the notices sent to this address, in order."""
        return [_credential(text) for place, text in self.sent if place == address]


def _credential(text: str) -> str:
    known = {
        "Measurement": "MMS",
        "Job Planning": "JBL",
        "Manual Milling": "MIL",
        "Grinding": "GRD",
    }
    return next(short for words, short in known.items() if words in text)


@pytest.fixture
async def center(world: World) -> World:
    """Ana and Ben on Telegram, with no pending notices."""
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


async def test_notices_are_sent_in_order_and_once(center: World) -> None:
    sender = FakeSender()
    await enqueue(center, ANA, "MMS", "JBL", "MIL")
    await enqueue(center, BEN, "JBL", "GRD")
    assert await relay_of(center, sender).turn() == 5
    assert sender.to("500") == ["MMS", "JBL", "MIL"]
    assert sender.to("600") == ["JBL", "GRD"]
    assert await relay_of(center, sender).turn() == 0
    assert await states(center) == ["sent"] * 5


async def test_a_notice_has_the_words_of_its_kind(center: World) -> None:
    await center.instructor(INES, "Ines Ortega")
    await center.linked(INES, "telegram", "700")
    code = await center.award(ANA, "M1-MMS")
    await center.notice(ANA, "award_earned", code)
    await center.notice(INES, "student_award", code)
    sender = FakeSender()
    await relay_of(center, sender).turn()
    told = dict(sender.sent)
    assert told["500"].startswith("You have earned Measurement, Materials & Safety. Well done!")
    assert code in told["500"]
    assert f"https://verify.example.org/v/{code}" in told["500"]
    assert told["700"].startswith("Ana Popescu has earned Measurement, Materials & Safety")
    assert code not in told["700"], "the code is the candidate's to give"


async def test_a_slow_chat_holds_up_only_its_own_notices(
    center: World,
) -> None:
    sender = FakeSender()
    sender.slow["500"] = asyncio.Event()
    await enqueue(center, ANA, "MMS", "JBL")
    async with running(relay_of(center, sender)):
        await sender.until(lambda: sender.to("500") == ["MMS"])
        await enqueue(center, BEN, "JBL")
        await sender.until(lambda: sender.to("600") == ["JBL"])
        await enqueue(center, ANA, "GRD")
        await enqueue(center, BEN, "GRD")
        await sender.until(lambda: sender.to("600") == ["JBL", "GRD"])
        assert sender.to("500") == ["MMS"], "its own wait for it"
        sender.slow["500"].set()
        await sender.until(lambda: sender.to("500") == ["MMS", "JBL", "GRD"])
    assert await states(center) == ["sent"] * 5


async def crowded(world: World, platform: str, place: str, count: int) -> list[str]:
    """Add this many people with two notices each, one second apart; return their addresses."""
    addresses = [f"{place}{number}" for number in range(count)]
    then, later = world.clock(), world.clock() + timedelta(seconds=1)
    async with world.edgefinder.database.begin() as connection:
        people = [
            {"number": each, "given_name": "Person", "family_name": each} for each in addresses
        ]
        await connection.execute(insert(tables.people), people)
        found = await connection.execute(select(tables.people.c.id, tables.people.c.number))
        ids = {row.number: row.id for row in found}
        known = {"platform": platform, "linked_at": then}
        await connection.execute(
            insert(tables.chat_identities),
            [
                {**known, "external_id": each, "address": each, "person_id": ids[each]}
                for each in addresses
            ],
        )
        await connection.execute(
            insert(tables.notices),
            [
                {
                    "dedupe_key": f"{exam}:{each}",
                    "kind": "result_recorded",
                    "person_id": ids[each],
                    "data": f'{{"results": [["{exam}-T", "pass"]]}}',
                    "created_at": then,
                    "not_before": due,
                }
                for due, exam in ((then, "M1-MMS"), (later, "M1-JBL"))
                for each in addresses
            ],
        )
    world.clock.now = later
    return addresses


async def test_a_slow_workspace_holds_up_neither_telegram_nor_other_workspaces(
    center: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters.concurrency_limits, "SOON", 0.2)
    slack, telegram = FakeSender("slack"), FakeSender("telegram")
    slow = await crowded(center, "slack", "T1:", 130)  # more than are claimed at a time
    slack.slow = {address: asyncio.Event() for address in slow}
    others = await crowded(center, "slack", "T2:", 3)
    private = await crowded(center, "telegram", "7", 10)
    async with running(relay_of(center, slack, telegram)):
        await telegram.has_sent(2 * len(private))
        await slack.until(lambda: all(len(slack.to(each)) == 2 for each in others))
        assert sum(len(slack.to(each)) for each in slow) == AT_ONCE, "the others wait for it"
        for event in slack.slow.values():
            event.set()
        async with asyncio.timeout(PATIENCE):
            while len(slack.sent) < 2 * len(slow + others):
                center.clock.pass_by(seconds=1)
                await asyncio.sleep(0.01)
    for sender, addresses in ((slack, slow + others), (telegram, private)):
        assert [sender.to(each) for each in addresses] == [["MMS", "JBL"]] * len(addresses)
    assert set(await states(center)) == {"sent"}


class PacedSender(FakeSender):
    """Sends notices at Slack's rate limits, with a clock that stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__("slack")
        self.seconds = 0.0
        self._pacing = SlackPacing(clock=lambda: self.seconds)

    async def send(self, address: str, reply: Reply) -> Outcome:
        await self._pacing.passes(POSTING, address, Urgency.NOTICE)
        return await super().send(address, reply)

    def close(self) -> None:
        self._pacing.stop()


async def test_rate_limits_of_one_platform_do_not_block_another(
    center: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters.concurrency_limits, "SOON", 0.2)
    slack, telegram = PacedSender(), FakeSender("telegram")
    await crowded(center, "slack", "T1:", 130)
    private = await crowded(center, "telegram", "7", 10)
    async with running(relay_of(center, slack, telegram)):
        await telegram.has_sent(2 * len(private))
        let_through = len(slack.sent)
        slack.close()
    assert let_through < AT_ONCE, "the gate is all but closed"
    assert [telegram.to(each) for each in private] == [["MMS", "JBL"]] * len(private)


async def test_a_chat_that_asks_to_wait_holds_up_only_itself_and_keeps_its_order(
    center: World,
) -> None:
    sender = FakeSender()
    sender.answers["500"] = [Delivered(), Wait(30)]
    await enqueue(center, ANA, "MMS", "JBL", "MIL")
    await enqueue(center, BEN, "JBL")
    relay = relay_of(center, sender)
    await relay.turn()
    assert (sender.to("500"), sender.to("600")) == (["MMS", "JBL"], ["JBL"])
    center.clock.pass_by(seconds=29)
    await enqueue(center, ANA, "GRD")
    await enqueue(center, BEN, "GRD")
    await relay.turn()
    assert (sender.to("500"), sender.to("600")) == (["MMS", "JBL"], ["JBL", "GRD"])
    center.clock.pass_by(seconds=1)
    while await relay.turn():
        pass
    assert sender.to("500") == ["MMS", "JBL", "JBL", "MIL", "GRD"]
    assert await states(center) == ["sent"] * 6


async def test_a_failure_is_retried_with_growing_pauses_and_nothing_overtakes_it(
    center: World,
) -> None:
    sender = FakeSender()
    sender.answers["500"] = [Failed("time-out"), Failed("time-out")]
    await enqueue(center, ANA, "MMS", "JBL")
    await enqueue(center, BEN, "JBL")
    relay = relay_of(center, sender)
    await relay.turn()
    assert (sender.to("500"), sender.to("600")) == (["MMS"], ["JBL"])
    assert await relay.turn() == 0, "not before its pause is over"
    center.clock.pass_by(seconds=2)
    await relay.turn()
    assert sender.to("500") == ["MMS", "MMS"]
    assert await relay.turn() == 0, "there is a second pause"
    center.clock.pass_by(seconds=4)
    await relay.turn()
    assert sender.to("500") == ["MMS", "MMS", "MMS", "JBL"]
    assert await states(center) == ["sent"] * 3


async def test_a_permanent_failure_is_given_up_with_its_reason_and_the_next_is_tried(
    center: World,
) -> None:
    sender = FakeSender()
    sender.answers["500"] = [Failed("the chat is closed")]
    await enqueue(center, ANA, "MMS", "JBL")
    [first, _] = await center.rows("notices")
    async with center.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE notices SET attempts = {MOST_ATTEMPTS - 1} WHERE id = {first['id']}"
        )
    relay = relay_of(center, sender)
    while await relay.turn():
        pass
    assert await states(center) == ["undeliverable", "sent"]
    assert "the chat is closed" in [row["reason"] for row in await center.rows("notices")]


async def test_a_deleted_chat_is_marked_with_the_reason(
    center: World, caplog: pytest.LogCaptureFixture
) -> None:
    sender = FakeSender()
    sender.answers["500"] = [Unreachable("the person blocked the bot")]
    await enqueue(center, ANA, "MMS")
    await enqueue(center, BEN, "JBL")
    with caplog.at_level(logging.INFO):
        await relay_of(center, sender).turn()
    marked = {
        row["address"]: row["unreachable_because"] for row in await center.rows("chat_identities")
    }
    assert marked == {"500": "the person blocked the bot", "600": None}
    assert await states(center) == ["undeliverable", "sent"]
    assert "the person blocked the bot" in caplog.text
    assert "Ana" not in caplog.text
    assert "500" not in caplog.text


async def test_notices_after_a_lost_chat_wait_for_another_one(center: World) -> None:
    sender = FakeSender()
    sender.answers["500"] = [Unreachable("blocked")]
    await enqueue(center, ANA, "MMS", "JBL")
    relay = relay_of(center, sender)
    while await relay.turn():
        pass
    assert await states(center) == ["undeliverable", "waiting"]


async def test_the_newest_chat_is_used_first_and_the_next_if_it_is_gone(
    center: World,
) -> None:
    center.clock.pass_by(days=1)
    await center.linked(ANA, "slack", "T1:U1")
    telegram, slack = FakeSender(), FakeSender("slack")
    await enqueue(center, ANA, "MMS")
    relay = relay_of(center, telegram, slack)
    await relay.turn()
    assert (slack.to("T1:U1"), telegram.to("500")) == (["MMS"], [])
    slack.answers["T1:U1"] = [Unreachable("deactivated")]
    await enqueue(center, ANA, "JBL", "MIL")
    while await relay.turn():
        pass
    assert slack.to("T1:U1") == ["MMS", "JBL"]
    assert telegram.to("500") == ["JBL", "MIL"]
    assert await states(center) == ["sent"] * 3


async def test_among_several_chats_one_served_by_this_process_is_used(center: World) -> None:
    center.clock.pass_by(days=1)
    await center.linked(ANA, "slack", "T1:U1")
    telegram = FakeSender()
    await enqueue(center, ANA, "MMS")
    await relay_of(center, telegram).turn()
    assert telegram.to("500") == ["MMS"]


async def test_notices_for_platforms_served_elsewhere_are_left_alone(
    center: World,
) -> None:
    telegram, slack = FakeSender(), FakeSender("slack")
    await enqueue(center, ANA, "MMS", "JBL")
    await relay_of(center, slack).turn()
    assert slack.sent == []
    assert {row["attempts"] for row in await center.rows("notices")} == {0}
    center.clock.pass_by(minutes=1)
    await relay_of(center, telegram).turn()
    assert telegram.to("500") == ["MMS", "JBL"]


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


async def test_notices_of_another_process_are_sent(center: World, database_url: str) -> None:
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
    sender.slow["500"] = asyncio.Event()  # the platform accepts it, but its answer is lost
    await enqueue(center, ANA, "MMS", "JBL")
    dying = asyncio.create_task(relay_of(center, sender).run())
    await sender.has_sent(1)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    sender.slow.clear()
    successor = relay_of(center, sender)
    assert await successor.turn() == 0, "its lease is not over yet"
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


async def test_six_relays_share_the_work(world: World, database_url: str) -> None:
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
    """Fails to compose one person's notices."""

    def __init__(self, edgefinder: Edgefinder, over: str) -> None:
        super().__init__(edgefinder)
        self._over = over

    async def compose(self, notice: DueNotice, locale: str = "en") -> Reply:
        if notice.to and notice.to.number == self._over:
            raise KeyError(notice.to.name)
        return await super().compose(notice, locale)


async def test_a_notice_that_cannot_be_composed_holds_up_nothing_else(
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
    assert row["attempts"] == 1, "it is counted, so that it is given up one day"


async def test_a_sender_that_raises_unexpectedly_holds_up_nothing_else(
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


async def test_a_temporary_database_failure_is_waited_out(
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
    assert sender.to("500") == ["MMS", "JBL"], "none of them twice"
    assert caplog.text.count("could not be marked: ConnectionError") == 3
    assert "Ana" not in caplog.text


async def test_a_send_that_outlasts_its_lease_is_canceled(center: World) -> None:
    center.edgefinder.outbox.lease = timedelta(seconds=0.2)
    sender = FakeSender()
    sender.slow["500"] = asyncio.Event()  # forever
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
        for credential in order:  # while the relays are claiming
            await asyncio.gather(*(enqueue(world, number, credential) for number in people))
        await sender.has_sent(len(people) * len(order))
    for each in others:
        await each.edgefinder.close()
    assert [sender.to(number) for number in people] == [[*order]] * len(people)


def broken() -> NoReturn:
    raise ConnectionError("Ana Popescu")


def test_the_credentials_named_in_these_tests_are_in_the_catalog(
    center: World,
) -> None:
    catalog: Catalog = center.edgefinder.catalog
    for short in ("MMS", "JBL", "MIL", "GRD"):
        found = catalog.credential(f"M1-{short}")
        assert found is not None
        assert _credential(found.title) == short


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
