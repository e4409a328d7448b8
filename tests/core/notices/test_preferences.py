"""A person's settings of notices are stored all at once, and only for their own rosters."""

from datetime import time

import pytest

from core.notices.preferences import Chosen, Preferences
from core.notices.schedule import Quiet
from core.notices.topics import Pace, Topic
from core.people.model import Person
from tests.world import World

INES, OTTO = "ines@example.org", "otto@example.org"
EVENINGS = Preferences(
    "America/Chicago", time(18, 30), 4, Quiet(time(21), time(7)), frozenset({Topic.IMPORTS})
)


@pytest.fixture
async def center(world: World) -> World:
    """Return a center where Ines teaches CNC 1 and CNC 2, and Otto the night class."""
    await world.instructor(INES)
    await world.instructor(OTTO, "Otto Brandt")
    for roster, teacher in (("CNC 1", INES), ("CNC 2", INES), ("Night class", OTTO)):
        world.ids[roster] = await world.roster(roster, teacher)
    return world


def person(world: World, who: str) -> Person:
    return Person(world.ids[who], None, "Given", "Family", who)


async def paces(world: World, who: str) -> dict[str, Pace]:
    paced = await world.edgefinder.choices.rosters(person(world, who))
    return {each.roster.name: each.pace for each in paced}


async def test_the_settings_of_notices_are_stored_as_chosen(center: World) -> None:
    choices, ines = center.edgefinder.choices, person(center, INES)
    chosen = {center.ids["CNC 1"]: Pace.DAILY, center.ids["CNC 2"]: Pace.OFF}
    await choices.set_everything(ines, Chosen(False, EVENINGS, chosen))
    assert await choices.of(ines) == EVENINGS
    assert await paces(center, INES) == {"CNC 1": Pace.DAILY, "CNC 2": Pace.OFF}
    rows = {row["email"]: row["notices_on"] for row in await center.rows("people")}
    assert rows == {INES: False, OTTO: True}
    next_at = {row["roster_id"]: row["next_at"] for row in await center.rows("roster_notices")}
    due = next_at[center.ids["CNC 1"]]
    assert f"{due:%d %H:%M}" == "24 00:30", "this is 6:30 p.m. in Chicago"


async def test_settings_for_rosters_of_others_are_ignored_and_rosters_not_named_keep_theirs(
    center: World,
) -> None:
    choices, ines = center.edgefinder.choices, person(center, INES)
    chosen = {center.ids["CNC 1"]: Pace.WEEKLY, center.ids["Night class"]: Pace.OFF, 999: Pace.OFF}
    await choices.set_everything(ines, Chosen(True, EVENINGS, chosen))
    assert await paces(center, INES) == {"CNC 1": Pace.WEEKLY, "CNC 2": Pace.EACH}
    assert await paces(center, OTTO) == {"Night class": Pace.EACH}


async def test_a_digest_that_is_due_stays_due_if_the_settings_are_saved_without_a_change(
    center: World,
) -> None:
    choices, ines = center.edgefinder.choices, person(center, INES)
    daily = {center.ids["CNC 1"]: Pace.DAILY}
    await choices.set_everything(ines, Chosen(True, EVENINGS, daily))
    [before] = await center.rows("roster_notices")
    center.clock.pass_by(days=3)
    await choices.set_everything(ines, Chosen(True, EVENINGS, daily))
    assert await center.rows("roster_notices") == [before]


async def test_the_centers_time_zone_applies_only_until_a_person_chooses_one(
    center: World,
) -> None:
    choices, ines = center.edgefinder.choices, person(center, INES)
    for zone, kept in (("UTC", None), ("America/Denver", "America/Denver"), ("UTC", "UTC")):
        await choices.set_everything(ines, Chosen(True, Preferences(zone), {}))
        assert (await choices.of(ines)).zone == kept
