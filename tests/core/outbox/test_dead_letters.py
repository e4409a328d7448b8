"""Dead letters are stored with a reason, reported without names, and sent again on request."""

from core.outbox.dead_letters import DeadLetters, dead_letters, retry
from tests.world import World


async def undeliverable(world: World, number: str) -> None:
    await world.candidate(number, "Ana Popescu")
    identity = await world.linked(number, "telegram", number)
    award = await world.award(number, "M1-MMS")
    await world.notice(number, "award_earned", award)
    [notice] = await world.edgefinder.outbox.claim()
    await world.edgefinder.outbox.unreachable(notice, notice.destinations[0], "blocked")
    assert identity


async def test_dead_letters_are_counted_by_platform_and_reason(world: World) -> None:
    database, clock = world.edgefinder.database, world.clock
    assert await dead_letters(database, clock) == []
    first = clock()
    await undeliverable(world, "1001")
    clock.pass_by(hours=1)
    await undeliverable(world, "1002")
    assert await dead_letters(database, clock) == [DeadLetters("telegram", "blocked", 2, first)]
    clock.pass_by(days=31)
    assert await dead_letters(database, clock) == [], "after a month they are no longer reported"


async def test_a_dead_letter_that_is_tried_again_is_sent_once_the_person_has_a_chat(
    world: World,
) -> None:
    database, clock = world.edgefinder.database, world.clock
    await undeliverable(world, "1001")
    assert await retry(database, clock) == 1
    assert await world.edgefinder.outbox.claim() == []
    assert [row["state"] for row in await world.rows("notices")] == ["waiting"]
    await undeliverable(world, "1002")
    await world.linked("1002", "slack", "T1:U1")
    assert await retry(database, clock) == 1
    [notice] = await world.edgefinder.outbox.claim()
    assert [each.platform for each in notice.destinations] == ["slack"]
    assert await retry(database, clock) == 0
