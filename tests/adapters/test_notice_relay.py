"""The relay sends all notices in order, and a slow or deleted chat delays only itself."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

import adapters.concurrency_limits
import adapters.notice_relay
from adapters.concurrency_limits import AT_ONCE
from adapters.delivery_outcome import Delivered, Failed, Outcome, Unreachable, Wait
from adapters.notice_relay import MOST_CLAIMED
from adapters.send_rate import Urgency
from adapters.slack.send_rate import POSTING, SlackPacing
from bot.reply import Reply
from core.catalog.model import Catalog
from core.notices.claimed_notice import DueNotice
from core.notices.claims import MOST_ATTEMPTS, Outbox
from core.storage import tables
from tests.adapters.fake_senders import (
    ANA,
    BEN,
    INES,
    PATIENCE,
    FakeSender,
    credential_named,
    enqueue,
    on_telegram,
    relay_of,
    running,
    states,
)
from tests.world import World


@pytest.fixture
async def center(world: World) -> World:
    """Return a center with Ana and Ben on Telegram, and no pending notices."""
    return await on_telegram(world)


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
    assert code not in told["700"], "only the candidate gets the code"


async def test_a_slow_chat_delays_only_its_own_notices(
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
        assert sender.to("500") == ["MMS"], "Ana's next notices wait for the slow one"
        sender.slow["500"].set()
        await sender.until(lambda: sender.to("500") == ["MMS", "JBL", "GRD"])
    assert await states(center) == ["sent"] * 5


async def crowded(world: World, platform: str, place: str, count: int) -> list[str]:
    """Add `count` people with two notices each, one second apart; return their addresses."""
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


async def test_a_slow_workspace_delays_neither_telegram_nor_other_workspaces(
    center: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters.concurrency_limits, "SOON", 0.2)
    slack, telegram = FakeSender("slack"), FakeSender("telegram")
    slow = await crowded(center, "slack", "T1:", 130)  # more queues than one claim takes
    slack.slow = {address: asyncio.Event() for address in slow}
    others = await crowded(center, "slack", "T2:", 3)
    private = await crowded(center, "telegram", "7", 10)
    async with running(relay_of(center, slack, telegram)):
        await telegram.has_sent(2 * len(private))
        await slack.until(lambda: all(len(slack.to(each)) == 2 for each in others))
        assert sum(len(slack.to(each)) for each in slow) == AT_ONCE, (
            "the workspace's other notices wait"
        )
        for event in slack.slow.values():
            event.set()
        async with asyncio.timeout(PATIENCE):
            while len(slack.sent) < 2 * len(slow + others):
                center.clock.pass_by(seconds=1)
                await asyncio.sleep(0.01)
    for sender, addresses in ((slack, slow + others), (telegram, private)):
        assert [sender.to(each) for each in addresses] == [["MMS", "JBL"]] * len(addresses)
    assert set(await states(center)) == {"sent"}


async def test_fewer_queues_are_claimed_while_sends_are_slow(
    center: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters.concurrency_limits, "SOON", 0.05)
    slack, outbox, fewer = FakeSender("slack"), center.edgefinder.outbox, asyncio.Event()
    slack.slow = {each: asyncio.Event() for each in await crowded(center, "slack", "T1:", 30)}

    async def claim(most: int) -> list[DueNotice]:
        if most < MOST_CLAIMED:
            fewer.set()
        return await Outbox.claim(outbox, most)

    monkeypatch.setattr(outbox, "claim", claim)
    async with running(relay_of(center, slack)), asyncio.timeout(PATIENCE):
        await fewer.wait()
        for event in slack.slow.values():
            event.set()


class PacedSender(FakeSender):
    """Sends at Slack's rate limits, by a clock that moves only when the test moves it."""

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
    assert let_through < AT_ONCE, "Slack's rate limit holds most messages back"
    assert [telegram.to(each) for each in private] == [["MMS", "JBL"]] * len(private)


async def test_a_chat_that_asks_to_wait_delays_only_itself_and_keeps_its_order(
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
    assert await relay.turn() == 0, "nothing is due during the pause"
    center.clock.pass_by(seconds=2)
    await relay.turn()
    assert sender.to("500") == ["MMS", "MMS"]
    assert await relay.turn() == 0, "the second pause has begun"
    center.clock.pass_by(seconds=4)
    await relay.turn()
    assert sender.to("500") == ["MMS", "MMS", "MMS", "JBL"]
    assert await states(center) == ["sent"] * 3


async def test_a_notice_that_fails_for_the_last_time_is_undeliverable_and_the_next_is_sent(
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


async def test_an_unreachable_chat_is_marked_with_the_reason_and_other_chats_get_their_notices(
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


async def test_when_a_chat_is_lost_its_notices_wait_for_another_chat_of_the_person(
    center: World,
) -> None:
    sender = FakeSender()
    sender.answers["500"] = [Unreachable("blocked")]
    await enqueue(center, ANA, "MMS", "JBL")
    relay = relay_of(center, sender)
    while await relay.turn():
        pass
    assert await states(center) == ["undeliverable", "waiting"]


async def test_a_notice_goes_to_a_persons_newest_chat_and_to_an_older_one_if_that_is_gone(
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


async def test_a_notice_goes_to_a_chat_that_this_process_serves(center: World) -> None:
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


def test_the_credentials_named_in_these_tests_are_in_the_catalog(
    center: World,
) -> None:
    catalog: Catalog = center.edgefinder.catalog
    for short in ("MMS", "JBL", "MIL", "GRD"):
        found = catalog.credential(f"M1-{short}")
        assert found is not None
        assert credential_named(found.title) == short
