"""A notice in the outbox is claimed by one relay, is settled once, and is never lost."""

import asyncio
import statistics

import pytest

from core.notices.claimed_notice import DueNotice
from core.notices.claims import LEASE, MOST_ATTEMPTS, Outbox
from core.outbox.queues import OF_A_LANE
from tests.bot.recorded_statements import statements
from tests.thread_hops import Hops
from tests.world import World, open_world


@pytest.fixture
async def owed(world: World) -> World:
    """Return a center in which a notice waits for an instructor with a chat."""
    await world.instructor("ines@example.org", "Ines Ortega")
    await world.candidate("2026-001", "Ana Popescu")
    await world.linked("ines@example.org", "telegram", "500")
    award = await world.award("2026-001", "M1-MMS")
    await world.notice("ines@example.org", "student_award", award)
    return world


async def claim(world: World) -> list[DueNotice]:
    return await world.edgefinder.outbox.claim()


def credential_of(notice: DueNotice) -> str:
    assert notice.award is not None
    return notice.award.credential


async def states(world: World) -> list[object]:
    return [row["state"] for row in await world.rows("notices")]


async def test_a_claimed_notice_has_everything_that_is_needed_to_write_it(owed: World) -> None:
    [notice] = await claim(owed)
    assert notice.to
    assert notice.to.name == "Ines Ortega"
    assert notice.candidate is not None
    assert notice.candidate.name == "Ana Popescu"
    assert credential_of(notice) == "M1-MMS"
    assert [(d.platform, d.address) for d in notice.destinations] == [("telegram", "500")]


async def test_a_claimed_notice_is_not_claimed_again_before_its_lease_ends(
    owed: World,
) -> None:
    assert len(await claim(owed)) == 1
    assert await claim(owed) == []
    owed.clock.now += LEASE
    assert len(await claim(owed)) == 1


async def test_a_sent_notice_is_never_claimed_again(owed: World) -> None:
    [notice] = await claim(owed)
    await owed.edgefinder.outbox.sent(notice)
    owed.clock.pass_by(days=30)
    assert await claim(owed) == []
    assert await states(owed) == ["sent"]


async def test_two_relays_never_claim_the_same_notice(owed: World) -> None:
    for number in range(40):
        await owed.candidate(f"c{number}")
        await owed.linked(f"c{number}", "telegram", f"{number}")
        award = await owed.award(f"c{number}", "M1-JBL")
        await owed.notice(f"c{number}", "award_earned", award)
    claimed = await asyncio.gather(*(owed.edgefinder.outbox.claim(most=10) for _ in range(6)))
    ids = [notice.id for some in claimed for notice in some]
    assert len(ids) == len(set(ids))
    assert 30 <= len(ids) <= 41


async def test_a_destination_that_is_held_for_seconds_is_claimed_again_after_them(
    owed: World,
) -> None:
    [notice] = await claim(owed)
    until = await owed.edgefinder.outbox.hold(notice, notice.destinations[0], 30)
    assert await claim(owed) == []
    owed.clock.pass_by(seconds=30)
    [again] = await claim(owed)
    assert again.destinations[0].held_until == until
    assert again.attempts == 0, "waiting does not count as an attempt"


async def test_an_unreachable_chat_and_its_notice_are_marked_with_the_reason(owed: World) -> None:
    [notice] = await claim(owed)
    await owed.edgefinder.outbox.unreachable(notice, notice.destinations[0], "blocked the bot")
    [row] = await owed.rows("notices")
    assert (row["state"], row["reason"]) == ("undeliverable", "blocked the bot")
    [identity] = await owed.rows("chat_identities")
    assert identity["unreachable_because"] == "blocked the bot"
    assert identity["unreachable_since"] == owed.clock()


async def test_after_an_unreachable_chat_the_persons_next_chat_gets_the_notice(owed: World) -> None:
    owed.clock.pass_by(seconds=1)
    await owed.linked("ines@example.org", "slack", "T1:U1")
    [notice] = await claim(owed)
    assert [d.platform for d in notice.destinations] == ["slack", "telegram"]
    await owed.edgefinder.outbox.unreachable(notice, notice.destinations[0], "deactivated")
    [again] = await claim(owed)
    assert [d.platform for d in again.destinations] == ["telegram"]


async def test_a_notice_that_fails_is_tried_again_after_growing_pauses_and_at_last_given_up(
    owed: World,
) -> None:
    pauses = []
    for _ in range(40):
        [notice] = await claim(owed)
        until = await owed.edgefinder.outbox.failed(notice, notice.destinations[0], "time-out")
        pauses.append((until - owed.clock()).total_seconds())
        owed.clock.now = until
    assert 0 <= pauses[0] <= 2
    assert max(pauses) <= 900
    assert 200 < statistics.mean(pauses[10:]) < 700, "pauses are random, up to the longest"
    async with owed.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE notices SET attempts = {MOST_ATTEMPTS - 1}")
    [notice] = await claim(owed)
    await owed.edgefinder.outbox.failed(notice, notice.destinations[0], "time-out")
    assert await states(owed) == ["undeliverable"]


async def test_a_person_who_turned_notices_off_gets_none(owed: World) -> None:
    await owed.does("ines@example.org", "notices off")
    assert await claim(owed) == []
    assert await states(owed) == ["silenced"]


async def test_a_late_answer_is_sent_to_people_with_notices_off(owed: World) -> None:
    award = await owed.award("2026-001", "M1-JBL")
    await owed.notice("ines@example.org", "answer", award)
    await owed.does("ines@example.org", "notices off")
    assert [due.kind for due in await claim(owed)] == ["answer"]
    assert sorted(map(str, await states(owed))) == ["due", "silenced"]


async def test_if_claimed_notices_cannot_be_read_their_queues_can_be_claimed_again(
    owed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(owed.edgefinder.database, "fetch_newest", _fails)
        with pytest.raises(ConnectionError):
            await claim(owed)
    assert len(await claim(owed)) == 1


async def test_a_claim_reads_the_chats_and_settings_of_notices_in_one_statement(
    owed: World,
) -> None:
    await owed.linked("ines@example.org", "slack", "T1:U1")
    await owed.add("notice_settings", person_id=owed.ids["ines@example.org"], zone="UTC")
    async with statements(owed) as told:
        [notice] = await claim(owed)
    assert {each.platform for each in notice.destinations} == {"slack", "telegram"}
    assert len([each for each in told if "notice_settings" in each]) == 1
    assert len([each for each in told if "chat_identities" in each]) == 1


async def test_a_notice_for_a_person_without_a_chat_waits_for_one(world: World) -> None:
    await world.candidate("2026-001")
    award = await world.award("2026-001", "M1-MMS")
    await world.notice("2026-001", "award_earned", award)
    assert await claim(world) == []
    assert await states(world) == ["waiting"]


async def test_the_oldest_notices_are_claimed_first(world: World) -> None:
    for number in range(5):
        await world.candidate(f"c{number}")
        await world.linked(f"c{number}", "telegram", f"{number}")
        award = await world.award(f"c{number}", "M1-JBL")
        await world.notice(f"c{number}", "award_earned", award)
        world.clock.pass_by(seconds=1)
    first = await world.edgefinder.outbox.claim(most=3)
    assert [notice.to and notice.to.number for notice in first] == ["c0", "c1", "c2"]
    rest = await world.edgefinder.outbox.claim(most=3)
    assert [notice.to and notice.to.number for notice in rest] == ["c3", "c4"]


async def test_a_claim_takes_a_few_notices_of_each_person_in_order(owed: World) -> None:
    for number in range(OF_A_LANE):
        await owed.candidate(f"c{number}")
        owed.clock.pass_by(seconds=1)
        award = await owed.award(f"c{number}", "M1-JBL")
        await owed.notice("ines@example.org", "student_award", award)
    first = await claim(owed)
    assert [notice.id for notice in first] == sorted(notice.id for notice in first)
    assert len(first) == OF_A_LANE
    for notice in first[:-1]:
        await owed.edgefinder.outbox.sent(notice)
    assert await claim(owed) == [], "the next notices wait until the last of these is sent"
    await owed.edgefinder.outbox.sent(first[-1])
    assert len(await claim(owed)) == 1


async def test_a_later_notice_waits_while_an_earlier_one_is_tried_again(owed: World) -> None:
    [notice] = await claim(owed)
    until = await owed.edgefinder.outbox.failed(notice, notice.destinations[0], "time-out")
    later = await owed.award("2026-001", "M1-JBL")
    await owed.notice("ines@example.org", "student_award", later)
    assert await claim(owed) == []
    owed.clock.now = until
    assert [credential_of(due) for due in await claim(owed)] == ["M1-MMS", "M1-JBL"]


async def test_a_notice_that_waits_for_one_person_does_not_hold_up_another_persons(
    owed: World,
) -> None:
    assert len(await claim(owed)) == 1
    await owed.linked("2026-001", "telegram", "600")
    award = await owed.award("2026-001", "M1-JBL")
    await owed.notice("2026-001", "award_earned", award)
    assert [due.to and due.to.name for due in await claim(owed)] == ["Ana Popescu"]


async def test_a_relay_whose_lease_is_over_cannot_release_a_queue_that_another_relay_has(
    owed: World,
) -> None:
    database, clock = owed.edgefinder.database, owed.clock
    overslept, now_at_work, third = (Outbox(database, clock, home_zone="UTC") for _ in range(3))
    [notice] = await overslept.claim()
    owed.clock.now += LEASE
    assert len(await now_at_work.claim()) == 1
    await overslept.postpone([notice], owed.clock())
    assert await third.claim() == [], "the second relay keeps the notice until its lease ends"
    owed.clock.now += LEASE
    assert len(await third.claim()) == 1


async def test_notices_that_are_sent_at_the_same_time_are_marked_as_sent_by_one_statement(
    owed: World,
) -> None:
    for number in range(OF_A_LANE - 1):
        await owed.candidate(f"c{number}")
        award = await owed.award(f"c{number}", "M1-JBL")
        await owed.notice("ines@example.org", "student_award", award)
    due = await claim(owed)
    async with statements(owed) as told:
        await asyncio.gather(*(owed.edgefinder.outbox.sent(notice) for notice in due))
    assert len(due) == OF_A_LANE
    assert len([each for each in told if each.startswith("UPDATE notices")]) == 1
    assert await states(owed) == ["sent"] * OF_A_LANE


async def test_if_notices_cannot_be_marked_as_sent_each_call_raises_the_error(
    owed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    award = await owed.award("2026-001", "M1-JBL")
    await owed.notice("ines@example.org", "student_award", award)
    due, outbox = await claim(owed), owed.edgefinder.outbox
    with monkeypatch.context() as broken:
        broken.setattr(owed.edgefinder.database, "change", _fails)
        failed = await asyncio.gather(
            *(outbox.sent(notice) for notice in due), return_exceptions=True
        )
    assert [type(each) for each in failed] == [ConnectionError] * 2
    assert await states(owed) == ["due", "due"]
    await asyncio.gather(*(outbox.sent(notice) for notice in due))
    assert await states(owed) == ["sent", "sent"]


async def _fails(*_: object, **__: object) -> None:
    raise ConnectionError


async def test_a_claim_on_sqlite_waits_for_a_thread_four_times(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await open_world(sqlite_url)
    await world.candidate("2026-001", "Ana Popescu")
    await world.linked("2026-001", "telegram", "500")
    await world.notice("2026-001", "award_earned", await world.award("2026-001", "M1-MMS"))
    [notice] = await claim(world)
    await world.edgefinder.outbox.sent(notice)
    await world.notice("2026-001", "award_earned", await world.award("2026-001", "M1-JBL"))
    hops = Hops(monkeypatch)
    assert len(await claim(world)) == 1
    # the four: see what is due, sort it into queues, release and take queues, and read the notices
    assert hops.count == 4
    await world.edgefinder.close()
