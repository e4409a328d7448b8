"""Files of learning platforms and office programs with unusual outcomes, cells and rows."""

import zipfile
from pathlib import Path

import pytest

from core.importing.dates import possible_dates
from core.importing.reading_options import ReadingOptions
from core.importing.report import ImportKind
from tests.core.importing.import_helpers import RESULTS, bring, counts, rejected, text_file
from tests.world import World

CASES = Path(__file__).parents[2] / "cases" / "import"
SET = ReadingOptions(values={"taken_on": "2026-03-31", "pass_mark": "70"})


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Use only SQLite, because files are read in the same way with any database."""
    return sqlite_url


@pytest.fixture
async def north(world: World) -> World:
    world.clock.pass_by(days=5)
    await bring(world, CASES / "base.people.csv", ImportKind.PEOPLE)
    return world


async def results(world: World) -> list[tuple[object, object, object]]:
    rows = await world.rows("results")
    return sorted((str(row["exam_code"]), str(row["outcome"]), row["score"]) for row in rows)


@pytest.mark.parametrize(
    "word",
    [
        "Pass (pending)", "Pass (provisional)", "Passed (revoked)", "Pass (not accepted)",
        "Passed (invalidated)", "Complete (fail)", "Pass (void)", "Pass (waived)",
        "Aprobado (pendiente)", "Aprobado (anulado)", "Fail (passed the theory)", "Pass (no)",
    ],
)  # fmt: skip
async def test_an_outcome_is_rejected_if_its_brackets_contradict_it_or_put_it_in_doubt(
    north: World, tmp_path: Path, word: str
) -> None:
    path = text_file(tmp_path, RESULTS, f"4002,M1-MMS-T,{word},2026-03-31")
    [row] = rejected(await bring(north, path))
    assert row["column"] == "outcome"
    assert await north.rows("awards") == []


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Pass (P)", "pass"), ("Pass (88%)", "pass"), ("PASS (88 / 100)", "pass"),
        ("Pass (retake)", "pass"), ("Passed (2nd attempt)", "pass"), ("Fail (F)", "fail"),
        ("Aprobado (A)", "pass"), ("Pass (passed)", "pass"), ("Fail (52)", "fail"),
    ],
)  # fmt: skip
async def test_an_outcome_is_read_if_its_brackets_contain_a_grade_or_an_attempt(
    north: World, tmp_path: Path, word: str, outcome: str
) -> None:
    await bring(north, text_file(tmp_path, RESULTS, f'4002,M1-MMS-T,"{word}",2026-03-31'))
    assert [row["outcome"] for row in await north.rows("results")] == [outcome]


def ods(folder: Path, *rows: str) -> Path:
    """Return an .ods workbook as LibreOffice writes it, with a header and these rows."""
    header = ["candidate_number", "exam", "outcome", "taken_on", "score"]
    first = "".join(text_cell(name) for name in header)
    table = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in (first, *rows))
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="Results">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "results.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def text_cell(text: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def number_cell(value: str, shown: str, kind: str = "float", repeated: str = "") -> str:
    return (
        f'<table:table-cell {repeated} office:value-type="{kind}" office:value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def row(number: str, outcome: str, day: str, score: str) -> str:
    return number + "".join(map(text_cell, ("M1-MMS-T", outcome, day))) + score


async def test_percent_cells_of_libreoffice_are_read_as_percentages(
    north: World, tmp_path: Path
) -> None:
    path = ods(
        tmp_path,
        row(text_cell("4002"), "pass", "2026-03-28", number_cell("1", "100 %", "percentage")),
        '<table:table-cell table:number-columns-repeated="5"/>',
        row(text_cell("4003"), "pass", "2026-03-29", number_cell("0.885", "88,5 %", "percentage")),
        row(text_cell("4004"), "fail", "2026-03-30", number_cell("0", "0 %", "percentage")),
    )
    report = await bring(north, path)
    assert counts(report) == (3, 3, 0, 0)
    assert [score for _, _, score in await results(north)] == [0, 88.5, 100]


async def test_a_number_is_read_with_the_leading_zeros_that_libreoffice_shows(
    north: World, tmp_path: Path
) -> None:
    shown = row(number_cell("42", "0042"), "pass", "2026-03-28", number_cell("88", "88"))
    assert counts(await bring(north, ods(tmp_path, shown))) == (1, 1, 0, 0)


async def test_a_percent_cell_that_libreoffice_repeats_is_a_percentage_in_each_of_its_cells(
    north: World, tmp_path: Path
) -> None:
    path = ods(tmp_path, "")
    one = number_cell("0.9", "90 %", "percentage", 'table:number-columns-repeated="2"')
    header = "".join(map(text_cell, ("candidate_number", "M1-MMS-T", "M1-JBL-T")))
    rows = text_cell("4002") + one, text_cell("4003") + one
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    start, end = content.index("<table:table-row>"), content.index("</table:table>")
    body = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in (header, *rows))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content[:start] + body + content[end:])
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    await bring(north, path, reading=SET)
    assert [score for _, _, score in await results(north)] == [90] * 4


async def test_rows_and_cells_after_those_that_libreoffice_repeats_keep_their_places(
    north: World, tmp_path: Path
) -> None:
    gap = (
        '</table:table-row><table:table-row table:number-rows-repeated="3">'
        '<table:table-cell table:number-columns-repeated="5"/></table:table-row><table:table-row>'
    )
    one = row(text_cell("4002"), "pass", "2026-03-28", number_cell("0.9", "90 %", "percentage"))
    two = row(text_cell("4003"), "pass", "2026-03-28", number_cell("0.8", "80 %", "percentage"))
    report = await bring(north, ods(tmp_path, one + gap + two))
    assert counts(report) == (2, 2, 0, 0)
    assert [score for _, _, score in await results(north)] == [80, 90]


CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section"


async def test_the_test_student_in_a_canvas_file_is_ignored(north: World, tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        f"{CANVAS},M1-MMS-T (88211)",
        "    Points Possible,,,,,50",
        '"Achterberg, Ben",1,4002,ben,P1,44',
        '"Student, Test",2,,0a1b2c3d,P1,50',
    )
    report = await bring(north, path, reading=SET)
    assert counts(report) == (1, 1, 0, 0)
    assert any("'Student, Test'" in note for note in report.notes)


async def test_a_column_whose_heading_only_begins_with_an_exams_code_is_left_out_and_reported(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        f"{CANVAS},M1-MMS-T: theory exam (88211),M1-JBL-T (88212),Homework 3 (88213)",
        '"Achterberg, Ben",1,4002,ben,P1,44,90,10',
    )
    report = await bring(north, path, reading=SET)
    assert await results(north) == [("M1-JBL-T", "pass", 90)]
    [note] = [note for note in report.notes if "M1-MMS-T: theory exam" in note]
    assert "Homework" not in note


async def test_the_maximum_points_in_the_headings_of_a_blackboard_gradebook_are_used(
    north: World, tmp_path: Path
) -> None:
    path = tmp_path / "gc_machining_fullgc_2026-03-31.xls"
    header = (
        "Last Name\tFirst Name\tUsername\tStudent ID\tLast Access\tAvailability\t"
        "Weighted Total [Total Pts: up to 100 Percentage] |112233\t"
        "M1-MMS-T [Total Pts: 50 Score] |112234\tM1-JBL-T [Total Pts: 50 Percentage] |112235"
    )
    lines = [
        header,
        "Achterberg\tBen\tben\t4002\t2026-03-30 09:12:11\tYes\t88.00\t44.00\t65.00",
        "Marsh\tCleo\tcleo\t4003\t2026-03-30 09:12:11\tYes\t88.00\tNeeds Grading(40.00)\t",
    ]
    quoted = "\n".join('"' + line.replace("\t", '"\t"') + '"' for line in lines)
    path.write_bytes(quoted.encode("utf-16"))
    report = await bring(north, path, reading=SET)
    assert await results(north) == [("M1-JBL-T", "fail", 65), ("M1-MMS-T", "pass", 88)]
    assert counts(report) == (3, 2, 0, 1)


@pytest.mark.parametrize("cell", ["N/A", "-", "none", "#N/A"])
async def test_a_word_such_as_none_in_the_address_column_is_read_as_no_address(
    north: World, tmp_path: Path, cell: str
) -> None:
    header = "candidate_number,given_name,family_name,email,role,organisation"
    path = text_file(tmp_path, header, f"9103,Kim,Lee,{cell},candidate,North Tech")
    report = await bring(north, path, ImportKind.PEOPLE)
    assert (report.taken, report.rejected) == (1, 0)


@pytest.mark.parametrize(
    ("whole", "names"),
    [
        ('"O\'Brien, Pat III"', ("Pat", "O'Brien III")),
        ('"O\'Brien, Pat, Jr."', ("Pat", "O'Brien Jr.")),
        ('"O\'Brien III, Pat"', ("Pat", "O'Brien III")),
        ("Pat O'Brien Jr.", ("Pat", "O'Brien Jr.")),
    ],
)
async def test_a_suffix_such_as_jr_after_the_given_name_belongs_to_the_family_name(
    north: World, tmp_path: Path, whole: str, names: tuple[str, str]
) -> None:
    path = text_file(
        tmp_path, "candidate_number,Student Name,role,School", f"9104,{whole},candidate,North Tech"
    )
    await bring(north, path, ImportKind.PEOPLE)
    [person] = [row for row in await north.rows("people") if row["given_name"] == names[0]]
    assert person["family_name"] == names[1]


@pytest.mark.parametrize("text", ["31-mzo-2026", "31 mzo. 2026", "31 de mzo de 2026"])
def test_the_mexican_abbreviation_of_march_is_read(text: str) -> None:
    found = possible_dates(text)
    assert found is not None
    assert str(found.month_first) == "2026-03-31"


@pytest.mark.parametrize("text", ["1.º de mayo de 2026", "1º de mayo de 2026", "1ro de mayo 2026"])
def test_the_spanish_word_for_the_first_of_a_month_is_read(text: str) -> None:
    found = possible_dates(text)
    assert found is not None
    assert str(found.month_first) == "2026-05-01"


@pytest.mark.parametrize("order", [("1", "0.885", "0"), ("0.885", "1", "0"), ("0", "1.0", "0.885")])
async def test_a_one_in_a_column_of_fractions_is_a_score_of_100_in_any_row(
    north: World, tmp_path: Path, order: tuple[str, ...]
) -> None:
    lines = [
        f"{4002 + place},M1-MMS-T,{'fail' if score == '0' else 'pass'},2026-03-31,{score}"
        for place, score in enumerate(order)
    ]
    await bring(north, text_file(tmp_path, f"{RESULTS},score", *lines))
    assert [score for _, _, score in await results(north)] == [0, 88.5, 100]


async def test_a_column_of_only_ones_and_zeros_is_not_read_as_fractions(
    north: World, tmp_path: Path
) -> None:
    rows = "4002,M1-MMS-T,fail,2026-03-31,1", "4003,M1-MMS-T,fail,2026-03-31,0"
    await bring(north, text_file(tmp_path, f"{RESULTS},score", *rows))
    assert [score for _, _, score in await results(north)] == [0, 1]
