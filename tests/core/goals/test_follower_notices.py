"""Followers of a goal are notified once when one exam is left, and once when they meet it."""

import json
from pathlib import Path

import pytest

from core.goals.saved_goals import Owner
from core.importing.import_file import import_file
from core.importing.report import ImportKind, ImportReport
from tests.world import World

ANA, BEN = "1001", "1002"
BASIC = "pa-skills-basic"


@pytest.fixture
async def center(world: World) -> World:
    """Return a center where Ana follows a goal that needs three exams. Ben follows none."""
    await world.candidate(ANA)
    await world.candidate(BEN, "Ben Okoro")
    await followed(world, BASIC)
    return world


async def followed(world: World, code: str) -> None:
    parts = world.edgefinder
    await parts.followed_goals.follow(world.ids[ANA], code)


async def passed(
    world: World, folder: Path, *exams: str, who: str = ANA, dry_run: bool = False
) -> ImportReport:
    file = folder / "results.csv"
    rows = [f"{who},{exam},pass,2026-11-20" for exam in exams]
    file.write_text("\n".join(("candidate_number,exam,outcome,taken_on", *rows)) + "\n", "utf-8")
    parts = world.edgefinder
    return await import_file(
        parts.database, parts.catalog, parts.clock, ImportKind.RESULTS, file, dry_run=dry_run
    )


async def told(world: World) -> list[tuple[int, str, str]]:
    """Return the recipient, the kind, and the goal or exam of each notice about goals."""
    return [
        (int(str(row["person_id"])), str(row["kind"]), str(data.get("exam") or data["goal"]))
        for row in await world.rows("notices")
        if str(row["kind"]).startswith("goal_")
        and (data := json.loads(str(row["data"]))) is not None
    ]


async def test_a_follower_is_notified_once_at_one_exam_left_and_once_when_the_goal_is_met(
    center: World, tmp_path: Path
) -> None:
    ana = center.ids[ANA]
    await passed(center, tmp_path, "M1-MMS-T")
    assert await told(center) == []
    await passed(center, tmp_path, "M1-DRL-T")
    assert await told(center) == [(ana, "goal_near", "M1-DRL-P")]
    await passed(center, tmp_path, "M1-DRL-T", "M1-GRD-T")
    assert len(await told(center)) == 1, "the goal still needs one exam"
    await passed(center, tmp_path, "M1-DRL-P")
    assert await told(center) == [
        (ana, "goal_near", "M1-DRL-P"),
        (ana, "goal_met", BASIC),
    ]
    await passed(center, tmp_path, "M1-GRD-P")
    assert len(await told(center)) == 2, "the goal was already met"


async def test_a_follower_who_meets_a_goal_by_one_import_gets_only_that_notice(
    center: World, tmp_path: Path
) -> None:
    await passed(center, tmp_path, "M1-MMS-T", "M1-DRL-T", "M1-DRL-P")
    assert await told(center) == [(center.ids[ANA], "goal_met", BASIC)]


async def test_people_who_follow_nothing_get_no_notice(center: World, tmp_path: Path) -> None:
    await passed(center, tmp_path, "M1-MMS-T", "M1-DRL-T", "M1-DRL-P", who=BEN)
    assert await told(center) == []


async def test_a_dry_run_of_an_import_notifies_no_follower(center: World, tmp_path: Path) -> None:
    await passed(center, tmp_path, "M1-MMS-T", "M1-DRL-T", "M1-DRL-P", dry_run=True)
    assert await told(center) == []


async def test_a_follower_of_a_goal_saved_by_the_operator_is_notified_too(
    center: World, tmp_path: Path
) -> None:
    parts = center.edgefinder
    rule = {"code": "ours", "title": "Ours", "kind": "hiring", "needs": {"all": ["M1-MMS"]}}
    await parts.saved_goals.save(Owner(), rule)
    await followed(center, "ours")
    await passed(center, tmp_path, "M1-MMS-T")
    assert await told(center) == [(center.ids[ANA], "goal_met", "ours")]
