"""Today is the day at the training center, and not the day in UTC."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from bot.plain_text import plain_text
from core.goals.saved_goals import Owner, Saved
from tests.world import World, open_world

INES, EVA = "ines@example.org", "eva@example.org"
TODAY = date(2026, 11, 23)
EVENING, MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC), datetime(2026, 11, 22, 22, tzinfo=UTC)
"""Eight in the evening in Chicago, and eight in the morning on Guam: November 23 in both."""
GOAL = """
[[goal]]
code = "apprentice"
title = "Machining apprentice"
kind = "apprenticeship"
needs = { all = ["M1-MMS", { signed = "Task 3" }] }
"""


@pytest.fixture(params=[("America/Chicago", EVENING), ("Pacific/Guam", MORNING)])
async def world(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[World]:
    zone, now = request.param
    opened = await open_world(sqlite_url, zone=zone)
    opened.clock.now = now
    await opened.candidate("1001", "Cy Newman")
    await opened.instructor(INES)
    await opened.evaluator(EVA)
    await opened.roster("CNC 1", INES, "1001")
    await opened.roster("Assigned to Eva", EVA, "1001")
    yield opened
    await opened.edgefinder.close()


@pytest.mark.parametrize("day", ["today", "11/23/2026", ""])
async def test_a_result_of_today_is_recorded_with_the_day_of_the_class(
    world: World, day: str
) -> None:
    said = await world.does(EVA, f"result Cy Newman passed M1-TCH-P {day}")
    assert "Recorded" in said.markdown
    assert [row["taken_on"] for row in await world.rows("results")] == [TODAY]


async def test_tomorrow_is_in_the_future(world: World) -> None:
    said = await world.says(EVA, "result Cy Newman passed M1-TCH-P 11/24/2026")
    assert "in the future" in said
    assert await world.rows("results") == []


async def test_a_skill_is_signed_off_with_the_day_of_the_class(world: World) -> None:
    saved = await world.edgefinder.saved_goals.save(Owner(), GOAL)
    assert isinstance(saved, Saved)
    await world.does(INES, "signoff 1001 task 3 for apprentice")
    [signed] = await world.rows("sign_offs")
    assert (signed["signed_on"], signed["done_on"]) == (TODAY, TODAY)


async def test_an_exam_stays_locked_until_its_day_begins_at_the_center(world: World) -> None:
    await world.result("1001", "M1-MMS-T", "fail", date(2026, 9, 10))
    await world.result("1001", "M1-MMS-T", "fail", date(2026, 9, 25))  # 60 days until November 24
    said = plain_text((await world.ask("1001", "status M1-MMS")).markdown)
    assert "November 24, 2026" in said
