"""Which pages are open in which workspace is remembered, so that a change can update them."""

import pytest

from core.clock import utc_now
from core.people.model import Identity, Workspace
from core.people.open_pages import (
    MOST_FOLLOWED,
    OpenedPage,
    OpenedPages,
)
from tests.world import World

ADA = Identity("slack", "T1:U1")


async def opened(world: World, *who: str, shown: str = "a") -> None:
    for each in who:
        page = OpenedPage(Identity("slack", each, each.partition(":")[0]), each, shown)
        await world.edgefinder.opened_pages.keep(page)
        world.clock.pass_by(seconds=1)


async def in_workspace(world: World, team: str) -> list[str]:
    found = await world.edgefinder.opened_pages.in_workspace(Workspace("slack", team))
    return [page.identity.external_id for page in found]


async def test_for_each_person_the_page_that_was_shown_last_is_remembered(world: World) -> None:
    database = world.edgefinder.database
    assert await OpenedPages(database, utc_now).of(ADA) is None
    await opened(world, "T1:U1")
    await opened(world, "T1:U1", shown="b")
    assert await OpenedPages(database, utc_now).of(ADA) == OpenedPage(ADA, "T1:U1", "b")
    await OpenedPages(database, utc_now).forget(ADA)
    assert await OpenedPages(database, utc_now).of(ADA) is None


@pytest.mark.parametrize("other", ["T10:U1", "T_:U1", "T%:U1", "T2:U1"])
async def test_the_pages_of_a_workspace_are_listed_with_the_latest_first(
    world: World, other: str
) -> None:
    await opened(world, "T1:U1", other, "T1:U2", "T1:U1")
    assert await in_workspace(world, "T1") == ["T1:U1", "T1:U2"]
    assert await in_workspace(world, other.partition(":")[0]) == [other]


async def test_a_change_lists_a_limited_number_of_pages_to_update(world: World) -> None:
    await opened(world, *(f"T1:U{number}" for number in range(MOST_FOLLOWED + 1)))
    found = await in_workspace(world, "T1")
    assert len(found) == MOST_FOLLOWED
    assert "T1:U0" not in found
