"""Damaged and hostile workbooks: each is read as intended, or refused in one line."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.importing.report import ImportReport
from core.importing.sheets import FileRefused
from tests.core.importing.import_helpers import (
    RESULTS,
    bring,
    counts,
    rejected,
    workbook_file,
)
from tests.core.importing.nasty_files import DAMAGED, GOOD, LATER, days, ods, refusal, zipped
from tests.world import World


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Use only SQLite, because files are read in the same way with any database."""
    return sqlite_url


@pytest.fixture
async def center(world: World) -> World:
    await world.candidate("1001", "Ana Popescu")
    return world


async def test_a_workbook_with_only_a_header_imports_nothing(center: World, tmp_path: Path) -> None:
    path = workbook_file(tmp_path, RESULTS.split(","), [], [None, " "])
    assert counts(await bring(center, path)) == (0, 0, 0, 0)


async def test_a_row_with_a_huge_cell_of_a_workbook_is_rejected_and_the_others_are_imported(
    center: World, tmp_path: Path
) -> None:
    path = workbook_file(tmp_path, RESULTS.split(","), GOOD.split(","), LATER.split(","))
    with zipfile.ZipFile(path) as archive:
        entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    huge = [(n, raw.replace(b"2026-04-01", b"9" * 300_000)) for n, raw in entries]
    report = await bring(center, zipped(tmp_path, *huge))
    assert counts(report) == (2, 1, 0, 1)
    assert rejected(report)[0]["reason"] == "a cell is longer than 10,000 characters"


async def test_dates_and_numbers_that_a_workbook_has_converted_are_read_as_intended(
    center: World, tmp_path: Path
) -> None:
    rows = [
        [1001.0, "M1-MMS-T", "fail", datetime.combine(date(2026, 3, 31), time())],
        [1001, "M1-MMS-T", "fail", datetime.combine(date(2026, 4, 1), time(14, 30))],
        [1001, "M1-MMS-T", "fail", 43921],
        [1001.5, "M1-MMS-T", "fail", date(2026, 4, 2)],
        [1001, "M1-MMS-T", True, date(2026, 4, 2)],
        [1001, "M1-MMS-T", "fail", time(8, 30)],
        [1001, "M1-MMS-T", "fail", "#N/A"],
        [1001, "M1-MMS-T", "fail", datetime.combine(date(2027, 1, 1), time())],
    ]
    report = await bring(center, workbook_file(tmp_path, RESULTS.split(","), *rows))
    assert [(row["row"], row["column"], row["reason"][:27]) for row in rejected(report)] == [
        ("4", "taken_on", "'43921' is not a date: a sp"),
        ("5", "candidate_number", "no candidate has the number"),
        ("6", "outcome", "'true' is not known: write "),
        ("7", "taken_on", "'08:30:00' is not a date: w"),
        ("8", "taken_on", "'#N/A' is not a date: write"),
        ("9", "taken_on", "2027-01-01 is in the future"),
    ]
    assert await days(center) == ["2026-03-31", "2026-04-01"]


def edited(path: Path, old: bytes, new: bytes) -> Path:
    """Return the workbook with `old` replaced by `new` in its sheets."""
    with zipfile.ZipFile(path) as archive:
        read = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    # openpyxl writes an empty value differently if lxml is installed
    entries = [
        (name, raw.replace(b"<v></v>", b"<v />").replace(b"<v/>", b"<v />")) for name, raw in read
    ]
    assert any(old in raw for name, raw in entries if "worksheets" in name)
    return zipped(
        path.parent,
        *((n, raw.replace(old, new) if "worksheets" in n else raw) for n, raw in entries),
    )


async def test_a_number_that_is_stored_as_a_fraction_is_read_as_a_number(
    center: World, tmp_path: Path
) -> None:
    path = workbook_file(tmp_path, RESULTS.split(","), [1001, *GOOD.split(",")[1:]])
    assert counts(await bring(center, edited(path, b"<v>1001</v>", b"<v>1001.0</v>")))[1] == 1


async def test_a_date_that_excel_cannot_store_is_reported(center: World, tmp_path: Path) -> None:
    path = workbook_file(tmp_path, RESULTS.split(","), [*GOOD.split(",")[:3], date(2026, 3, 31)])
    report = await bring(center, edited(path, b"<v>46112</v>", b"<v>99999999</v>"))
    assert [row["reason"][:25] for row in rejected(report)] == ["'99999999' is not a date:"]


async def test_a_formula_is_read_as_the_value_stored_with_it(center: World, tmp_path: Path) -> None:
    header = [*RESULTS.split(","), "score", "evaluator"]
    row = [1001, "M1-MMS-T", "fail", date(2026, 3, 31), "=40+2", '=""']
    path = workbook_file(tmp_path, header, row)
    path = edited(path, b"<f>40+2</f><v />", b"<f>40+2</f><v>42</v>")
    empty_text = (b'<c r="F2"><f>""</f><v />', b'<c r="F2" t="str"><f>""</f><v></v>')
    assert counts(await bring(center, edited(path, *empty_text))) == (1, 1, 0, 0)
    assert [row["score"] for row in await center.rows("results")] == [42]


async def test_a_formula_without_a_stored_value_is_rejected_with_that_reason(
    center: World, tmp_path: Path
) -> None:
    rows = [
        [1001, "M1-MMS-T", "fail", date(2026, 3, day), score] for day, score in ((1, 5), (2, 6))
    ]
    rows.append([1001, "M1-MMS-T", "fail", date(2026, 3, 3), "=40+2"])
    report = await bring(center, workbook_file(tmp_path, [*RESULTS.split(","), "score"], *rows))
    assert counts(report) == (3, 2, 0, 1)
    assert [(row["row"], row["reason"]) for row in rejected(report)] == [
        (
            "4",
            (
                "the formula in cell E4 has no value: open the workbook in Excel, save it, and "
                "import it again"
            ),
        )
    ]


async def test_rows_outside_the_dimensions_that_a_workbook_states_are_imported(
    center: World, tmp_path: Path
) -> None:
    path = workbook_file(tmp_path, RESULTS.split(","), GOOD.split(","), LATER.split(","))
    path = edited(path, b'<dimension ref="A1:D3"', b'<dimension ref="A1:B2"')
    assert counts(await bring(center, path)) == (2, 2, 0, 0)


def test_a_workbook_with_more_rows_than_excel_allows_is_refused(tmp_path: Path) -> None:
    path = workbook_file(tmp_path, RESULTS.split(","), GOOD.split(","))
    for column in "ABCD":
        path = edited(path, f'r="{column}2"'.encode(), f'r="{column}2000000"'.encode())
    assert refusal(path) == DAMAGED


async def test_the_sheet_that_has_the_columns_of_results_is_imported(
    center: World, tmp_path: Path
) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["Notes", "for the office"])
    results = workbook.create_sheet("Results")
    for row in (RESULTS, GOOD):
        results.append(row.split(","))
    workbook.create_sheet("Empty")
    workbook.save(tmp_path / "results.xlsx")
    assert counts(await bring(center, tmp_path / "results.xlsx")) == (1, 1, 0, 0)


def test_if_no_sheet_has_the_columns_the_error_shows_the_first_line_of_a_sheet(
    tmp_path: Path,
) -> None:
    path = tmp_path / "results.xlsx"
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["Notes"])
    workbook.create_sheet("Empty")
    workbook.save(path)
    assert refusal(path).endswith("its first line has Notes")


async def test_a_workbook_damaged_near_its_end_imports_nothing(
    center: World, tmp_path: Path
) -> None:
    rows = [["1009", "M1-MMS-T", "fail", "2026-03-31"], *[GOOD.split(",")] * 50]
    path = workbook_file(tmp_path, RESULTS.split(","), *rows)
    path = edited(path, b'<row r="40"', b"<row r=")
    rejects = tmp_path / "rejects.csv"

    async def imported() -> ImportReport:
        return await bring(center, path, rejects=rejects, batch=10)

    with pytest.raises(FileRefused, match="damaged"):
        await imported()
    assert not rejects.exists()
    assert await days(center) == []


async def test_an_ods_sheet_with_white_space_between_cells_is_read(
    center: World, tmp_path: Path
) -> None:
    path = ods(tmp_path, RESULTS.split(","), GOOD.split(","), gap="\n  ")
    assert counts(await bring(center, path)) == (1, 1, 0, 0)


@pytest.mark.parametrize("between", ["<text:line-break/>", "<text:tab/>", "<text:tab></text:tab>"])
async def test_words_in_an_ods_cell_are_kept_apart_at_a_line_break_or_tab(
    center: World, tmp_path: Path, between: str
) -> None:
    one, *others = GOOD.split(",")
    path = ods(tmp_path, RESULTS.split(","), [f"{one}{between}{one}", *others])
    (refused,) = rejected(await bring(center, path))
    assert f"{one}{one}" not in refused["reason"]
