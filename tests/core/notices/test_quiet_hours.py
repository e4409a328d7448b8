"""Quiet hours: their notices are sent in order when the hours end, and not before."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time

import pytest

from core.notices.schedule import Quiet
from core.people.model import Person
from tests.world import World, open_world

INES = "ines@example.org"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Return a center with an instructor in Chicago who has quiet hours and two pending notices."""
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


async def test_nothing_is_sent_in_quiet_hours_by_the_persons_own_clock(world: World) -> None:
    assert await claimed(world, "2026-11-24T03:00") == [], "nine in the evening"
    assert await claimed(world, "2026-11-24T12:59") == []
    assert await claimed(world, "2026-11-24T13:00") == ["M1-MMS", "M1-JBL"], "seven in the morning"


async def test_waiting_for_quiet_hours_to_end_is_not_an_attempt(world: World) -> None:
    await claimed(world, "2026-11-24T03:00")
    assert [row["attempts"] for row in await world.rows("notices")] == [0, 0]


async def test_outside_quiet_hours_notices_are_sent_at_once(world: World) -> None:
    assert await claimed(world, "2026-11-24T02:59") == ["M1-MMS", "M1-JBL"]
