"""Data is deleted when its retention period is over, unless it is still needed."""

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.data_rights.retention import Pruning
from core.data_rights.retention_periods import Retention
from tests.core.data_rights.whole_person import WHO, fill
from tests.world import World


async def test_nothing_is_deleted_before_its_retention_period_is_over(world: World) -> None:
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


async def test_counting_old_data_deletes_nothing_and_gives_the_number_deleted_later(
    world: World,
) -> None:
    await fill(world)
    world.clock.pass_by(days=400)
    counted = await world.edgefinder.pruning.count()
    assert sum(counted.values()) > 0
    assert await world.edgefinder.pruning.prune() == counted


async def test_people_who_left_are_forgotten_only_if_the_operator_set_a_period_for_it(
    world: World,
) -> None:
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


async def test_audit_details_are_deleted_only_if_the_operator_set_a_period_and_seals_stay_valid(
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


async def test_each_workspace_chooses_how_long_its_checks_are_stored(world: World) -> None:
    await fill(world)
    [workspace] = await world.rows("workspaces")
    await world.set("workspaces", int(str(workspace["id"])), keep_days=3)
    world.clock.now += timedelta(days=4)
    assert (await world.edgefinder.pruning.prune())["checks"] == 2


OLD_NOTICES = 7


async def test_old_data_is_deleted_in_batches(world: World) -> None:
    counts = await (await _batch_by_batch(world)).prune()
    assert (counts["notices"], await world.rows("notices")) == (OLD_NOTICES, [])
    assert await _batches(world) == [3, 3, 1]


async def test_a_stopped_deletion_keeps_its_finished_batches_and_the_next_one_deletes_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pruning = await _batch_by_batch(world)
    database = world.edgefinder.database
    begin, begun = database.begin, count(1)

    def stopped_at_the_third() -> AbstractAsyncContextManager[AsyncConnection]:
        if next(begun) == 3:
            raise asyncio.CancelledError
        return begin()

    with monkeypatch.context() as stopping:
        stopping.setattr(database, "begin", stopped_at_the_third)
        with pytest.raises(asyncio.CancelledError):
            await pruning.prune()
    assert len(await world.rows("notices")) == OLD_NOTICES - 6
    assert (await pruning.prune())["notices"] == 1
    assert await _batches(world) == [3, 3, 1]


async def test_a_batch_deletes_rows_of_several_kinds_up_to_its_size(world: World) -> None:
    await fill(world)
    await world.edgefinder.person_changes.end(WHO)
    world.clock.pass_by(days=800)
    retention = Retention(people=730)
    counted = await Pruning(world.edgefinder.database, world.clock, retention).count()
    pruning = Pruning(world.edgefinder.database, world.clock, retention, at_once=2)
    pruned = await pruning.prune()
    assert pruned["people"] == counted["people"] == 1
    assert all(pruned[kind] >= count for kind, count in counted.items() if kind != "notices")
    assert max(await _batches(world)) == 2
    assert not any((await pruning.prune()).values())


async def _batch_by_batch(world: World) -> Pruning:
    """Add old notices, and return a pruning that deletes three rows at a time."""
    person = await world.candidate("1001")
    for number in range(OLD_NOTICES):
        await world.add(
            "notices",
            dedupe_key=str(number),
            kind="answer",
            person_id=person,
            state="sent",
            **dict.fromkeys(("created_at", "not_before", "settled_at"), world.clock()),
        )
    world.clock.pass_by(days=400)
    return Pruning(world.edgefinder.database, world.clock, Retention(), at_once=3)


async def _batches(world: World) -> list[int]:
    """Return how many rows each transaction deleted, as the audit log says."""
    entries = [row for row in await world.rows("audit_entries") if row["action"] == Action.PRUNED]
    return [json.loads(str(row["details"]))["rows"] for row in entries]
