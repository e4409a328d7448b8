"""Periodic jobs write due notices, and survive failures of the database."""

import asyncio

import pytest

from adapters.periodic_jobs import PeriodicJobs
from core.notices.topics import Pace
from core.people.model import Person
from core.people.roster_names import Roster
from tests.world import World

INES = "ines@example.org"


async def test_a_digest_is_written_by_one_of_two_processes(world: World) -> None:
    await world.instructor(INES)
    await world.candidate("1001")
    roster = Roster(await world.roster("CNC 1", INES, "1001"), "CNC 1", 1, "")
    ines = Person(world.ids[INES], None, "Ines", "Ortega", INES)
    await world.edgefinder.choices.set_pace(ines, [roster], Pace.WEEKLY)
    world.clock.pass_by(days=7)
    both = [PeriodicJobs(world.edgefinder), PeriodicJobs(world.edgefinder)]
    running = [asyncio.create_task(each.run()) for each in both]
    while not await world.rows("notices"):  # noqa: ASYNC110 - no event reports a new row
        await asyncio.sleep(0.01)
    for each in both:
        each.stop()
    await asyncio.gather(*running)
    assert [row["kind"] for row in await world.rows("notices")] == ["digest"]


async def test_jobs_continue_and_log_a_database_failure(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with world.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE roster_notices RENAME TO elsewhere")
    jobs = PeriodicJobs(world.edgefinder)
    running = asyncio.create_task(jobs.run())
    while "the rounds could not use the database" not in caplog.text:  # noqa: ASYNC110 - a log has no event
        await asyncio.sleep(0.01)
    assert not running.done()
    jobs.stop()
    await running
