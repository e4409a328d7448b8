"""A batch of rows that was imported before is recognized by one lookup."""

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
    """Return `count` rows of failed theory exams, each of another candidate or day."""
    days = (date(2020, 1, 1) + timedelta(days=place // 4) for place in range(count))
    return [
        f"{1001 + place % 4},M1-MMS-T,fail,{day},{place % 90}" for place, day in enumerate(days)
    ]


def file_of(folder: Path, rows: list[str]) -> Path:
    return text_file(folder, f"{RESULTS},score", *rows)


async def test_a_batch_that_was_imported_before_is_recognized_without_reading_results(
    center: World, tmp_path: Path
) -> None:
    path = file_of(tmp_path, many_rows())
    assert counts(await bring(center, path)) == (SMALLEST, SMALLEST, 0, 0)
    async with statements(center) as told:
        assert counts(await bring(center, path)) == (SMALLEST, 0, SMALLEST, 0)
    assert any("known_batches" in each for each in told)
    assert not [each for each in told if " results " in each]


async def test_importing_a_file_that_has_grown_adds_only_the_new_rows(
    center: World, tmp_path: Path
) -> None:
    rows = many_rows(SMALLEST + 7)
    await bring(center, file_of(tmp_path, rows[:SMALLEST]), batch=SMALLEST)
    again = await bring(center, file_of(tmp_path, rows), batch=SMALLEST)
    assert counts(again) == (SMALLEST + 7, 7, SMALLEST, 0)


async def test_importing_a_file_again_adds_a_result_that_was_deleted_meanwhile(
    center: World, tmp_path: Path
) -> None:
    path = file_of(tmp_path, many_rows())
    await bring(center, path)
    async with center.edgefinder.database.begin() as connection:
        await connection.execute(delete(results).where(results.c.score == 17))
    assert await center.rows("known_batches") == []
    again = await bring(center, path)
    assert again.taken == sum(row.endswith(",17") for row in many_rows())


async def test_after_a_result_was_changed_importing_its_file_again_rejects_its_rows(
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


async def test_after_a_number_was_given_to_another_person_their_rows_are_imported_again(
    center: World, tmp_path: Path
) -> None:
    path = file_of(tmp_path, many_rows())
    await bring(center, path)
    await center.edgefinder.person_changes.renumber("1004", "1005")
    await center.candidate("1004", "Noor Haddad")
    again = await bring(center, path)
    assert again.taken == SMALLEST // 4


async def test_a_row_that_contradicts_the_record_is_rejected_each_time(
    center: World, tmp_path: Path
) -> None:
    rows = many_rows()
    await bring(center, file_of(tmp_path, rows))
    other = [f"{rows[0].rpartition(',')[0]},99", *rows[1:]]
    for _ in range(2):
        assert (await bring(center, file_of(tmp_path, other))).rejected == 1


async def test_a_dry_run_and_a_small_file_store_no_digest_of_their_rows(
    center: World, tmp_path: Path
) -> None:
    await bring(center, file_of(tmp_path, many_rows()), dry_run=True)
    await bring(center, file_of(tmp_path, many_rows(20)))
    assert await center.rows("known_batches") == []


async def test_digests_of_rows_are_deleted_when_they_are_old(center: World, tmp_path: Path) -> None:
    await bring(center, file_of(tmp_path, many_rows()))
    async with center.edgefinder.database.begin() as connection:
        await connection.execute(update(known_batches).values(noted_on=date(2020, 1, 1)))
    await bring(center, file_of(tmp_path, [row.replace(",fail,", ",pass,") for row in many_rows()]))
    [kept] = await center.rows("known_batches")
    assert kept["noted_on"] != date(2020, 1, 1)
