""" "Today" is the day at the training center, and not the day in UTC."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.plain_text import plain_text
from core.goals.saved_goals import Owner, Saved
from core.people.model import Person
from core.records.corrections import Correction
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
async def test_a_result_of_today_is_recorded_with_the_date_at_the_center(
    world: World, day: str
) -> None:
    said = await world.does(EVA, f"result Cy Newman passed M1-TCH-P {day}")
    assert "Recorded" in said.markdown
    assert [row["taken_on"] for row in await world.rows("results")] == [TODAY]


async def test_a_result_dated_tomorrow_at_the_center_is_refused(world: World) -> None:
    said = await world.says(EVA, "result Cy Newman passed M1-TCH-P 11/24/2026")
    assert "in the future" in said
    assert await world.rows("results") == []


async def test_a_skill_is_signed_off_with_the_date_at_the_center(world: World) -> None:
    saved = await world.edgefinder.saved_goals.save(Owner(), GOAL)
    assert isinstance(saved, Saved)
    await world.does(INES, "signoff 1001 task 3 for apprentice")
    [signed] = await world.rows("sign_offs")
    assert (signed["signed_on"], signed["done_on"]) == (TODAY, TODAY)


async def test_an_exam_stays_locked_until_its_day_begins_at_the_center(world: World) -> None:
    await world.result("1001", "M1-MMS-T", "fail", date(2026, 9, 10))
    await world.result("1001", "M1-MMS-T", "fail", date(2026, 9, 25))  # 60 days before November 24
    said = plain_text((await world.ask("1001", "status M1-MMS")).markdown)
    assert "November 24, 2026" in said


async def test_a_credential_is_revoked_with_the_date_at_the_center(world: World) -> None:
    by_hand = await world.award("1001", "M1-CMP", date(2026, 5, 1))
    await world.edgefinder.revocations.revoke(by_hand, "entered in error")
    await world.result("1001", "M1-MMS-T", "pass", date(2026, 5, 1))
    await world.award("1001", "M1-MMS", date(2026, 5, 1))
    void = Correction(world.ids["1001"], "M1-MMS-T", date(2026, 5, 1), outcome="void")
    await world.edgefinder.result_corrections.correct(void)
    revoked = {row["credential_code"]: row["revoked_on"] for row in await world.rows("awards")}
    assert revoked == {"M1-CMP": TODAY, "M1-MMS": TODAY}


async def test_a_link_that_proves_a_goal_shows_the_date_at_the_center(world: World) -> None:
    parts = world.edgefinder
    await world.award("1001", "M1-CMP", TODAY)
    goal = (await parts.goal_repository.everything())["ccc-mfgt-123"]
    made = await parts.proofs.make(world.ids["1001"], goal, 30, shows=True, met=True)
    assert made is not None
    proven = await parts.proofs.look(made.token)
    assert proven is not None
    assert proven.met
    assert proven.document()["made_on"] == proven.document()["proven_on"] == "2026-11-23"
    told = await world.says("1001", "proofs")
    assert "made on November 23, 2026, works until December 23, 2026" in told


@pytest.mark.parametrize(("failed_on", "is_open"), [(24, True), (25, False)])
async def test_the_notice_of_a_result_suggests_only_an_exam_that_is_open_on_the_centers_day(
    world: World, failed_on: int, *, is_open: bool
) -> None:
    await world.linked("1001", "telegram", "71")
    for day in (10, failed_on):  # the exam opens again 60 days after the second failure
        await world.result("1001", "M1-TUR-T", "fail", date(2026, 9, day))
    await world.does(EVA, "result Cy Newman passed M1-TCH-P today")
    [told] = [row for row in await world.rows("notices") if row["kind"] == "result_recorded"]
    assert ("M1-TUR-T" in str(told["data"])) is is_open


@pytest.mark.parametrize(("days", "nudged"), [(29, 0), (30, 1)])
async def test_reminders_to_take_an_exam_count_the_days_at_the_center(
    world: World, days: int, nudged: int
) -> None:
    await world.linked("1001", "telegram", "71")
    await world.result("1001", "M1-TCH-P", "pass", TODAY - timedelta(days=days))
    hour = 20 if world.clock.now == EVENING else 8
    parts = world.edgefinder
    await parts.choices.set_digest_time(
        Person(world.ids["1001"], "1001", "Cy", "Newman", None), time(hour)
    )
    assert await parts.nudges.write_due() == nudged


async def test_a_linked_chat_is_shown_with_the_date_at_the_center(world: World) -> None:
    await world.linked("1001", "telegram", "71")
    said = await world.says("71", "whoami", "telegram")
    assert "linked on November 23, 2026" in said
