"""Pages that people have opened: each their own, the last ones of a workspace, and forgotten."""

import pytest

from core.people.model import Identity
from core.people.open_pages import (
    MOST_FOLLOWED,
    OpenedPage,
    forget_page,
    keep_page,
    page_of,
    pages_in,
)
from core.people.workspaces import Workspace
from tests.world import World

ADA = Identity("slack", "T1:U1")


async def opened(world: World, *who: str, shown: str = "a") -> None:
    for each in who:
        page = OpenedPage(Identity("slack", each), each, shown)
        await keep_page(world.edgefinder.database, world.clock, page)
        world.clock.pass_by(seconds=1)


async def in_workspace(world: World, team: str) -> list[str]:
    found = await pages_in(world.edgefinder.database, Workspace("slack", team))
    return [page.identity.external_id for page in found]


async def test_a_page_is_remembered_as_it_was_shown_last(world: World) -> None:
    database = world.edgefinder.database
    assert await page_of(database, ADA) is None
    await opened(world, "T1:U1")
    await opened(world, "T1:U1", shown="b")
    assert await page_of(database, ADA) == OpenedPage(ADA, "T1:U1", "b")
    await forget_page(database, ADA)
    assert await page_of(database, ADA) is None


@pytest.mark.parametrize("other", ["T10:U1", "T_:U1", "T%:U1", "T2:U1"])
async def test_of_a_workspace_its_own_come_the_last_opened_first(world: World, other: str) -> None:
    await opened(world, "T1:U1", other, "T1:U2", "T1:U1")
    assert await in_workspace(world, "T1") == ["T1:U1", "T1:U2"]
    assert await in_workspace(world, other.partition(":")[0]) == [other]


async def test_not_too_many_follow_a_change_at_once(world: World) -> None:
    await opened(world, *(f"T1:U{number}" for number in range(MOST_FOLLOWED + 1)))
    found = await in_workspace(world, "T1")
    assert len(found) == MOST_FOLLOWED
    assert "T1:U0" not in found
