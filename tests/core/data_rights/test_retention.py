"""Data is deleted when its retention period is over; what is needed stays."""

from datetime import timedelta

from core.data_rights.retention import Pruning
from core.data_rights.retention_periods import Retention
from tests.core.data_rights.whole_person import WHO, fill
from tests.world import World


async def test_nothing_that_is_needed_is_deleted(world: World) -> None:
    await fill(world)
    counts = await world.edgefinder.pruning.prune()
    assert {kind: count for kind, count in counts.items() if count} == {}


async def test_each_kind_of_data_is_deleted_after_its_retention_period(world: World) -> None:
    await fill(world)
    for notice in await world.rows("notices"):
        await world.set("notices", int(str(notice["id"])), state="sent", settled_at=world.clock())
    world.clock.pass_by(days=61)
    first = await world.edgefinder.pruning.prune()
    assert {kind for kind, count in first.items() if count} == {
        *("files", "corrections", "invitations", "proofs", "memories"),
    }
    world.clock.pass_by(days=130)
    later = await world.edgefinder.pruning.prune()
    assert {kind for kind, count in later.items() if count} == {"checks", "notices"}
    assert await world.rows("results")


async def test_a_count_deletes_nothing_and_equals_the_number_deleted_later(world: World) -> None:
    await fill(world)
    world.clock.pass_by(days=400)
    counted = await world.edgefinder.pruning.count()
    assert sum(counted.values()) > 0
    assert await world.edgefinder.pruning.prune() == counted


async def test_people_who_left_are_forgotten_only_if_the_operator_set_it(world: World) -> None:
    await fill(world)
    await world.edgefinder.person_changes.end(WHO)
    world.clock.pass_by(days=800)
    kept = await world.edgefinder.pruning.prune()
    assert "people" not in kept
    edgefinder = world.edgefinder
    pruning = Pruning(edgefinder.database, world.clock, Retention(people=730))
    assert (await pruning.count())["people"] == 1
    assert (await pruning.prune())["people"] == 1
    assert await edgefinder.contacts.find(WHO) is None
    assert await edgefinder.contacts.find("1001") is not None


async def test_audit_details_are_deleted_only_if_the_operator_set_it_and_seals_stay_valid(
    world: World,
) -> None:
    await fill(world)
    edgefinder = world.edgefinder
    await edgefinder.audit_seals.seal()
    world.clock.pass_by(days=800)
    assert "audit" not in await edgefinder.pruning.prune()
    pruning = Pruning(edgefinder.database, world.clock, Retention(audit=730))
    counted = (await pruning.count())["audit"]
    assert counted > 0
    assert (await pruning.prune())["audit"] == counted
    found = await edgefinder.audit_check.check()
    assert (found.problems, found.forgotten) == ((), counted)


async def test_each_workspace_chooses_how_long_its_checks_are_kept(world: World) -> None:
    await fill(world)
    [workspace] = await world.rows("workspaces")
    await world.set("workspaces", int(str(workspace["id"])), keep_days=3)
    world.clock.now += timedelta(days=4)
    assert (await world.edgefinder.pruning.prune())["checks"] == 2
