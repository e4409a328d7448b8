"""Only a workspace sees which codes it has checked, and it decides when that is deleted."""

import asyncio

import pytest

from core.awards.codes import new_code
from core.people.model import Workspace
from core.people.workspaces import Workspaces
from core.verification.recent_checks import (
    KEPT_DAYS,
    MOST_LISTED,
    CheckHistory,
)
from core.verification.record_lookup import MOST_IN_BULK
from core.verification.verdict import VerdictKind
from tests.world import World

ACME = Workspace("slack", "T0ACME")
OTHER = Workspace("slack", "T0OTHER")


async def checked(world: World, workspace: Workspace, *codes: str, by: str = "U1") -> None:
    edgefinder = world.edgefinder
    await edgefinder.workspaces.meet(workspace, "Acme")
    verdicts = await edgefinder.verification.verify(codes)
    await edgefinder.check_history.keep(workspace, by, verdicts)


async def listed(world: World, workspace: Workspace) -> list[str]:
    edgefinder = world.edgefinder
    found, _ = await edgefinder.check_history.recent(workspace)
    return [check.code for check in found]


async def test_a_check_is_stored_with_its_person_time_code_and_verdict(
    world: World,
) -> None:
    await world.candidate("2026-001")
    code = await world.award("2026-001", "M1-MMS")
    await checked(world, ACME, code)
    [check], days = await world.edgefinder.check_history.recent(ACME)
    assert (check.asked_by, check.asked_at) == ("U1", world.clock())
    assert (check.code, check.verdict, days) == (code, VerdictKind.VALID, KEPT_DAYS)


async def test_no_workspace_sees_what_another_workspace_has_checked(world: World) -> None:
    mine, theirs = new_code(), new_code()
    await checked(world, ACME, mine)
    await checked(world, OTHER, theirs)
    await checked(world, Workspace("elsewhere", ACME.external_id), theirs)
    assert await listed(world, ACME) == [mine]
    assert await listed(world, OTHER) == [theirs]


async def test_text_that_cannot_be_a_code_is_not_stored(world: World) -> None:
    await checked(world, ACME, "EF-1234-5678-9ABC-1", "my password")
    assert await world.rows("checks") == []


async def test_the_latest_checks_are_listed_first_up_to_a_limit(world: World) -> None:
    codes = [new_code() for _ in range(MOST_LISTED + 1)]
    for code in codes:
        await checked(world, ACME, code)
        world.clock.pass_by(seconds=1)
    assert await listed(world, ACME) == codes[:0:-1]


async def test_checks_are_deleted_after_the_days_that_the_workspace_chose(world: World) -> None:
    database, clock = world.edgefinder.database, world.clock
    await Workspaces(database).meet(ACME, "Acme")
    await CheckHistory(database, clock).keep_for(ACME, 7)
    old, new = new_code(), new_code()
    await checked(world, ACME, old)
    clock.pass_by(days=8)
    assert await listed(world, ACME) == []
    await checked(world, ACME, new)
    assert [row["code"] for row in await world.rows("checks")] == [new]
    await CheckHistory(database, clock).keep_for(ACME, 0)
    clock.pass_by(seconds=1)
    await checked(world, ACME, old)
    assert await world.rows("checks") == []


@pytest.mark.parametrize("days", [-1, 367])
async def test_a_number_of_days_that_cannot_be_chosen_is_refused(world: World, days: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 366 days"):
        await world.edgefinder.check_history.keep_for(ACME, days)


async def test_two_first_checks_of_a_workspace_at_once_are_both_stored(world: World) -> None:
    codes = [new_code(), new_code()]
    await asyncio.gather(*(checked(world, ACME, code) for code in codes))
    assert set(await listed(world, ACME)) == set(codes)
    assert len(await world.rows("workspaces")) == 1


async def test_no_check_of_a_workspace_that_is_not_on_record_is_stored(world: World) -> None:
    verdicts = await world.edgefinder.verification.verify([new_code()])
    await world.edgefinder.check_history.keep(ACME, "U1", verdicts)
    await world.edgefinder.check_history.keep_for(ACME, 7)
    assert await world.rows("workspaces") == await world.rows("checks") == []


async def test_two_hundred_codes_are_verified_in_the_order_given(world: World) -> None:
    await world.candidate("2026-001")
    real = await world.award("2026-001", "M1-MMS")
    shown = [new_code() for _ in range(199)] + [real]
    verdicts = await world.edgefinder.verification.verify(shown, MOST_IN_BULK)
    assert [verdict.code for verdict in verdicts] == shown
    assert [verdict.kind for verdict in verdicts].index(VerdictKind.VALID) == 199
    with pytest.raises(ValueError, match="at most 200"):
        await world.edgefinder.verification.verify([*shown, real], MOST_IN_BULK)
