"""Each delivery of a chat platform is accepted once. Old deliveries are deleted."""

import asyncio

from core.handled_deliveries import REMEMBERED
from tests.bot.recorded_statements import statements
from tests.world import World


async def taken(world: World, name: str, platform: str = "slack") -> bool:
    return await world.edgefinder.deliveries.takes(platform, name)


async def test_a_delivery_of_a_platform_is_accepted_once(world: World) -> None:
    assert [await taken(world, name) for name in ("Ev1", "Ev1", "Ev2", "Ev1")] == [
        True,
        False,
        True,
        False,
    ]
    assert await taken(world, "Ev1", platform="elsewhere")


async def test_if_several_processes_get_a_delivery_at_once_only_one_accepts_it(
    world: World,
) -> None:
    came = await asyncio.gather(*(taken(world, "Ev1") for _ in range(8)))
    assert sorted(came) == [False] * 7 + [True]


async def test_deliveries_that_are_too_old_to_be_repeated_are_deleted(world: World) -> None:
    await taken(world, "Ev1")
    world.clock.pass_by(seconds=REMEMBERED.total_seconds() + 1)
    await taken(world, "Ev2")
    assert [row["name"] for row in await world.rows("deliveries")] == ["Ev2"]


async def test_accepting_a_delivery_takes_one_statement(world: World) -> None:
    await taken(world, "Ev1")  # the first delivery also causes old ones to be deleted
    async with statements(world) as asked:
        await taken(world, "Ev2")
    assert len(asked) == 1
