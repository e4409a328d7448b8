"""One roster is found by what a person types on the command line."""

import pytest

from core.people.roster_lookup import roster_called
from tests.world import World

INES = "ines@example.org"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Mecanización", True),
        ("mecanizacion", True),
        ("Mecanización, Fall 2026", True),
        ("mecanizacion@ridgeline technical center", True),
        ("#{id}", True),
        ("{id}", True),
        ("mecanizacion@Lakeside College", False),
        ("Mecanización, Spring 2026", False),
        ("#{other}", False),
        ("#99999999999999999999", False),
        ("99999999999999999999", False),
        ("", False),
    ],
)
async def test_a_roster_is_found_by_name_term_organization_or_number(
    world: World, typed: str, found: bool
) -> None:
    await world.instructor(INES)
    roster = await world.roster("Mecanización", INES)
    await world.set("rosters", roster, term="Fall 2026")
    async with world.edgefinder.database.reading() as connection:
        one = await roster_called(connection, typed.format(id=roster, other=roster + 1))
    assert (one is not None and one.id == roster) is found


async def test_a_number_means_the_roster_of_that_name_if_there_is_one(world: World) -> None:
    await world.instructor(INES)
    first = await world.roster("Turning", INES)
    named = await world.roster(str(first), INES)
    async with world.edgefinder.database.reading() as connection:
        by_name = await roster_called(connection, str(first))
        by_number = await roster_called(connection, f"#{first}")
    assert by_name is not None
    assert by_number is not None
    assert (by_name.id, by_number.id) == (named, first)
