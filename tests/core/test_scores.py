"""Scores on record: a void cancels one attempt, and a corrected result is shown."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from core.records.corrections import Correction
from tests.world import World, open_world

DAY = date(2026, 5, 4)
CY, EXAM = "1001", "M1-MMS-T"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    opened = await open_world(database_url)
    await opened.candidate(CY, "Cy Newman")
    yield opened
    await opened.edgefinder.close()


async def scores_of(world: World) -> list[tuple[str, float | None]]:
    found = await world.edgefinder.scores.of(world.ids[CY])
    return [(each.outcome.value, each.score) for each in found]


async def test_a_voided_attempt_leaves_the_score_of_another_attempt_of_that_day(
    world: World,
) -> None:
    await world.result(CY, EXAM, "fail", DAY, attempt=1, score=51)
    await world.result(CY, EXAM, "pass", DAY, attempt=2, score=88)
    await world.result(CY, EXAM, "void", DAY, attempt=1)
    assert await scores_of(world) == [("pass", 88.0)]


async def test_the_score_of_a_corrected_result_is_shown(world: World) -> None:
    await world.result(CY, EXAM, "fail", DAY, score=88)
    right = Correction(world.ids[CY], EXAM, DAY, outcome="pass")
    await world.edgefinder.result_corrections.correct(right)
    assert await scores_of(world) == [("pass", 88.0)]


async def test_a_void_cancels_an_attempt_without_a_number(world: World) -> None:
    await world.result(CY, EXAM, "pass", DAY, score=88)
    await world.result(CY, EXAM, "void", DAY)
    assert await scores_of(world) == []
