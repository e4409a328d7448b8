"""A relay is woken by new notices, and on SQLite only one relay runs at a time."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import text

import adapters.notice_relay
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from tests.adapters.fake_senders import PATIENCE, FakeSender, relay_of, running
from tests.world import World, open_world

ANA = "1001"


@pytest.fixture
async def center(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a center with Ana on Telegram. Unless woken, relays look for notices once an hour."""
    monkeypatch.setattr(adapters.notice_relay, "LOOK_EVERY", 3600)
    monkeypatch.setattr(adapters.notice_relay, "STAND_BY", 0.05)
    await world.candidate(ANA, "Ana Popescu")
    await world.linked(ANA, "telegram", "500")
    return world


async def earn(world: World, credential: str) -> None:
    code = await world.award(ANA, credential)
    owed = NewNotice(NoticeKind.AWARD_EARNED, world.ids[ANA], award_id=world.ids[code])
    async with world.edgefinder.database.begin() as connection:
        await enqueue(connection, world.clock(), owed)


async def owe_and_fail(world: World) -> None:
    owed = NewNotice(NoticeKind.AWARD_EARNED, world.ids[ANA], once="a")
    async with world.edgefinder.database.begin() as connection:
        await enqueue(connection, world.clock(), owed)
        1 / 0  # noqa: B018 - an error before the transaction ends


async def test_a_new_notice_is_sent_at_once(center: World) -> None:
    sender = FakeSender()
    async with running(relay_of(center, sender)):
        await earn(center, "M1-MMS")
        await sender.has_sent(1)
        await earn(center, "M1-JBL")
        await sender.has_sent(2)


async def test_a_rolled_back_notice_wakes_nobody(center: World) -> None:
    heard = asyncio.Event()
    database = center.edgefinder.database
    async with database.listening("edgefinder_notices", heard.set):
        with pytest.raises(ZeroDivisionError):
            await owe_and_fail(center)
        async with database.begin() as connection:
            await connection.execute(text("SELECT 1"))
        assert not heard.is_set()
        await earn(center, "M1-MMS")
        async with asyncio.timeout(PATIENCE):
            await heard.wait()


async def test_another_process_wakes_the_relay_even_after_a_lost_connection(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters.notice_relay, "LOOK_EVERY", 3600)
    monkeypatch.setattr(adapters.notice_relay, "STAND_BY", 0.05)
    ours, theirs = await open_world(postgres_url), await open_world(postgres_url)
    await theirs.candidate(ANA, "Ana Popescu")
    await theirs.linked(ANA, "telegram", "500")
    sender = FakeSender()
    async with running(relay_of(ours, sender)):
        await earn(theirs, "M1-MMS")
        await sender.has_sent(1)
        async with theirs.edgefinder.database.begin() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
                )
            )
        await earn(theirs, "M1-JBL")
        await sender.has_sent(2)
    for each in (ours, theirs):
        await each.edgefinder.close()


async def test_a_second_relay_on_sqlite_waits_until_the_first_ends(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(adapters.notice_relay, "STAND_BY", 0.05)
    world, another = await open_world(sqlite_url), await open_world(sqlite_url)
    await world.candidate(ANA, "Ana Popescu")
    await world.linked(ANA, "telegram", "500")
    first, second = FakeSender(), FakeSender()
    first.slow["500"] = asyncio.Event()  # this relay dies while it sends
    await earn(world, "M1-MMS")
    with caplog.at_level(logging.INFO):
        dying = asyncio.create_task(relay_of(world, first).run())
        await first.has_sent(1)
        async with running(relay_of(another, second)):
            while "standing by" not in caplog.text:  # noqa: ASYNC110 - a log has no event
                await asyncio.sleep(0.01)
            assert second.sent == []
            dying.cancel()
            await asyncio.wait([dying])
            await second.has_sent(1)  # before the lease of the first relay ends
    assert another.clock() - world.clock() < timedelta(seconds=1)
    for each in (world, another):
        await each.edgefinder.close()
