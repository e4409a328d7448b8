"""Damaged and hostile files: each is read as intended, or refused in one line."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.importing.file_reading import open_sheet
from core.importing.report import ImportKind
from core.importing.scores import outcome_key, outcome_words
from core.importing.sheets import LONGEST_CELL, FileRefused
from core.records.model import Outcome
from tests.core.importing.import_helpers import (
    RESULTS,
    bring,
    counts,
    rejected,
    text_file,
    workbook_file,
)
from tests.core.importing.nasty_files import DAMAGED, GOOD, LATER, days, refusal, zipped
from tests.world import World

UNCLOSED = (
    "a quotation mark in the row is not closed, or is inside a cell: "
    'put the cell in quotation marks and write "" for each in it'
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Use only SQLite, because files are read in the same way with any database."""
    return sqlite_url


@pytest.fixture
async def center(world: World) -> World:
    await world.candidate("1001", "Ana Popescu")
    return world


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-marked", "utf-16-be-marked", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_all_common_encodings_and_separators(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    header, row = RESULTS + ",evaluator", "1001,M1-MMS-T,fail,2026-03-31,Zoë Müller"
    text = f"{header}\r\n{row}\r\n".replace(",", delimiter)
    marks = {"utf-16-le-marked": "utf-16-le", "utf-16-be-marked": "utf-16-be"}
    raw = ("\ufeff" + text).encode(marks[encoding]) if encoding in marks else text.encode(encoding)
    path = tmp_path / "results.csv"
    path.write_bytes(raw)
    with open_sheet(path, RESULTS.split(",")) as sheet:
        [batch] = sheet.batches(10)
    assert sheet.header == header.split(",")
    assert batch.rows == [row.split(",")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_line_endings_of_every_operating_system_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(ending.join((RESULTS, GOOD, "", '"10\n01",a,b,c', LATER)).encode())
    with open_sheet(path, RESULTS.split(",")) as sheet:
        [batch] = sheet.batches(10)
    assert [row[0] for row in batch.rows] == ["1001", "10\n01", "1001"]
    assert list(batch.numbers) == [2, 4, 6]


async def test_columns_are_read_in_any_order_and_by_their_common_names(
    center: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path, "TAKEN ON, Outcome ,Candidate-Number,EXAM,,", "2026-03-31,fail,1001,M1-MMS-T,,"
    )
    assert counts(await bring(center, path)) == (1, 1, 0, 0)


async def test_a_column_that_is_not_known_is_ignored_and_copied_to_the_rejects(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, f"{RESULTS},shoe size", f"{GOOD},44", "1009,M1-MMS-T,fail,x,45")
    report = await bring(center, path)
    assert counts(report) == (2, 1, 0, 1)
    assert [row["shoe size"] for row in rejected(report)] == ["45"]


@pytest.mark.parametrize("name", ["scores", "Attempts", "source-reff", "evaluater"])
def test_a_file_with_a_misspelled_column_is_refused_with_the_right_name(
    tmp_path: Path, name: str
) -> None:
    told = refusal(text_file(tmp_path, f"{RESULTS},{name}", f"{GOOD},1"))
    assert f"a column {name!r}: name it " in told


async def test_a_column_with_a_similar_name_is_ignored_if_the_right_column_is_there_too(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, f"{RESULTS},score,scores", f"{GOOD},50,x")
    assert counts(await bring(center, path)) == (1, 1, 0, 0)


def no_file(folder: Path) -> Path:
    return folder / "results.csv"


def a_folder(folder: Path) -> Path:
    path = folder / "results.csv"
    path.mkdir()
    return path


def holding(raw: bytes, name: str = "results.csv") -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(raw)
        return path

    return made


def cut_workbook(folder: Path) -> Path:
    path = workbook_file(folder, RESULTS.split(","), *[GOOD.split(",")] * 500)
    path.write_bytes(path.read_bytes()[:-600])
    return path


def bomb(folder: Path) -> Path:
    """Return a real workbook with a sheet that is a thousand times larger when unpacked."""
    path = workbook_file(folder, RESULTS.split(","))
    with zipfile.ZipFile(path) as archive:
        entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    sheet = "xl/worksheets/sheet1.xml"
    blown_up = [
        (name, raw.replace(b"</row>", b"<c/>" * 12_000_000 + b"</row>") if name == sheet else raw)
        for name, raw in entries
    ]
    return zipped(folder, *blown_up)


def damaged_sheet(folder: Path) -> Path:
    path = workbook_file(folder, RESULTS.split(","), GOOD.split(","))
    with zipfile.ZipFile(path) as archive:
        entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    return zipped(folder, *((n, raw[:-60] if "sheet1" in n else raw) for n, raw in entries))


def entity_bomb(folder: Path) -> Path:
    path = workbook_file(folder, RESULTS.split(","), GOOD.split(","))
    with zipfile.ZipFile(path) as archive:
        entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    lol = b'<!DOCTYPE x [<!ENTITY a "lollollol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return zipped(folder, *((n, lol + raw if "sheet1" in n else raw) for n, raw in entries))


def no_sheet_with_rows(folder: Path) -> Path:
    return workbook_file(folder)


HEADER = f"{RESULTS}\n".encode()
NO_TEXT = "results.csv is not a text file: save it as CSV (UTF-8) or XLSX"


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (no_file, "results.csv: No such file or directory"),
        (a_folder, "results.csv is a folder: name a CSV or XLSX file"),
        (holding(b""), "results.csv is empty: it needs a header line and rows"),
        (holding(b"\n \n\n"), "results.csv is empty: it needs a header line and rows"),
        (holding(b"\xef\xbb\xbf"), "results.csv is empty: it needs a header line and rows"),
        (
            holding(b"candidate_number,exam,outcome\n"),
            (
                'results.csv has no day: add --map taken_on="THEIR COLUMN" or '
                "--set taken_on=2026-03-31; its first line has candidate_number, exam, outcome"
            ),
        ),
        (
            holding(b'"a\nb","\x1b[31mred"\n'),
            (
                "results.csv lacks the column candidate_number, exam, outcome, taken_on: its first "
                "line has a b, [31mred"
            ),
        ),
        (
            holding(b"exam," + HEADER),
            "results.csv has the column 'exam' twice: remove or rename one",
        ),
        (
            holding(b"Taken On," + HEADER),
            "results.csv has the column 'taken_on' twice: remove or rename one",
        ),
        (
            holding(b'"' + HEADER),
            "results.csv has no header that can be read: its first line must name the columns",
        ),
        (
            holding(b"x" * 10_000_000 + b"," + HEADER),
            "results.csv has no header that can be read: its first line must name the columns",
        ),
        (holding(HEADER + b"1001,M1-MMS-T,fa\x00il,2026-03-31\n"), NO_TEXT),
        (holding(HEADER.decode().encode("utf-16-le")), NO_TEXT),
        (holding(HEADER.decode().encode("utf-32")), "in an encoding that cannot be read"),
        (
            holding(("\ufeff" + RESULTS + "\n10\x0001").encode("utf-16-le")),
            "results.csv is in an encoding that cannot be read: save it as CSV (UTF-8) or XLSX",
        ),
        (
            holding(HEADER + b"\x81\x8d\n"),
            "results.csv is in an encoding that cannot be read: save it as CSV (UTF-8) or XLSX",
        ),
        (
            holding(b"\xff\xfe\x00\xd8\x00"),
            "results.csv is in an encoding that cannot be read: save it as CSV (UTF-8) or XLSX",
        ),
        (
            holding(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "results.xlsx"),
            (
                "results.xlsx is damaged or protected by a password: save it as .xlsx without a "
                "password, or as CSV"
            ),
        ),
        (
            holding(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "results.xlsx"),
            (
                "results.xlsx lacks the column candidate_number, exam, outcome, taken_on: its "
                "first line has %PDF-1.7"
            ),
        ),
        (holding(b"PK\x03\x04 and no more", "results.xlsx"), DAMAGED),
        (lambda folder: zipped(folder, ("mimetype", b"application/ods")), DAMAGED),
        (lambda folder: zipped(folder, ("[Content_Types].xml", b"<a/>")), DAMAGED),
        (cut_workbook, DAMAGED),
        (damaged_sheet, DAMAGED),
        (entity_bomb, DAMAGED),
        (bomb, "results.xlsx unpacks to far more than an honest workbook: save the rows as CSV"),
        (no_sheet_with_rows, "results.xlsx has no rows: it needs a header line and rows"),
        (
            lambda folder: workbook_file(folder, ["exam", "outcome"], ["M1-MMS-T", "pass"]),
            (
                "results.xlsx has no candidate number and no day: add "
                '--map candidate_number="THEIR COLUMN" or --set taken_on=2026-03-31; its first '
                "line has exam, outcome"
            ),
        ),
    ],
)
def test_a_file_that_has_no_results_is_refused_in_one_line(
    tmp_path: Path, made: Callable[[Path], Path], told: str
) -> None:
    assert told in refusal(made(tmp_path))


@pytest.mark.parametrize(
    "made", [HEADER, HEADER[:-1], HEADER + b"\n\n ,,,\n"], ids=["line", "no end", "blank lines"]
)
async def test_a_file_with_only_a_header_imports_nothing(
    center: World, tmp_path: Path, made: bytes
) -> None:
    assert counts(await bring(center, holding(made)(tmp_path))) == (0, 0, 0, 0)


@pytest.mark.parametrize("size", [LONGEST_CELL + 1, 10_000_000, 20_000_000])
async def test_a_row_with_a_huge_cell_is_rejected_and_all_others_are_imported(
    center: World, tmp_path: Path, size: int
) -> None:
    path = text_file(tmp_path, RESULTS, GOOD, f"1001,{'x' * size},fail,2026-03-31", LATER, "z")
    report = await bring(center, path)
    assert counts(report) == (4, 2, 0, 2)
    assert [(row["row"], row["reason"]) for row in rejected(report)] == [
        ("3", "a cell is longer than 10,000 characters"),
        ("5", "the row has 1 cells where the header has 4"),
    ]


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
async def test_a_row_with_an_unclosed_quotation_mark_is_rejected_and_the_others_are_imported(
    center: World, tmp_path: Path, batch: int
) -> None:
    path = text_file(
        tmp_path,
        f"{RESULTS},source_ref",
        f"{GOOD},",
        "1001,M1-MMS-T,fail,2026-05-01,",
        '1001,M1-MMS-T,fail,2026-05-02,"open',
        "1001,M1-MMS-T,fail,2026-05-03,",
        '1001,M1-MMS-T,fail,2026-05-04,"of two',
        'lines"',
        f'{LATER},"open too',
        "1001,M1-MMS-T,fail,2026-05-05,",
    )
    report = await bring(center, path, batch=batch)
    assert counts(report) == (7, 5, 0, 2)
    assert [(row["row"], row["reason"], row["source_ref"]) for row in rejected(report)] == [
        ("4", UNCLOSED, "open"),
        ("8", UNCLOSED, "open too"),
    ]
    assert await days(center) == [
        "2026-03-31",
        *(f"2026-05-0{day}" for day in (1, 3, 4, 5)),
    ]


async def test_an_unclosed_quotation_mark_in_the_first_of_2000_rows_costs_only_that_row(
    center: World, tmp_path: Path
) -> None:
    first = date(2000, 1, 1)
    rows = [f"1001,M1-MMS-T,fail,{first + timedelta(days=n)}" for n in range(2000)]
    path = text_file(tmp_path, RESULTS, '1001,"M1-MMS-T,fail,1999-12-31', *rows)
    assert counts(await bring(center, path, batch=300)) == (2001, 2000, 0, 1)


async def test_an_unclosed_quotation_mark_does_not_make_an_organization_of_the_next_rows(
    world: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "candidate_number,given_name,family_name,role,organisation",
        '1001,Ana,Popescu,candidate,"Ridgeline',
        "1002,Ben,Ortiz,candidate,Ridgeline",
    )
    report = await bring(world, path, ImportKind.PEOPLE)
    assert counts(report) == (2, 1, 0, 1)
    assert [row["name"] for row in await world.rows("organisations")] == ["Ridgeline"]


async def test_a_cell_that_begins_with_a_quotation_mark_for_inches_is_rejected(
    center: World, tmp_path: Path
) -> None:
    header = f"{RESULTS},source_ref"
    path = text_file(tmp_path, header, f'{GOOD},"5" plate', f'{LATER},5" plate')
    report = await bring(center, path)
    assert [(row["row"], row["reason"]) for row in rejected(report)] == [("2", UNCLOSED)]
    assert [row["source_ref"] for row in await center.rows("results")] == ['5" plate']


@given(st.text(st.sampled_from('",;\n\r\t ax1é'), max_size=60))
@example('"')
@example('a,b,c,d\n"')
@example('\r"\r\n\n"\r')
def test_every_row_has_the_number_of_its_line_whatever_is_in_its_cells(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "results.csv"
    path.write_bytes(f"{RESULTS}\n{text}".encode())
    lines = io.StringIO(path.read_bytes().decode(), newline="").readlines()
    with open_sheet(path, RESULTS.split(",")) as sheet:
        for size in (1, 100):
            for batch in sheet.batches(size):
                assert len(batch.rows) == len(batch.numbers)
                for row, number in zip(batch.rows, batch.numbers, strict=True):
                    assert len(row) == 4
                    start = "".join(row[0].splitlines()[:1]).replace('"', "")
                    assert start in lines[number - 1].replace('"', "")


async def test_control_characters_in_a_cell_of_free_text_do_not_stop_the_import(
    center: World, tmp_path: Path
) -> None:
    header = f"{RESULTS},source_ref"
    path = text_file(tmp_path, header, f"{GOOD},\x01\x1b[31m\u202e\ufffd", "\x07,x,y,z,\x1b")
    assert counts(await bring(center, path)) == (2, 1, 0, 1)


async def refused_rejects(world: World, path: Path, rejects: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        await bring(world, path, rejects=rejects)
    assert await world.rows("results") == []
    return str(refused.value)


async def test_a_rejects_file_that_cannot_be_written_is_reported_before_anything_is_imported(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, GOOD, "bad")
    for impossible in (tmp_path, tmp_path / "nowhere" / "rejects.csv"):
        told = await refused_rejects(center, path, impossible)
        assert told == (
            f"the rejects file {impossible} cannot be written: name another with --rejects"
        )


async def test_the_rejects_are_never_written_over_the_imported_file(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, GOOD, "bad")
    before = path.read_bytes()
    told = await refused_rejects(center, path, tmp_path / "." / "results.csv")
    assert told == "results.csv cannot take its own rejects: name another file for them"
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "pipe"])
async def test_the_rejects_are_never_written_to_a_device(
    center: World, tmp_path: Path, name: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    path = text_file(tmp_path, RESULTS, GOOD, "bad")
    told = await refused_rejects(center, path, tmp_path / name)
    assert told == f"{tmp_path / name} is a device and not a file: name a file"


async def test_the_rejects_are_never_written_to_a_file_named_like_a_workbook(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, GOOD, "bad")
    assert "write it to wrong.csv" in await refused_rejects(center, path, tmp_path / "wrong.xlsx")


async def test_the_rejects_are_never_written_over_a_file_that_is_not_a_rejects_file(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, GOOD)
    other = text_file(tmp_path, RESULTS, GOOD, name="last-year.csv")
    before = other.read_bytes()
    assert "holds something else" in await refused_rejects(center, path, other)
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    "start",
    ["", "\ufeffrow;column;reason;exam\n", '"row","column","reason"\n', "row\tcolumn\treason"],
)
async def test_the_rejects_replace_an_earlier_rejects_file_even_if_excel_has_saved_it(
    center: World, tmp_path: Path, start: str
) -> None:
    path = text_file(tmp_path, RESULTS, GOOD, "bad")
    kept = tmp_path / "results.rejects.csv"
    kept.write_text(start, "utf-8")
    report = await bring(center, path, rejects=kept)
    assert report.rejected == 1
    assert kept.read_text("utf-8").startswith("row,column,reason,")


def test_a_powerschool_export_with_both_names_in_one_column_is_read(tmp_path: Path) -> None:
    header, row = "Student_Number\tLastFirst\tGrade_Level", "6001\tVidic, Zoran M\t11"
    path = text_file(tmp_path, header, row, name="students.text")
    with open_sheet(path, ("candidate_number", "given_name", "family_name")) as sheet:
        [batch] = sheet.batches(10)
        assert [dict(zip(sheet.names, each, strict=True)) for each in batch.rows] == [
            {"candidate_number": "6001", "given_name": "Zoran M", "family_name": "Vidic"}
        ]


def test_the_spanish_words_for_not_passing_are_read_as_a_failure() -> None:
    assert outcome_words()[outcome_key("No acreditó")] is Outcome.FAIL


async def test_a_candidate_who_did_not_come_in_a_pearson_vue_file_has_no_result(
    center: World, tmp_path: Path
) -> None:
    header = "ClientCandidateID,ExamSeriesCode,ExamDate,Grade,Score,NoShow,SiteID,RegistrationID"
    came = "1001,M1-MMS-T,2026/03/31 14:15:00,fail,55,false,777,1"
    stayed_away = "1001,M1-MMS-T,2026/04/07 14:15:00,,,true,777,2"
    report = await bring(center, text_file(tmp_path, header, came, stayed_away))
    assert counts(report) == (1, 1, 0, 0)
    assert "1 row was passed over: NoShow is 'true'." in report.notes
