"""A workspace is an employer, kept apart from others of the same name, and removed completely."""

import asyncio
from typing import Any

import pytest

from core.awards.codes import new_code
from core.clock import utc_now
from core.people.model import Identity, Post, Role, Workspace
from core.people.workspaces import Workspaces
from core.verification.recent_checks import CheckHistory
from core.workspace_removal import WorkspaceRemoval
from tests.world import World

ACME = Workspace("slack", "T0ACME")
BOLT = Workspace("slack", "T0BOLT")
ELSEWHERE = Workspace("slack", "T0ELSE")


async def known(world: World, workspace: Workspace, name: str, installed_in: str = "") -> None:
    """Record a workspace that has data to delete.

    The data are a check and the linked chat of a candidate.
    """
    database = world.edgefinder.database
    await Workspaces(database).meet(workspace, name, installed_in)
    verdicts = await world.edgefinder.verification.verify([new_code()])
    await CheckHistory(database, utc_now).keep(workspace, "U1", verdicts)
    await world.candidate(workspace.external_id)
    await world.linked(workspace.external_id, "slack", f"{workspace.external_id}:U1")


async def left(world: World) -> dict[str, list[Any]]:
    """Return the rows about workspaces that are left, by the name of their table."""
    chats = await world.rows("chat_identities")
    return {
        "employers": sorted(
            str(row["name"])
            for row in await world.rows("organisations")
            if str(row["folded"]).startswith("WORKSPACE")
        ),
        "workspaces": sorted(str(row["external_id"]) for row in await world.rows("workspaces")),
        "checks": [row["workspace_id"] for row in await world.rows("checks")],
        "chats": sorted(str(row["external_id"]) for row in chats),
    }


async def posts(world: World, who: str) -> tuple[Post, ...]:
    return (await world.edgefinder.askers.find(Identity("slack", who, who.partition(":")[0]))).posts


async def test_a_member_of_a_workspace_has_the_role_of_employer_for_it(
    world: World,
) -> None:
    await world.edgefinder.workspaces.meet(ACME, "Acme Tool & Die")
    [acme] = await posts(world, "T0ACME:U1")
    assert (acme.role, acme.organisation) == (Role.EMPLOYER, "Acme Tool & Die")
    assert await posts(world, "T0BOLT:U1") == await posts(world, "T0ACM:U1") == ()
    await world.edgefinder.workspaces.meet(ACME, "Acme Aerospace")
    assert await posts(world, "T0ACME:U2") == (
        Post(Role.EMPLOYER, acme.organisation_id, "Acme Aerospace"),
    )


async def test_a_member_of_a_workspace_whose_chat_is_linked_keeps_their_other_roles(
    world: World,
) -> None:
    await world.instructor("ines@example.org")
    await world.linked("ines@example.org", "slack", "T0ACME:U1")
    await world.edgefinder.workspaces.meet(ACME, "Acme")
    assert {post.role for post in await posts(world, "T0ACME:U1")} == {
        Role.INSTRUCTOR,
        Role.EMPLOYER,
    }


async def test_a_workspace_with_the_name_of_a_school_is_not_that_school(world: World) -> None:
    school = await world.organisation("Ridgeline Technical Center")
    for which in (ACME, BOLT):
        await world.edgefinder.workspaces.meet(which, "Ridgeline Technical Center")
    organization_ids = {
        (await posts(world, f"{w.external_id}:U1"))[0].organisation_id for w in (ACME, BOLT)
    }
    assert len(organization_ids) == 2
    assert school not in organization_ids


async def test_a_workspace_that_is_first_seen_several_times_at_once_is_stored_once(
    world: World,
) -> None:
    database = world.edgefinder.database
    await asyncio.gather(*(Workspaces(database).meet(ACME, "Acme") for _ in range(4)))
    assert (await left(world))["employers"] == ["Acme"]


async def test_removing_a_workspace_deletes_only_its_own_data(
    world: World,
) -> None:
    await known(world, ACME, "Acme")
    await known(world, BOLT, "Bolt")
    for _ in range(2):
        await world.edgefinder.workspace_removal.forget(ACME)
    found = await left(world)
    assert len(found.pop("checks")) == 1
    assert found == {"employers": ["Bolt"], "workspaces": ["T0BOLT"], "chats": ["T0BOLT:U1"]}


@pytest.mark.parametrize("first", ["org", "workspace"])
async def test_removing_a_slack_org_removes_its_workspaces(world: World, first: str) -> None:
    database = world.edgefinder.database
    await known(world, ACME, "Acme", "E0GROUP")
    await known(world, BOLT, "Bolt", "E0GROUP")
    await known(world, ELSEWHERE, "Elsewhere")
    if first == "workspace":
        await WorkspaceRemoval(database).forget(ACME)
    await WorkspaceRemoval(database).forget_installation("slack", "E0GROUP")
    if first == "org":
        await WorkspaceRemoval(database).forget(ACME)
    found = await left(world)
    assert len(found.pop("checks")) == 1
    assert found == {
        "employers": ["Elsewhere"],
        "workspaces": ["T0ELSE"],
        "chats": ["T0ELSE:U1"],
    }


async def test_removing_an_installation_unlinks_chats_that_it_reached_in_other_workspaces(
    world: World,
) -> None:
    await world.candidate("2026-001")
    await world.add(
        "chat_identities",
        platform="slack",
        external_id="T0ELSE:U5",
        address="T0ACME/T0ELSE:U5",
        person_id=world.ids["2026-001"],
        linked_at=world.clock(),
    )
    await world.edgefinder.workspace_removal.forget_installation("slack", "T0ACME")
    assert await world.rows("chat_identities") == []
