"""Rows that are imported again are recognized by one lookup, unless the record has changed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from core.importing.known_batches import SMALLEST
from core.storage.tables import known_batches, results
from tests.bot.recorded_statements import statements
from tests.core.importing.import_helpers import RESULTS, bring, counts, text_file
from tests.world import World


@pytest.fixture
async def center(world: World) -> World:
    """Return a center with four candidates."""
    for number in ("1001", "1002", "1003", "1004"):
        await world.candidate(number)
    return world


def many_rows(count: int = SMALLEST) -> list[str]:
    """Return `count` failed theory exams, one for each candidate and day."""
    days = (date(2020, 1, 1) + timedelta(days=place // 4) for place in range(count))
    return [
        f"{1001 + place % 4},M1-MMS-T,fail,{day},{place % 90}" for place, day in enumerate(days)
    ]


def file_of(folder: Path, rows: list[str]) -> Path:
    return text_file(folder, f"{RESULTS},score", *rows)


async def test_a_known_batch_is_recognized_without_comparing_rows(
    center: World, tmp_path: Path
) -> None:
    path = file_of(tmp_path, many_rows())
    assert counts(await bring(center, path)) == (SMALLEST, SMALLEST, 0, 0)
    async with statements(center) as told:
        assert counts(await bring(center, path)) == (SMALLEST, 0, SMALLEST, 0)
    assert any("known_batches" in each for each in told)
    assert not [each for each in told if " results " in each]


async def test_a_file_that_grew_at_its_end_adds_the_new_rows(center: World, tmp_path: Path) -> None:
    rows = many_rows(SMALLEST + 7)
    await bring(center, file_of(tmp_path, rows[:SMALLEST]), batch=SMALLEST)
    again = await bring(center, file_of(tmp_path, rows), batch=SMALLEST)
    assert counts(again) == (SMALLEST + 7, 7, SMALLEST, 0)


async def test_importing_a_file_again_restores_a_deleted_result(
    center: World, tmp_path: Path
) -> None:
    path = file_of(tmp_path, many_rows())
    await bring(center, path)
    async with center.edgefinder.database.begin() as connection:
        await connection.execute(delete(results).where(results.c.score == 17))
    assert await center.rows("known_batches") == []
    again = await bring(center, path)
    assert again.taken == sum(row.endswith(",17") for row in many_rows())


async def test_importing_a_file_again_after_a_result_was_changed_reports_a_contradiction(
    center: World, tmp_path: Path
) -> None:
    path = file_of(tmp_path, many_rows())
    await bring(center, path)
    wrong = (results.c.candidate_id == center.ids["1001"]) & (results.c.score == 16)
    async with center.edgefinder.database.begin() as connection:
        await connection.execute(update(results).where(wrong).values(score=61))
    again = await bring(center, path)
    assert again.rejected == sum(
        row.endswith(",16") and row.startswith("1001") for row in many_rows()
    )
    assert again.rejected > 0


async def test_if_a_number_is_given_to_another_person_the_batch_is_not_recognized(
    center: World, tmp_path: Path
) -> None:
    path = file_of(tmp_path, many_rows())
    await bring(center, path)
    await center.edgefinder.person_changes.renumber("1004", "1005")
    await center.candidate("1004", "Noor Haddad")
    again = await bring(center, path)
    assert again.taken == SMALLEST // 4


async def test_contradicting_rows_are_rejected_each_time(center: World, tmp_path: Path) -> None:
    rows = many_rows()
    await bring(center, file_of(tmp_path, rows))
    other = [f"{rows[0].rpartition(',')[0]},99", *rows[1:]]
    for _ in range(2):
        assert (await bring(center, file_of(tmp_path, other))).rejected == 1


async def test_dry_runs_and_small_files_store_no_digest(center: World, tmp_path: Path) -> None:
    await bring(center, file_of(tmp_path, many_rows()), dry_run=True)
    await bring(center, file_of(tmp_path, many_rows(20)))
    assert await center.rows("known_batches") == []


async def test_old_digests_are_deleted(center: World, tmp_path: Path) -> None:
    await bring(center, file_of(tmp_path, many_rows()))
    async with center.edgefinder.database.begin() as connection:
        await connection.execute(update(known_batches).values(noted_on=date(2020, 1, 1)))
    await bring(center, file_of(tmp_path, [row.replace(",fail,", ",pass,") for row in many_rows()]))
    [kept] = await center.rows("known_batches")
    assert kept["noted_on"] != date(2020, 1, 1)
