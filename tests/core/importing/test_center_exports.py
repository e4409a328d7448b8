"""Files as training centers really export them: what is imported, reported or asked."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from core.importing.dates import Order
from core.importing.reading_options import ReadingOptions
from core.importing.report import ImportKind, ImportReport
from core.importing.sheets import FileRefused
from tests.core.importing.import_helpers import RESULTS, bring, counts, rejected, text_file
from tests.world import World

CASES = Path(__file__).parents[2] / "cases" / "import"
CHICAGO = ReadingOptions(zone=ZoneInfo("America/Chicago"))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Use only SQLite, because files are read in the same way with any database."""
    return sqlite_url


@pytest.fixture
async def north(world: World) -> World:
    """Return North Tech with its people. The clock stands on the day of the import."""
    world.clock.pass_by(days=5)
    await bring(world, CASES / "base.people.csv", ImportKind.PEOPLE)
    return world


async def brought(
    world: World, folder: Path, name: str, kind: str = "results", reading: ReadingOptions = CHICAGO
) -> ImportReport:
    """Import one of the reported files. Its rejects file is written to `folder`."""
    rejects = folder / "rejects.csv"
    return await bring(world, CASES / name, ImportKind(kind), rejects=rejects, reading=reading)


async def scores(world: World) -> list[object]:
    rows = await world.rows("results")
    return [row["score"] for row in sorted(rows, key=lambda row: str(row["taken_on"]))]


def day_of(row: dict[str, object]) -> str:
    return str(row["taken_on"])


async def days(world: World) -> list[str]:
    return sorted(map(day_of, await world.rows("results")))


async def test_one_date_that_must_be_day_first_makes_all_dates_of_the_file_day_first(
    north: World, tmp_path: Path
) -> None:
    report = await brought(north, tmp_path, "05-day-first.results.csv")
    assert counts(report) == (3, 3, 0, 0)
    assert await days(north) == ["2026-03-05", "2026-03-31", "2026-11-12"]
    assert "Dates have the day first, as '31/03/2026' shows." in report.notes


async def test_dates_that_can_mean_two_days_are_read_month_first_and_the_report_says_so(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "4002,M1-MMS-T,fail,03/05/2026")
    report = await bring(north, path)
    assert await days(north) == ["2026-03-05"]
    [note] = report.notes
    assert "month first" in note
    assert "--dates day-first" in note


async def test_dates_that_can_mean_two_days_are_rejected_with_a_question_below_a_spanish_header(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "Número de candidato;Examen;Resultado;Fecha del examen",
        "4002;M1-MMS-T;Aprobado;03/04/2026",
        "4003;M1-MMS-T;Aprobado;2026-04-03",
    )
    report = await bring(north, path)
    assert counts(report) == (2, 1, 0, 1)
    [row] = rejected(report)
    assert "'03/04/2026' can be March 4, 2026 or April 3, 2026" in row["reason"]
    assert "add --dates month-first or --dates day-first" in row["reason"]
    assert counts(await bring(north, path, reading=ReadingOptions(order=Order.DAY_FIRST))) == (
        2,
        1,
        1,
        0,
    )
    assert await days(north) == ["2026-04-03", "2026-04-03"]


async def test_dates_are_read_in_the_order_that_the_user_gave_whatever_the_file_suggests(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "4002,M1-MMS-T,fail,03/05/2026")
    await bring(north, path, reading=ReadingOptions(order=Order.DAY_FIRST))
    assert await days(north) == ["2026-05-03"]


async def test_a_date_that_does_not_fit_the_order_that_the_user_gave_is_refused(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "4002,M1-MMS-T,fail,03/31/2026")
    report = await bring(north, path, reading=ReadingOptions(order=Order.DAY_FIRST))
    assert [row["reason"] for row in rejected(report)] == [
        "'03/31/2026' is not a date with the day first"
    ]


async def test_in_a_file_with_both_orders_a_date_that_can_mean_two_days_is_rejected(
    north: World, tmp_path: Path
) -> None:
    rows = ("31/03/2026", "03/30/2026", "03/05/2026")
    path = text_file(tmp_path, RESULTS, *(f"4002,M1-MMS-T,fail,{day}" for day in rows))
    report = await bring(north, path)
    assert counts(report) == (3, 2, 0, 1)
    [row] = rejected(report)
    assert "dates of both orders" in row["reason"]
    assert "--dates" in row["reason"]


async def test_a_future_date_is_rejected_with_the_past_date_that_the_other_order_gives(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "4002,M1-MMS-T,fail,12/11/2026")
    report = await bring(north, path)
    assert [row["reason"] for row in rejected(report)] == [
        "2026-12-11 is in the future: with --dates day-first it is 2026-11-12"
    ]


async def test_a_date_that_can_mean_only_one_day_is_read_in_any_spelling(
    north: World, tmp_path: Path
) -> None:
    report = await brought(north, tmp_path, "12-dates.results.csv")
    assert report.rejected == 0
    assert await days(north) == ["2026-03-31"]
    assert (
        "Numbers were read as the dates that a spreadsheet shows for them, '46112' as "
        "March 31, 2026." in report.notes
    )


@pytest.mark.parametrize(
    ("number", "why"),
    [
        # counted from 1904, this number would be April 1, 2024
        ("43921", "a spreadsheet shows 2020-03-31 for it"),
        ("47000", "'47000' is not a date"),  # this number is a date in the future
        ("17", "'17' is not a date"),
    ],
)
async def test_a_number_that_may_be_a_date_is_rejected_and_not_guessed(
    north: World, tmp_path: Path, number: str, why: str
) -> None:
    report = await bring(north, text_file(tmp_path, RESULTS, f"4002,M1-MMS-T,fail,{number}"))
    assert why in rejected(report)[0]["reason"]


@pytest.mark.parametrize(
    "written",
    [
        "31 de marzo de 2026",
        "martes, 31 de marzo de 2026",
        "31-mar-26",
        "Tuesday, March 31, 2026",
        "March 31st, 2026",
        "Mar 31 2026",
        "31.03.2026 14:15",
        "2026-03-31T14:15:00.123+0000",
        "3/31/2026, 2:15\u202fPM",
        "2026.03.31",
        "4/1/2026 2:30 AM UTC",
    ],
)
async def test_dates_are_read_in_english_and_spanish_in_the_centers_time_zone(
    north: World, tmp_path: Path, written: str
) -> None:
    path = text_file(tmp_path, RESULTS, f'4002,M1-MMS-T,fail,"{written}"')
    await bring(north, path, reading=CHICAGO)
    assert await days(north) == ["2026-03-31"]


async def test_the_score_in_a_percent_cell_is_the_percentage_that_the_sheet_shows(
    north: World, tmp_path: Path
) -> None:
    await brought(north, tmp_path, "06-percent-cells.results.xlsx")
    assert {row["score"] for row in await north.rows("results")} == {88.0, 52.5}


async def test_every_visible_sheet_that_has_the_columns_of_results_is_imported(
    north: World, tmp_path: Path
) -> None:
    report = await brought(north, tmp_path, "07-sheet-per-section.results.xlsx")
    assert counts(report) == (2, 2, 0, 0)
    assert "2 sheets were read: Period 1, Period 3." in report.notes


async def test_a_hidden_sheet_is_not_imported_if_a_visible_one_has_the_columns(
    north: World, tmp_path: Path
) -> None:
    workbook = Workbook()
    hidden = workbook.active
    assert hidden is not None
    hidden.sheet_state = "hidden"
    shown = workbook.create_sheet("This term")
    for sheet, day in ((hidden, "2025-03-31"), (shown, "2026-03-31")):
        sheet.append(RESULTS.split(","))
        sheet.append(["4002", "M1-MMS-T", "fail", day])
    workbook.create_sheet("Read me").append(["Please send this by Friday"])
    workbook.create_sheet("Empty")
    workbook.save(tmp_path / "results.xlsx")
    report = await bring(north, tmp_path / "results.xlsx")
    assert await days(north) == ["2026-03-31"]
    assert (
        "Sheets were passed over: Sheet (hidden) and Read me (without the columns)." in report.notes
    )


async def test_hidden_rows_are_imported_and_the_report_mentions_them(
    north: World, tmp_path: Path
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(RESULTS.split(","))
    for day in ("2026-03-31", "2026-04-01", "2026-04-02"):
        sheet.append(["4002", "M1-MMS-T", "fail", day])
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
    sheet.row_dimensions[9].hidden = True  # this row is below the data
    workbook.save(tmp_path / "results.xlsx")
    report = await bring(north, tmp_path / "results.xlsx")
    assert len(await days(north)) == 3
    told = "2 rows of Sheet are hidden in the spreadsheet, the first is row 3: they were read too."
    assert told in report.notes


async def test_the_reason_of_a_rejected_row_names_its_sheet(north: World, tmp_path: Path) -> None:
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    for sheet, number in ((first, "4002"), (workbook.create_sheet("Period 3"), "4999")):
        sheet.append(RESULTS.split(","))
        sheet.append([number, "M1-MMS-T", "fail", "2026-03-31"])
    workbook.save(tmp_path / "results.xlsx")
    [row] = rejected(await bring(north, tmp_path / "results.xlsx"))
    assert row["row"] == "2"
    assert row["reason"].startswith("sheet Period 3: no candidate has the number '4999'")


async def test_a_cell_merged_over_several_rows_counts_for_each_of_them(
    north: World, tmp_path: Path
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (RESULTS.split(","), ["4002", "M1-MMS-T", "fail", "2026-03-31"]):
        sheet.append(row)
    sheet.append([None, "M1-JBL-T", "fail", "2026-03-31"])
    sheet.merge_cells("A2:A3")
    workbook.save(tmp_path / "results.xlsx")
    assert counts(await bring(north, tmp_path / "results.xlsx")) == (2, 2, 0, 0)


async def test_a_row_with_an_impossible_score_is_rejected_and_a_score_in_words_is_left_out(
    north: World, tmp_path: Path
) -> None:
    report = await brought(north, tmp_path, "13-scores.results.csv")
    assert [row["score"] for row in rejected(report)] == ["0.85", "105", "1e1", "inf", "8_8"]
    assert "can be 85 or less than 1 of 100" in rejected(report)[0]["reason"]
    assert await scores(north) == [85.0, None, None, None, 88.0, 82.5, None, 12.0]
    assert "Some results have words for a score ('B+'): taken without one." in report.notes
    [doubtful] = [each for each in report.notes if each.startswith("Doubtful")]
    assert "1 pass has a score below 50 of 100 (row 14: 12)" in doubtful


async def test_passes_with_a_score_below_fifty_are_reported_as_doubtful(
    north: World, tmp_path: Path
) -> None:
    rows = [f"4002,M1-MMS-T,pass,2026-01-0{n},{score}" for n, score in ((1, 17), (2, 19), (3, 50))]
    report = await bring(north, text_file(tmp_path, f"{RESULTS},score", *rows), dry_run=True)
    [doubtful] = [each for each in report.notes if each.startswith("Doubtful")]
    assert "2 passes have a score below 50 of 100 (row 2: 17)" in doubtful


async def test_a_column_of_scores_between_zero_and_one_is_read_as_percentages(
    north: World, tmp_path: Path
) -> None:
    rows = [f"4002,M1-MMS-T,fail,2026-01-0{n},{s}" for n, s in ((1, "0.85"), (2, "1"), (3, "0"))]
    report = await bring(north, text_file(tmp_path, f"{RESULTS},score", *rows))
    assert await scores(north) == [85.0, 100.0, 0.0]
    assert "Scores between 0 and 1 were read as fractions: 0.85 is 85." in report.notes


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("14-sep-line.results.csv", 2),
        ("15-preamble.results.csv", 4),
        ("15-title-row.results.xlsx", 3),
    ],
)
async def test_a_header_below_a_title_is_found_and_the_report_says_so(
    north: World, tmp_path: Path, name: str, line: int
) -> None:
    report = await brought(north, tmp_path, name)
    assert counts(report) == (1, 1, 0, 0)
    assert f"The header is on line {line}; the lines above were passed over." in report.notes


async def test_totals_notes_and_repeated_headers_are_skipped_and_reported(
    north: World, tmp_path: Path
) -> None:
    row = "4002,M1-MMS-T,fail,2026-03-31"
    path = text_file(tmp_path, RESULTS, row, RESULTS, row, "Total,2,,", "Printed by the office")
    report = await bring(north, path)
    assert counts(report) == (2, 1, 1, 0)
    assert [note for note in report.notes if "passed over" in note] == [
        "1 row was passed over: the header is repeated.",
        "1 row was passed over: a total or a note ('Total').",
        "1 row was passed over: a total or a note ('Printed by the office').",
    ]


async def test_a_note_above_other_rows_is_rejected_and_not_skipped(
    north: World, tmp_path: Path
) -> None:
    row = "4002,M1-MMS-T,fail,2026-03-31"
    report = await bring(north, text_file(tmp_path, RESULTS, "See the back", row))
    assert counts(report) == (2, 1, 0, 1)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("16-wrapped-header.results.csv", 1),
        ("16-zero-width-cell.results.csv", 2),
        ("16-zero-width-header.results.csv", 1),
    ],
)
async def test_line_breaks_and_zero_width_characters_in_cells_change_nothing(
    north: World, tmp_path: Path, name: str, rows: int
) -> None:
    assert counts(await brought(north, tmp_path, name)) == (rows, rows, 0, 0)


@pytest.mark.parametrize(
    ("name", "encoding", "names"),
    [
        ("17-mac-roman.people.csv", "mac-roman", {"José Núñez", "Zoë Brontë"}),
        ("17-mojibake.people.csv", "repair", {"José Núñez"}),
    ],
)
async def test_a_file_with_garbled_names_is_refused_until_the_user_gives_its_encoding(
    north: World, tmp_path: Path, name: str, encoding: str, names: set[str]
) -> None:
    with pytest.raises(FileRefused, match=f"--encoding {encoding}") as refused:
        await brought(north, tmp_path, name, "people")
    assert any(name in str(refused.value) for name in ("José", "Núñez"))
    await brought(north, tmp_path, name, "people", ReadingOptions(encoding=encoding))
    people = {f"{row['given_name']} {row['family_name']}" for row in await north.rows("people")}
    assert names <= people


async def test_a_name_with_a_letter_that_could_not_be_decoded_is_rejected(
    north: World, tmp_path: Path
) -> None:
    header = "candidate_number,given_name,family_name,role,organisation"
    path = text_file(tmp_path, header, "6009,Jos\ufffd,Marsh,candidate,North Tech")
    [row] = rejected(await bring(north, path, ImportKind.PEOPLE))
    assert "has lost a letter" in row["reason"]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Aprobado", "pass"),
        ("No aprobada", "fail"),
        ("Reprobado", "fail"),
        ("apto", "pass"),
        ("Did not pass", "fail"),
        ("PASSED (P)", "pass"),
        ("Anulado", "void"),
    ],
)
async def test_outcomes_are_read_in_english_and_spanish(
    north: World, tmp_path: Path, word: str, outcome: str
) -> None:
    await bring(north, text_file(tmp_path, RESULTS, f"4002,M1-MMS-T,{word},2026-03-31"))
    assert [row["outcome"] for row in await north.rows("results")] == [outcome]


async def test_a_row_about_somebody_who_did_not_take_the_exam_is_skipped(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, RESULTS, "4002,M1-MMS-T,No Show,2026-03-31")
    report = await bring(north, path)
    assert counts(report) == (0, 0, 0, 0)
    assert report.notes == ("1 row was passed over: 'No Show' says that the exam was not taken.",)


async def test_a_file_with_spanish_headers_is_read_and_the_report_says_so(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "Número de estudiante;Código del examen;Resultado;Fecha del examen;Calificación",
        "4002;M1-MMS-T;Aprobado;31/03/2026;88,5",
        encoding="cp1252",
    )
    report = await bring(north, path)
    assert counts(report) == (1, 1, 0, 0)
    assert await scores(north) == [88.5]
    assert any("Resultado as outcome" in note for note in report.notes)


async def test_a_web_page_with_the_name_of_a_workbook_is_refused_in_one_line(
    tmp_path: Path,
) -> None:
    from core.importing.file_reading import open_sheet  # noqa: PLC0415 - for this test only

    path = tmp_path / "results.xls"
    path.write_text("<html><table><tr><td>candidate_number</td></tr></table></html>")
    told = pytest.raises(FileRefused, match="is a web page, whatever its name says")
    with told, open_sheet(path, RESULTS.split(",")):
        pass


async def test_a_text_file_with_the_name_of_a_workbook_is_read(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path, RESULTS.replace(",", "\t"), "4002\tM1-MMS-T\tfail\t2026-03-31", name="r.xls"
    )
    assert counts(await bring(north, path)) == (1, 1, 0, 0)


async def test_a_candidate_number_has_the_leading_zeros_that_its_cell_shows(
    north: World, tmp_path: Path
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([*RESULTS.split(","), "score"])
    sheet.append([42, "M1-MMS-T", "pass", date(2026, 3, 31), 88])
    sheet["A2"].number_format = "0000"
    workbook.save(tmp_path / "results.xlsx")
    assert counts(await bring(north, tmp_path / "results.xlsx")) == (1, 1, 0, 0)


async def test_a_spanish_list_of_people_is_imported(north: World, tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "Matrícula,Nombre,Apellidos,Correo electrónico,Rol,Escuela",
        "7001,Lucía,Peña Soto,lucia@example.org,Estudiante,North Tech",
    )
    report = await bring(north, path, ImportKind.PEOPLE)
    assert counts(report) == (1, 1, 0, 0)


async def test_a_preview_lists_only_rejected_rows_and_not_skipped_ones(
    north: World, tmp_path: Path
) -> None:
    rows = ("4002,M1-MMS-T,fail,2026-03-31", "4999,M1-MMS-T,fail,2026-03-31", "Total,,2,")
    path = text_file(tmp_path, RESULTS, *rows, "Printed by the office on Friday")
    report = await bring(north, path, dry_run=True)
    assert [each for each in report.preview if "rejected" in each] == [
        "Row 3 would be rejected: no candidate has the number '4999': import people first."
    ]
    assert sum("passed over" in each for each in report.notes) == 2
