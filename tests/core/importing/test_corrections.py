"""Corrections and retakes: following the advice about a rejected row gives the promised result."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.importing.options import NONE
from core.importing.report import ImportKind, ImportReport
from tests.core.importing.reported_files import import_case, import_rows, reasons
from tests.world import World

HEADER = "candidate_number,exam,outcome,taken_on,score"
AGAIN = replace(NONE, same_day_retakes=True)
DAY = "2026-03-31"


@pytest.fixture
async def north(world: World, tmp_path: Path) -> World:
    """Return North Tech as it is before each of the reported files."""
    await import_case(world, tmp_path, "base.people.csv")
    return world


async def results(
    world: World, folder: Path, *rows: str, header: str = HEADER, same_day: bool = False
) -> ImportReport:
    options = AGAIN if same_day else NONE
    return await import_rows(world, folder, ImportKind.RESULTS, header, *rows, options=options)


async def held(world: World) -> list[str]:
    return [str(a["credential_code"]) for a in await world.rows("awards") if not a["revoked_on"]]


async def sittings(world: World) -> list[tuple[object, ...]]:
    rows = await world.rows("results")
    return sorted((row["attempt"], row["outcome"], row["score"]) for row in rows)


async def test_a_void_and_a_new_pass_for_a_wrong_score_leave_the_credential_held(
    north: World, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        report = await import_case(north, tmp_path, f"08-correct-{number}.results.csv")
        assert (report.taken, report.rejected) == (1, 0)
    assert await held(north) == ["M1-MMS"]
    for number in (1, 2, 3):
        report = await import_case(north, tmp_path, f"08-correct-{number}.results.csv")
        assert (report.unchanged, report.revoked) == (1, 0)
    assert await held(north) == ["M1-MMS"]


async def test_a_void_cancels_only_the_rows_before_it_in_the_same_file(
    north: World, tmp_path: Path
) -> None:
    header = f"{HEADER},attempt"
    rows = (
        f"4002,M1-MMS-T,pass,{DAY},88,1",
        f"4002,M1-MMS-T,void,{DAY},,",
        f"4002,M1-MMS-T,pass,{DAY},90,2",
    )
    report = await results(north, tmp_path, *rows, header=header)
    assert (report.rejected, report.awarded, report.revoked) == (0, 1, 0)
    again = await results(north, tmp_path, *rows, header=header)
    assert (again.taken, again.revoked) == (0, 0)
    assert await held(north) == ["M1-MMS"]


async def test_a_pass_without_an_attempt_number_after_a_void_is_a_new_attempt(
    north: World, tmp_path: Path
) -> None:
    for row in (
        f"4002,M1-MMS-T,pass,{DAY},88",
        f"4002,M1-MMS-T,void,{DAY},",
        f"4002,M1-MMS-T,pass,{DAY},90",
    ):
        report = await results(north, tmp_path, row)
        assert (report.taken, report.rejected) == (1, 0)
    assert await held(north) == ["M1-MMS"]
    again = await results(north, tmp_path, f"4002,M1-MMS-T,pass,{DAY},90")
    assert (again.taken, again.unchanged) == (0, 1)


@pytest.mark.parametrize("score", [88, 90])
@pytest.mark.parametrize("known", [True, False])
async def test_a_pass_after_a_void_in_the_same_file_earns_the_credential(
    north: World, tmp_path: Path, score: int, known: bool
) -> None:
    if known:
        await results(north, tmp_path, f"4002,M1-MMS-T,pass,{DAY},88")
    rows = (f"4002,M1-MMS-T,void,{DAY},", f"4002,M1-MMS-T,pass,{DAY},{score}")
    report = await results(north, tmp_path, *rows)
    assert (report.taken, report.rejected) == (2, 0)
    assert await held(north) == ["M1-MMS"]
    again = await results(north, tmp_path, *rows)
    assert (again.unchanged, again.revoked) == (2, 0)
    assert await held(north) == ["M1-MMS"]


async def test_importing_the_outcome_correct_as_advised_changes_only_the_score(
    north: World, tmp_path: Path
) -> None:
    await results(north, tmp_path, f"4002,M1-MMS-T,pass,{DAY},88")
    [why] = reasons(await results(north, tmp_path, f"4002,M1-MMS-T,pass,{DAY},90"))
    assert "import the row with the outcome 'correct'" in why
    before = await north.rows("awards")
    report = await results(north, tmp_path, f"4002,M1-MMS-T,correct,{DAY},90")
    assert (report.taken, report.awarded, report.revoked) == (1, 0, 0)
    assert await sittings(north) == [(0, "pass", 90)]
    assert await north.rows("awards") == before
    again = await results(north, tmp_path, f"4002,M1-MMS-T,correct,{DAY},90")
    assert again.unchanged == 1


async def test_correcting_an_outcome_also_corrects_the_award_based_on_it(
    north: World, tmp_path: Path
) -> None:
    await results(north, tmp_path, f"4002,M1-MMS-T,pass,{DAY},88")
    report = await results(north, tmp_path, f"4002,M1-MMS-T,correct fail,{DAY},48")
    assert (report.taken, report.revoked) == (1, 1)
    assert await held(north) == []
    report = await results(north, tmp_path, f"4002,M1-MMS-T,correct: pass,{DAY},88")
    assert (report.taken, report.awarded) == (1, 1)
    assert await held(north) == ["M1-MMS"]


async def test_a_correction_of_a_result_that_is_not_on_record_is_rejected(
    north: World, tmp_path: Path
) -> None:
    [why] = reasons(await results(north, tmp_path, f"4002,M1-MMS-T,correct,{DAY},90"))
    assert why == (
        "no result of that exam is recorded on 2026-03-31: write pass or fail for a new one"
    )


@pytest.mark.parametrize("batch", [1, 1000])
async def test_an_award_that_is_revoked_and_earned_again_in_one_import_sends_no_notice(
    north: World, tmp_path: Path, batch: int
) -> None:
    header = f"{HEADER},attempt"
    await results(north, tmp_path, "4002,M1-MMS-T,pass,2026-11-20,88,1", header=header)
    [before] = await north.rows("awards")
    told = await north.rows("notices")
    path = tmp_path / "fix.results.csv"
    lines = (
        header,
        "4002,M1-MMS-T,void,2026-11-20,,1",
        "4002,M1-MMS-T,pass,2026-11-20,90,2",
    )
    path.write_text("\n".join(lines))
    await north.edgefinder.import_file(ImportKind.RESULTS, path, batch=batch)
    assert await north.rows("awards") == [before]
    kinds = [row["kind"] for row in await north.rows("notices")]
    assert "award_revoked" not in kinds
    assert kinds.count("award_earned") == [row["kind"] for row in told].count("award_earned")


async def test_several_attempts_on_one_day_are_numbered_in_the_order_of_the_file(
    north: World, tmp_path: Path
) -> None:
    name = "09-retakes-one-day.results.csv"
    report = await import_case(north, tmp_path, name)
    assert (report.taken, report.rejected) == (3, 0)
    assert await sittings(north) == [(1, "fail", 52), (2, "fail", 61), (3, "pass", 88)]
    again = await import_case(north, tmp_path, name)
    assert (again.taken, again.unchanged) == (0, 3)


async def test_importing_a_file_with_more_attempts_than_before_adds_the_new_ones(
    north: World, tmp_path: Path
) -> None:
    await results(north, tmp_path, f"4002,M1-MMS-T,fail,{DAY},52")
    report = await import_case(north, tmp_path, "09-retakes-one-day.results.csv")
    assert (report.taken, report.unchanged) == (2, 1)
    assert [score for _, _, score in await sittings(north)] == [52, 61, 88]


async def test_two_equal_results_on_one_day_count_once_unless_the_user_says_that_both_count(
    north: World, tmp_path: Path
) -> None:
    rows = [f"4002,M1-MMS-T,fail,{DAY},52"] * 2
    assert (await results(north, tmp_path, *rows)).taken == 1
    assert len(await sittings(north)) == 1
    report = await results(north, tmp_path, *rows, same_day=True)
    assert report.rejected == 0
    assert len(await sittings(north)) == 2
    again = await results(north, tmp_path, *rows, same_day=True)
    assert again.taken == 0


async def test_several_failures_on_one_day_count_toward_the_lock_of_the_exam(
    north: World, tmp_path: Path
) -> None:
    rows = ["4002,M1-MMS-T,fail,2026-11-20,52", "4002,M1-MMS-T,fail,2026-11-20,61"]
    await results(north, tmp_path, *rows)
    assert "locked" in (await north.says("4002", "status M1-MMS")).lower()


async def test_of_two_passes_with_a_void_between_them_the_second_one_counts(
    north: World, tmp_path: Path
) -> None:
    rows = [
        f"4002,M1-MMS-T,{what}" for what in (f"pass,{DAY},88", f"void,{DAY},", f"pass,{DAY},88")
    ]
    for taken in (3, 0):
        report = await results(north, tmp_path, *rows)
        assert (report.taken, report.rejected) == (taken, 0)
        assert await held(north) == ["M1-MMS"]
