"""Importing results: what is accepted, and what is refused with which words."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest

from core.importing.report import ImportKind
from tests.core.importing.import_helpers import (
    RESULTS,
    bring,
    counts,
    files_in,
    rejected,
    text_file,
    without_ids,
    workbook_file,
)
from tests.world import World


@pytest.fixture
async def center(world: World) -> World:
    """Return a center with two candidates."""
    await world.candidate("1001", "Ana Popescu")
    await world.candidate("1002", "Ben Ortiz")
    return world


async def reasons(world: World, folder: Path, *rows: str, header: str = RESULTS) -> list[str]:
    """Import these rows, and return why each rejected one is rejected.

    Each reason begins with the wrong column.
    """
    report = await bring(world, text_file(folder, header, *rows))
    return [f"{row['column']}: {row['reason']}" for row in rejected(report)]


async def test_all_values_of_a_result_row_are_stored(center: World, tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        f"{RESULTS},score,attempt,evaluator,source_ref",
        "1001,M1-MMS-T,pass,2026-03-31,87.5,2,Jo Vale,NIMS  4711",
    )
    assert counts(await bring(center, path)) == (1, 1, 0, 0)
    assert await center.rows("results") == [
        {
            "candidate_id": center.ids["1001"],
            "exam_code": "M1-MMS-T",
            "taken_on": date(2026, 3, 31),
            "attempt": 2,
            "outcome": "pass",
            "score": 87.5,
            "evaluator": "Jo Vale",
            "source_ref": "NIMS 4711",
            "organisation_id": None,
            "import_id": 1,
        }
    ]


async def test_a_workbook_is_imported_with_the_same_results_as_a_text_file(
    center: World, tmp_path: Path
) -> None:
    header = [*RESULTS.split(","), "score", "attempt"]
    path = workbook_file(
        tmp_path,
        header,
        [1001, "M1-MMS-T", "pass", datetime.combine(date(2026, 3, 31), time()), 87.5, 1],
        [1001.0, "M1-JBL-T", "fail", date(2026, 4, 1), 60, 1.0],
        ["1002", "M1-MMS-T", "Passed", "4/2/2026", None, None],
        [],
        [" 1002 ", "m1-jbl-t", "F", "2026-04-03 10:15", "55%", "2"],
    )
    assert counts(await bring(center, path)) == (4, 4, 0, 0)
    ana, ben = center.ids["1001"], center.ids["1002"]
    kept = {
        (row["candidate_id"], row["exam_code"], row["taken_on"], row["attempt"], row["score"])
        for row in await center.rows("results")
    }
    assert kept == {
        (ana, "M1-MMS-T", date(2026, 3, 31), 1, 87.5),
        (ana, "M1-JBL-T", date(2026, 4, 1), 1, 60.0),
        (ben, "M1-MMS-T", date(2026, 4, 2), 0, None),
        (ben, "M1-JBL-T", date(2026, 4, 3), 2, 55.0),
    }


@pytest.mark.parametrize("written", ["2026-03-31", "3/31/2026", "03/31/2026", "2026-3-31"])
async def test_a_date_is_read_in_iso_and_in_american_form(
    center: World, tmp_path: Path, written: str
) -> None:
    await bring(center, text_file(tmp_path, RESULTS, f"1001,M1-MMS-T,pass,{written}"))
    assert [row["taken_on"] for row in await center.rows("results")] == [date(2026, 3, 31)]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2026-11-24", "2026-11-24 is in the future"),
        ("2026-02-30", "'2026-02-30' is not a date: write 2026-03-31 or 3/31/2026"),
        ("31/13/2026", "'31/13/2026' is not a date: write 2026-03-31 or 3/31/2026"),
        (
            "3/4/26",
            (
                "'3/4/26' can be several days: write 2026-03-31, or add --dates month-first or "
                "--dates day-first"
            ),
        ),
        (
            "43921",
            (
                "'43921' is not a date: a spreadsheet shows 2020-03-31 for it when the column is "
                "formatted as dates"
            ),
        ),
        ("1994-12-31", "1994-12-31 is before 1995"),
        ("", "taken_on is empty: write 2026-03-31 or 3/31/2026"),
    ],
)
async def test_a_row_with_an_impossible_date_is_rejected(
    center: World, tmp_path: Path, written: str, why: str
) -> None:
    row = f"1001,M1-MMS-T,pass,{written}"
    assert await reasons(center, tmp_path, row) == [f"taken_on: {why}"]


async def test_a_result_with_the_day_of_today_is_accepted(center: World, tmp_path: Path) -> None:
    assert await reasons(center, tmp_path, "1001,M1-MMS-T,pass,2026-11-23") == []


async def test_a_cell_with_a_mistake_is_rejected_and_the_reason_says_how_to_correct_it(
    center: World, tmp_path: Path
) -> None:
    header = f"{RESULTS},score,attempt,evaluator"
    day = "2026-03-31"
    told = await reasons(
        center,
        tmp_path,
        f",M1-MMS-T,pass,{day},,,",
        f"1999,M1-MMS-T,pass,{day},,,",
        f"1001,,pass,{day},,,",
        f"1001,M1-MMS-T,maybe,{day},,,",
        f"1001,M1-MMS-T,submitted,{day},,,",
        f"1001,M1-MMS-T,pass,{day},101,,",
        f"1001,M1-MMS-T,pass,{day},8_8,,",
        f"1001,M1-MMS-T,pass,{day},inf,,",
        f"1001,M1-MMS-T,pass,{day},,0,",
        f"1001,M1-MMS-T,pass,{day},,second,",
        f"1001,M1-MMS-T,pass,{day},,{'1' * 5000},",
        f"1001,M1-MMS-T,pass,{day},,,{'x' * 201}",
        f"1001,M1-MMS-T,pass,{day}",
        f"1001,M1-MMS-T,pass,{day},,,,surplus",
        header=header,
    )
    shown = f"'{'1' * 60}...'"
    assert told == [
        "candidate_number: candidate_number is empty",
        "candidate_number: no candidate has the number '1999': import people first",
        "exam: exam is empty: write its code or title",
        "outcome: 'maybe' is not known: write pass, fail, void or correct",
        "outcome: a theory exam is not submitted: write pass, fail or void",
        "score: '101' is not between 0 and 100",
        "score: '8_8' is not a score: write 0 to 100",
        "score: 'inf' is not a score: write 0 to 100",
        "attempt: '0' is not an attempt: write 1 to 99, or nothing",
        "attempt: 'second' is not an attempt: write 1 to 99, or nothing",
        f"attempt: {shown} is not an attempt: write 1 to 99, or nothing",
        "evaluator: evaluator is longer than 200 characters",
        ": the row has 4 cells where the header has 7",
        ": the row has 8 cells where the header has 7",
    ]
    assert await center.rows("results") == []


async def test_an_exam_is_recognized_by_its_code_and_by_its_title(
    center: World, tmp_path: Path
) -> None:
    titles = ("M1-MMS-T", "m1 mms t", "Measurement, Materials and Safety: Theory", "MMS: theory")
    rows = [f'1001,"{t}",fail,2026-03-0{day}' for day, t in enumerate(titles, 1)]
    assert await reasons(center, tmp_path, *rows) == []
    assert {row["exam_code"] for row in await center.rows("results")} == {"M1-MMS-T"}


async def test_an_exam_whose_title_is_misspelled_is_rejected_with_the_nearest_title(
    center: World, tmp_path: Path
) -> None:
    told = await reasons(
        center,
        tmp_path,
        '1001,"Mesurement, Materials & Safty: theory",pass,2026-03-31',
        "1001,Basket weaving,pass,2026-03-31",
    )
    assert told == [
        (
            "exam: 'Mesurement, Materials & Safty: theory' is not the name of an exam; the nearest "
            "is M1-MMS-T (Measurement, Materials & Safety: theory)"
        ),
        "exam: 'Basket weaving' is not known: see the exams with 'edgefinder catalog'",
    ]
    assert await center.rows("results") == []


async def test_rejects_name_their_line_and_column_and_all_other_rows_are_imported(
    center: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "",
        "Candidate Number,Exam,Outcome,Taken On,note",
        "1001,M1-MMS-T,pass,2026-03-31,",
        "",
        '1002,M1-MMS-T,pass,2026-02-30,"of two',
        'lines"',
        "  ,,,,",
        "1002,M1-JBL-T,fail,2026-03-31,",
        "1003,M1-JBL-T,fail,2026-03-31,who?",
    )
    report = await bring(center, path)
    assert counts(report) == (4, 2, 0, 2)
    assert report.rejects_file == tmp_path / "results.rejects.csv"
    assert report.rejects_file.read_text().splitlines()[0] == (
        "row,column,reason,Candidate Number,Exam,Outcome,Taken On,note"
    )
    assert [
        (row["row"], row["column"], row["Candidate Number"], row["note"])
        for row in rejected(report)
    ] == [("5", "taken_on", "1002", "of two\nlines"), ("9", "candidate_number", "1003", "who?")]
    assert len(await center.rows("results")) == 2


async def test_rejected_rows_of_a_workbook_have_the_row_numbers_of_the_sheet(
    center: World, tmp_path: Path
) -> None:
    rows: list[Sequence[object]] = [
        [],
        RESULTS.split(","),
        [1001, "M1-MMS-T", "pass", "2026-03-31"],
        [],
    ]
    path = workbook_file(tmp_path, *rows, [1003, "M1-MMS-T", "pass", "2026-03-31"])
    report = await bring(center, path)
    assert [(row["row"], row["column"]) for row in rejected(report)] == [("5", "candidate_number")]


async def test_a_rejects_file_that_was_corrected_can_be_imported(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "1003,M1-MMS-T,pass,2026-03-31", "x,y,pass,2026-03-31")
    first = (await bring(center, path)).rejects_file
    assert first is not None
    first.write_text(first.read_text().replace(",1003,", ",1002,"))
    report = await bring(center, first)
    assert counts(report) == (2, 1, 0, 1)
    assert report.rejects_file is not None
    assert report.rejects_file.read_text().splitlines()[0] == f"row,column,reason,{RESULTS}"


async def test_an_import_that_rejects_nothing_removes_the_earlier_rejects_file(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "1003,M1-MMS-T,pass,2026-03-31")
    assert (await bring(center, path)).rejects_file is not None
    text_file(tmp_path, RESULTS, "1002,M1-MMS-T,pass,2026-03-31")
    assert (await bring(center, path)).rejects_file is None
    assert files_in(tmp_path) == {"results.csv"}


async def test_a_score_or_an_evaluator_that_differs_from_the_record_is_rejected(
    center: World, tmp_path: Path
) -> None:
    header = f"{RESULTS},score,evaluator"
    given = "1001,M1-MMS-T,pass,2026-03-31"
    assert await reasons(center, tmp_path, f"{given},90,Jo Vale", header=header) == []
    fix = (
        "if it was another sitting of that day, give both their attempt numbers; to correct it, "
        "import the row with the outcome 'correct'"
    )
    assert await reasons(
        center, tmp_path, f"{given},80,Jo Vale", f"{given},90,Al Fox", header=header
    ) == [
        f"score: this result is recorded with score 90: {fix}",
        f"evaluator: this result is recorded with evaluator 'Jo Vale': {fix}",
    ]
    [row] = await center.rows("results")
    assert (row["score"], row["evaluator"]) == (90, "Jo Vale")


async def test_details_that_the_record_lacks_are_added_and_no_others_are_changed(
    center: World, tmp_path: Path
) -> None:
    header = f"{RESULTS},score,evaluator,source_ref"
    given = "1001,M1-MMS-T,pass,2026-03-31"
    await bring(center, text_file(tmp_path, header, f"{given},,,"))
    report = await bring(
        center, text_file(tmp_path, header, f"{given},90,,ref 1", f"{given},,Jo Vale,ref 2")
    )
    assert counts(report) == (2, 2, 0, 0)
    [row] = await center.rows("results")
    assert (row["score"], row["evaluator"], row["source_ref"]) == (90, "Jo Vale", "ref 1")


async def test_of_two_rows_with_different_scores_for_one_result_the_second_is_rejected(
    center: World, tmp_path: Path
) -> None:
    header, given = f"{RESULTS},score", "1001,M1-MMS-T,pass,2026-03-31"
    for known in (f"{given},", f"{given},90"):  # at first no score is on record, and then one is
        await bring(center, text_file(tmp_path, header, known))
        told = await reasons(center, tmp_path, f"{given},90", f"{given},80", header=header)
        assert [why.partition(":")[0] for why in told] == ["score"]
    assert [row["score"] for row in await center.rows("results")] == [90]


@pytest.mark.parametrize("batch", [1, 2, 1000])
async def test_importing_the_same_results_again_changes_nothing(
    center: World, tmp_path: Path, batch: int
) -> None:
    path = text_file(
        tmp_path,
        f"{RESULTS},score",
        "1001,M1-MMS-T,pass,2026-03-31,90",
        "1001,M1-MMS-T,pass,2026-03-31,90",
        "1002,M1-MMS-T,fail,2026-03-31,",
        "1002,M1-MMS-T,pass,2026-05-31,",
    )
    first = await bring(center, path, batch=batch)
    assert (counts(first), first.awarded) == ((4, 3, 1, 0), 2)
    tables = ("results", "awards", "notices")
    before = [without_ids(await center.rows(table)) for table in tables]
    center.clock.pass_by(days=1)
    again = await bring(center, path, batch=batch)
    assert (counts(again), again.awarded, again.revoked) == ((4, 0, 4, 0), 0, 0)
    assert [without_ids(await center.rows(table)) for table in tables] == before


@pytest.mark.parametrize("batch", [1, 1000])
async def test_a_dry_run_of_results_counts_but_writes_nothing(
    center: World, tmp_path: Path, batch: int
) -> None:
    path = text_file(
        tmp_path,
        RESULTS,
        "1001,M1-MMS-T,pass,2026-03-31",
        "1003,M1-MMS-T,pass,2026-03-31",
        "1001,M1-MMS-T,pass,2026-03-31",
    )
    there = files_in(tmp_path)
    tried = await bring(center, path, dry_run=True, batch=batch)
    assert (counts(tried), tried.awarded, tried.rejects_file) == ((3, 1, 1, 1), 1, None)
    for table in ("results", "awards", "notices", "imports"):
        assert await center.rows(table) == []
    assert files_in(tmp_path) == there
    done = await bring(center, path, batch=batch)
    assert done.document() == tried.document()


async def test_a_dry_run_does_not_touch_the_rejects_of_an_earlier_import(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "1003,M1-MMS-T,pass,2026-03-31")
    before = (await bring(center, path)).rejects_file
    assert before is not None
    text_file(tmp_path, RESULTS, "1001,M1-MMS-T,pass,2026-03-31")
    await bring(center, path, dry_run=True)
    assert before.exists()


async def test_a_dry_run_writes_its_rejects_to_a_file_that_the_user_names(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "1003,M1-MMS-T,pass,2026-03-31")
    wanted = tmp_path / "wanted.csv"
    report = await bring(center, path, dry_run=True, rejects=wanted)
    assert report.rejects_file == wanted
    assert [row["column"] for row in rejected(report)] == ["candidate_number"]


async def test_the_progress_of_an_import_is_reported_after_every_batch(
    center: World, tmp_path: Path
) -> None:
    rows = [f"1001,M1-MMS-T,fail,2026-03-{day:02}" for day in range(1, 11)]
    told: list[int] = []
    await bring(
        center,
        text_file(tmp_path, RESULTS, *rows),
        batch=4,
        on_progress=lambda read, _about: told.append(read),
    )
    assert told == [4, 8, 10]


async def test_an_import_of_results_is_on_record_with_its_file_and_time(
    center: World, tmp_path: Path
) -> None:
    await bring(center, text_file(tmp_path, RESULTS, "1001,M1-MMS-T,fail,2026-03-31"))
    [brought] = await center.rows("imports")
    assert (brought["kind"], brought["file_name"]) == (ImportKind.RESULTS, "results.csv")
    assert brought["finished_at"] == center.clock()


async def test_an_import_has_one_audit_entry_whose_number_is_on_each_imported_row(
    center: World, tmp_path: Path
) -> None:
    rows = ("1001,M1-MMS-T,pass,2026-03-31", "1002,M1-MMS-T,fail,2026-03-31")
    await bring(center, text_file(tmp_path, RESULTS, rows[0], name="first.csv"))
    await bring(center, text_file(tmp_path, RESULTS, *rows, name="second.csv"))
    entries = await center.rows("audit_entries")
    assert [(row["action"], row["import_id"]) for row in entries] == [
        ("imported", 1),
        ("imported", 2),
    ]
    assert "second.csv" in str(entries[1]["details"])
    carried = {row["candidate_id"]: row["import_id"] for row in await center.rows("results")}
    assert carried == {center.ids["1001"]: 1, center.ids["1002"]: 2}
