"""Scores on record: voids cancel one attempt, and a corrected result is shown."""

from datetime import date

from core.records.corrections import Correction
from tests.world import World

DAY = date(2026, 5, 4)
EXAM = "M1-MMS-T"


async def scores_of(world: World, number: str) -> list[tuple[str, float | None]]:
    found = await world.edgefinder.scores.of(world.ids[number])
    return [(each.outcome.value, each.score) for each in found]


async def test_a_voided_attempt_leaves_the_score_of_another_attempt_of_that_day(
    world: World,
) -> None:
    await world.result("1001", EXAM, "fail", DAY, attempt=1, score=51)
    await world.result("1001", EXAM, "pass", DAY, attempt=2, score=88)
    await world.result("1001", EXAM, "void", DAY, attempt=1)
    assert await scores_of(world, "1001") == [("pass", 88.0)]


async def test_the_score_of_a_corrected_result_is_shown(world: World) -> None:
    await world.result("1001", EXAM, "fail", DAY, score=88)
    right = Correction(world.ids["1001"], EXAM, DAY, outcome="pass")
    await world.edgefinder.result_corrections.correct(right)
    assert await scores_of(world, "1001") == [("pass", 88.0)]


async def test_a_void_cancels_an_attempt_without_a_number(world: World) -> None:
    await world.result("1001", EXAM, "pass", DAY, score=88)
    await world.result("1001", EXAM, "void", DAY)
    assert await scores_of(world, "1001") == []
