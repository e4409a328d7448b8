"""Imported goals are stored for their owner and shown to the people who may see them."""

import asyncio
from pathlib import Path

import pytest

from core.goals.followed_goals import FollowedGoals
from core.goals.saved_goals import GoalRefused, Owner, Saved
from core.importing.goals_file import Imported, import_goals
from core.people.model import EMPLOYER_PREFIX, TERMINAL, Asker, Identity, Workspace
from core.storage.database import write_alone
from core.storage.tables import people
from tests.world import World, open_world

OURS = """
[[goal]]
code = "shop-entry"
title = "Entry at the shop"
kind = "hiring"
owner = "Ridgeline Technical Center"
visibility = "{visibility}"
dated = 2026-01-05
needs = {{ at_least = 2, of = {{ area = "Machining", level = "I" }} }}
"""
TEAM = Workspace("slack", "T1")
ANA, INES = "1001", "ines@example.org"
BUILT = {"code": "built", "title": "Built", "kind": "hiring", "needs": "M1-MMS"}


@pytest.fixture
async def center(world: World) -> World:
    await world.candidate(ANA)
    await world.instructor(INES)
    return world


async def brought(world: World, folder: Path, text: str, *, dry_run: bool = False) -> Imported:
    file = folder / "goals.toml"
    file.write_text(text, "utf-8")
    parts = world.edgefinder
    return await import_goals(parts.database, parts.catalog, parts.clock, file, dry_run=dry_run)


async def saved(world: World, owner: Owner, written: object) -> Saved | GoalRefused:
    parts = world.edgefinder
    assert isinstance(written, str | dict)
    return await parts.saved_goals.save(owner, written)


async def asking(world: World, who: str, platform: str = TERMINAL) -> Asker:
    return await world.edgefinder.askers.find(
        Identity(platform, who, who.partition(":")[0] if platform == "slack" else "")
    )


async def seen(world: World, who: str, platform: str = TERMINAL) -> set[str]:
    """Return the goals on record that a person can see."""
    parts = world.edgefinder
    shown = await parts.goal_repository.seen_by(await asking(world, who, platform))
    return set(shown) & {"shop-entry", "built"}


EMPLOYER = f"{EMPLOYER_PREFIX}Acme Tools"


@pytest.mark.parametrize(
    ("visibility", "candidate", "employer"),
    [("public", True, True), ("organisation", True, False), ("link", True, False)],
)
async def test_a_goal_is_shown_only_to_the_people_that_its_visibility_names(
    center: World, tmp_path: Path, visibility: str, candidate: bool, employer: bool
) -> None:
    done = await brought(center, tmp_path, OURS.format(visibility=visibility))
    assert done.report.taken == 1
    assert await seen(center, ANA) == ({"shop-entry"} if candidate else set())
    assert await seen(center, EMPLOYER) == ({"shop-entry"} if employer else set())


async def test_importing_the_same_goals_again_changes_nothing(
    center: World, tmp_path: Path
) -> None:
    first = await brought(center, tmp_path, OURS.format(visibility="link"))
    before = await center.rows("goals")
    center.clock.pass_by(days=1)
    again = await brought(center, tmp_path, OURS.format(visibility="link"))
    assert (again.report.taken, again.report.unchanged) == (0, 1)
    assert await center.rows("goals") == before
    assert again.by_link[0].token == first.by_link[0].token
    assert [row["number"] for row in await center.rows("changes")] == [1]


async def test_an_import_of_goals_waits_while_another_program_writes(
    center: World, tmp_path: Path
) -> None:
    async with center.edgefinder.database.begin() as connection:
        await write_alone(connection)
        await connection.execute(people.update().values(given_name="Ana"))
        text = OURS.format(visibility="public")
        importing = asyncio.create_task(brought(center, tmp_path, text))
        await asyncio.wait([importing], timeout=0.2)
    assert (await importing).report.taken == 1


async def test_a_dry_run_of_an_import_saves_no_goal(center: World, tmp_path: Path) -> None:
    done = await brought(center, tmp_path, OURS.format(visibility="public"), dry_run=True)
    assert done.report.taken == 1
    assert [await center.rows(table) for table in ("goals", "changes", "imports")] == [[], [], []]


async def test_a_goal_that_another_process_changed_is_read_again_from_the_database(
    center: World, tmp_path: Path
) -> None:
    other = await open_world(center.edgefinder.database.engine.url.render_as_string(False))
    try:
        assert await seen(center, ANA) == set()
        await brought(other, tmp_path, OURS.format(visibility="public"))
        assert await seen(center, ANA) == {"shop-entry"}
        changed = OURS.format(visibility="public").replace("Entry at the shop", "Changed")
        await brought(other, tmp_path, changed)
        shown = await center.edgefinder.goal_repository.seen_by(await asking(center, ANA))
        assert shown["shop-entry"].title == "Changed"
    finally:
        await other.edgefinder.close()


async def test_a_goal_shared_by_link_is_found_by_anyone_with_its_token(
    center: World, tmp_path: Path
) -> None:
    done = await brought(center, tmp_path, OURS.format(visibility="link"))
    token = done.by_link[0].token
    known = center.edgefinder.goal_repository
    employer = await asking(center, EMPLOYER)
    found = await known.by_token(employer, f" {token.upper()} ")
    assert found is not None
    assert found.code == "shop-entry"
    other = ("0" if token[0] != "0" else "1") + token[1:]
    assert await known.by_token(employer, other) is None
    assert await known.by_token(employer, "") is None
    assert await known.token_of(employer, "shop-entry") == ""
    assert await known.token_of(await asking(center, INES), "shop-entry") == token


async def test_an_invalid_goal_is_reported_and_the_others_in_the_file_are_saved(
    center: World, tmp_path: Path
) -> None:
    head = '[[goal]]\ncode = "{}"\ntitle = "T"\nkind = "hiring"\n'
    text = OURS.format(visibility="public") + "\n".join(
        head.format(code) + more
        for code, more in (
            ("bad", 'needs = "M1-XXX"'),
            ("pa-skills-basic", 'needs = "M1-MMS"'),
            ("shop-entry", 'needs = "M1-MMS"'),
            ("lost", 'owner = "Nobody"\nvisibility = "organisation"\nneeds = "M1-MMS"'),
        )
    )
    done = await brought(center, tmp_path, text)
    counts = done.report
    assert (counts.read, counts.taken, counts.rejected) == (5, 1, 4)
    assert [(each.code, each.key) for each in done.refused] == [
        ("bad", "needs"),
        ("pa-skills-basic", "code"),
        ("shop-entry", "code"),
        ("lost", "owner"),
    ]
    rejects = (tmp_path / "goals.rejects.csv").read_text("utf-8").splitlines()
    assert rejects[0] == "row,column,reason,code"
    assert rejects[1].startswith('2,needs,"""M1-XXX"" is not a credential')
    assert await seen(center, ANA) == {"shop-entry"}


async def test_a_goal_cannot_be_changed_or_removed_by_another_owner(
    center: World, tmp_path: Path
) -> None:
    await brought(center, tmp_path, OURS.format(visibility="public"))
    theirs = {**BUILT, "code": "shop-entry"}
    refused = await saved(center, Owner(workspace=TEAM), theirs)
    assert isinstance(refused, GoalRefused)
    assert refused.key == "code"
    assert not await center.edgefinder.saved_goals.remove(Owner(workspace=TEAM), "shop-entry")
    assert await seen(center, ANA) == {"shop-entry"}


async def test_a_goal_of_the_operator_moves_to_its_organization_once_that_is_on_record(
    center: World, tmp_path: Path
) -> None:
    text = OURS.format(visibility="public").replace("Ridgeline Technical Center", "Lakeside")
    await brought(center, tmp_path, text)
    organization = await center.organisation("Lakeside")
    assert (await brought(center, tmp_path, text)).report.taken == 1
    assert [row["organisation_id"] for row in await center.rows("goals")] == [organization]


async def test_a_workspaces_hiring_rule_is_visible_to_members_of_the_workspace(
    center: World,
) -> None:
    kept = await saved(center, Owner(workspace=TEAM), BUILT)
    assert isinstance(kept, Saved)
    assert kept.changed
    again = await saved(center, Owner(workspace=TEAM), BUILT)
    assert isinstance(again, Saved)
    assert not again.changed
    assert await seen(center, "T1:U1", "slack") == {"built"}
    assert await seen(center, "T2:U1", "slack") == set()
    assert await seen(center, ANA) == set()
    public = await saved(center, Owner(workspace=TEAM), {**BUILT, "visibility": "public"})
    assert isinstance(public, GoalRefused)
    assert public.key == "visibility"


async def test_a_removed_hiring_rule_is_no_longer_shown_or_followed(center: World) -> None:
    database, owner = center.edgefinder.database, Owner(workspace=TEAM)
    await saved(center, owner, BUILT)
    await FollowedGoals(database, center.clock).follow(center.ids[ANA], "built")
    assert await seen(center, "T1:U1", "slack") == {"built"}
    assert await center.edgefinder.saved_goals.remove(owner, "built")
    assert await seen(center, "T1:U1", "slack") == set()
    assert not await center.edgefinder.saved_goals.remove(owner, "built")
    assert await center.rows("followed_goals") == []


async def test_the_hiring_rules_of_a_removed_workspace_are_deleted(center: World) -> None:
    await saved(center, Owner(workspace=TEAM), BUILT)
    assert await seen(center, "T1:U1", "slack") == {"built"}
    await center.edgefinder.workspace_removal.forget(TEAM)
    assert await seen(center, "T1:U1", "slack") == set()
    assert await center.rows("goals") == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("[[goal", ""),
        ("[[goal]]\n[[goal]]\n", "goal"),
        ({**BUILT, "title": ""}, "title"),
        ({**BUILT, "needs": {"at_least": 9, "of": ["M1-MMS"]}}, "needs.at_least"),
    ],
)
async def test_a_hiring_rule_with_an_error_is_refused_and_the_key_is_named(
    center: World, written: object, key: str
) -> None:
    refused = await saved(center, Owner(), written)
    assert isinstance(refused, GoalRefused)
    assert refused.key == key
    assert await center.rows("goals") == []
