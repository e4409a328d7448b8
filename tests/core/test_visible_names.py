"""Staff may ask about exactly the names that commands show them."""

import pytest

from core.people.model import TERMINAL, Identity
from tests.bot.center import ADA, ANA, EVERYBODY, INES, LUC, Center


@pytest.mark.asyncio
async def test_staff_may_ask_about_the_students_and_rosters_that_they_see(
    center_on_each: Center,
) -> None:
    edgefinder = center_on_each.world.edgefinder
    named = {}
    for who in EVERYBODY:
        asker = await edgefinder.askers.find(Identity(TERMINAL, who))
        people, rosters = await edgefinder.visible_names.of(asker)
        seen = [each for each in await edgefinder.rosters.visible_to(asker) if each.id > 0]
        assert [each.name for each in people] == [
            each.name for each in await edgefinder.rosters.students(asker)
        ]
        assert {each.name for each in rosters} == {each.name for each in seen}
        named[who] = {each.name for each in people}
    assert named[INES] == {"Ana Popescu", "Cy Newman"}
    assert named[ADA] == {"Ana Popescu", "Ben Okoro", "Cy Newman"}
    assert named[LUC] == {"Dana Whitfield"}
    assert named[ANA] == set()


@pytest.mark.asyncio
async def test_staff_may_ask_about_their_colleagues_and_the_instructors_of_their_rosters(
    center_on_each: Center,
) -> None:
    edgefinder = center_on_each.world.edgefinder
    colleagues, teachers = {}, {}
    for who in (INES, ADA, ANA):
        asker = await edgefinder.askers.find(Identity(TERMINAL, who))
        colleagues[who] = {each.name for each in await edgefinder.visible_names.of_staff(asker)}
        _people, rosters = await edgefinder.visible_names.of(asker)
        teachers[who] = {each.taught_by for each in rosters}
    assert {"Ines Ortega", "Otto Brandt", "Ada Larsen"} <= colleagues[INES]
    assert colleagues[INES] == colleagues[ADA]
    assert not colleagues[INES] & {"Ana Popescu", "Luc Moreau"}
    assert teachers[INES] == {"Ines Ortega"}
    assert teachers[ADA] == {"Ines Ortega", "Otto Brandt"}
    assert colleagues[ANA] == set()
