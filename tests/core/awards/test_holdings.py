"""Only the holder of an award can change who may see it."""

from tests.world import World


async def test_only_the_holder_of_an_award_can_withdraw_it_or_share_it_again(world: World) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    await world.candidate("2026-002", "Ben Ortega")
    await world.award("2026-001", "M1-MMS")
    holdings, ana, ben = world.edgefinder.holdings, world.ids["2026-001"], world.ids["2026-002"]
    [held] = await holdings.of(ana)
    assert not await holdings.withdraw(ben, held.id)
    assert [each.withdrawn for each in await holdings.of(ana)] == [False]
    assert await holdings.withdraw(ana, held.id)
    assert [each.withdrawn for each in await holdings.of(ana)] == [True]
    assert not await holdings.share_again(ben, held.id)
    assert [each.withdrawn for each in await holdings.of(ana)] == [True]
    assert await holdings.share_again(ana, held.id)
    assert [each.withdrawn for each in await holdings.of(ana)] == [False]
