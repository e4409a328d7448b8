"""Notices that are due in quiet hours are sent in order when the quiet hours end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import update

from core.notices.schedule import Quiet
from core.notices.topics import Pace
from core.people.model import Person
from core.storage.tables import notice_settings
from tests.world import World, open_world

INES, OTTO = "ines@example.org", "otto@example.org"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Return a center with an instructor in Chicago.

    She has quiet hours and two due notices.
    """
    opened = await open_world(database_url)
    await opened.instructor(INES)
    await opened.linked(INES, "telegram", "500")
    await opened.candidate("1001")
    for credential in ("M1-MMS", "M1-JBL"):
        award = await opened.award("1001", credential)
        await opened.notice(INES, "student_award", award)
    person = Person(opened.ids[INES], None, "Ines", "Ortega", INES)
    await opened.edgefinder.choices.set_zone(person, "America/Chicago")
    await opened.edgefinder.choices.set_quiet(person, Quiet(time(21), time(7)))
    yield opened
    await opened.edgefinder.close()


async def claimed(world: World, at: str) -> list[str]:
    world.clock.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    due = await world.edgefinder.outbox.claim()
    return [notice.award.credential for notice in due if notice.award]


async def test_nothing_is_claimed_in_the_quiet_hours_of_the_persons_time_zone(world: World) -> None:
    assert await claimed(world, "2026-11-24T03:00") == [], "this is 9 p.m. for the person"
    assert await claimed(world, "2026-11-24T12:59") == []
    assert await claimed(world, "2026-11-24T13:00") == ["M1-MMS", "M1-JBL"], "this is 7 a.m."


async def test_waiting_for_the_end_of_quiet_hours_is_not_counted_as_an_attempt(
    world: World,
) -> None:
    await claimed(world, "2026-11-24T03:00")
    assert [row["attempts"] for row in await world.rows("notices")] == [0, 0]


async def test_outside_of_quiet_hours_notices_are_claimed_at_once(world: World) -> None:
    assert await claimed(world, "2026-11-24T02:59") == ["M1-MMS", "M1-JBL"]


async def test_notices_go_on_when_a_chosen_time_zone_no_longer_exists(world: World) -> None:
    """The center's time zone, UTC in this test, then applies. Systems drop old names of zones."""
    await world.instructor(OTTO, "Otto Brandt")
    await world.linked(OTTO, "telegram", "501")
    await world.notice(OTTO, "student_award", await world.award("1001", "M1-TCH"))
    async with world.edgefinder.database.begin() as connection:
        await connection.execute(update(notice_settings).values(zone="Atlantis/Poseidonis"))
    assert await claimed(world, "2026-11-24T06:59:30") == ["M1-TCH"]
    assert await claimed(world, "2026-11-24T07:00") == ["M1-MMS", "M1-JBL"]


async def test_if_a_chosen_time_zone_no_longer_exists_digests_use_the_centers_zone(
    world: World,
) -> None:
    choices, ines = world.edgefinder.choices, Person(world.ids[INES], None, "Ines", "Ortega", INES)
    await world.roster("CNC 1", INES, "1001")
    taught = [each.roster for each in await choices.rosters(ines)]
    await choices.set_pace(ines, taught, Pace.WEEKLY)
    async with world.edgefinder.database.begin() as connection:
        await connection.execute(update(notice_settings).values(zone="Atlantis/Poseidonis"))
    world.clock.now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert await world.edgefinder.digests.write_due() == 1
    await world.edgefinder.nudges.write_due()
    assert (await choices.of(ines)).zone is None
