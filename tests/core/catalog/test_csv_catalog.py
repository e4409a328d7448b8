"""A catalog in a CSV file contains exactly what its rows say."""

from pathlib import Path

import pytest

from core.catalog.differences import differences
from core.catalog.loading import CatalogError, load_catalog
from core.catalog.model import Catalog, PerformanceForm

HEADER = "code,title,area,level,theory_exam,performance_exam,performance_form,evidence,source"
ROW = "X1,Edging I,Finishing,I,X1-T,X1-P,part,sourced,our list"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ours.csv"


def read(file: Path, text: str) -> Catalog:
    file.write_text(text, "utf-8")
    return load_catalog(file)


def complaint(file: Path, text: str) -> str:
    with pytest.raises(CatalogError) as refused:
        read(file, text)
    said = str(refused.value)
    assert said.startswith(f"{file}: ")
    assert "\n" not in said
    return said.removeprefix(f"{file}: ")


def test_the_csv_list_from_our_research_equals_the_shipped_catalog() -> None:
    listed = load_catalog(Path(__file__).with_name("credentials.csv"))

    assert len(listed.credentials) == 63
    assert differences(load_catalog(), listed) == []


def test_an_exam_gets_its_title_from_its_credential(file: Path) -> None:
    exams = read(file, f"{HEADER}\n{ROW}\n").exams

    assert [exam.title for exam in exams.values()] == ["Edging I: theory", "Edging I: performance"]
    assert exams["X1-P"].form is PerformanceForm.PART
    assert not exams["X1-P"].form_inferred


def test_two_rows_may_share_a_theory_exam_and_the_file_may_be_separated_by_semicolons(
    file: Path,
) -> None:
    second = (
        ROW.replace("X1,", "X2,").replace("Edging I", "Edging I (Inside)").replace("X1-P", "X2-P")
    )
    text = f"{HEADER}\n{ROW}\n{second}\n".replace(",", ";")
    catalog = read(file, "\ufeff" + text)

    assert list(catalog.exams) == ["X1-T", "X1-P", "X2-P"]
    assert [each.code for each in catalog.credentials_needing("X1-T")] == ["X1", "X2"]


def test_several_names_in_one_cell_are_separated_by_vertical_bars(file: Path) -> None:
    text = f"{HEADER},former_titles,aliases,form_inferred\n{ROW},Old edging | Edges,Rim,yes\n"
    catalog = read(file, text)

    [entry] = catalog.credentials
    assert entry.former_titles == ("Old edging", "Edges")
    assert entry.aliases == ("Rim",)
    assert catalog.exams["X1-P"].form_inferred


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; its first line names the columns: code, title"),
        (f"{HEADER.replace('source', 'origin')}\n{ROW}\n", "lacks the column source; its first"),
        (f"{HEADER},colour\n{ROW},red\n", "'colour' is not a column; the columns are code"),
        (f"{HEADER},level\n{ROW},I\n", "has the column level twice; keep one of them"),
        (
            f"{HEADER}\n{ROW},ours, too\n",
            "line 2: has 11 cells for 9 columns; put text with commas",
        ),
        (f'{HEADER}\n"{ROW}', "line 2: not valid CSV"),
        (f"{HEADER}\n{ROW.replace(',I,', ',one,')}\n", 'credential X1: level: "one" is unknown'),
        (f"{HEADER}\n{ROW.replace('part', 'song')}\n", 'exam X1-P: form: "song" is unknown'),
        (f"{HEADER},form_inferred\n{ROW},maybe\n", "exam X1-P: form_inferred: is text; write true"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "credential X1: code: there are two credentials"),
        (f"{HEADER}\n", "has no credentials; add at least one"),
    ],
)
def test_an_error_in_a_csv_catalog_names_its_row_and_column(
    file: Path, text: str, said: str
) -> None:
    assert complaint(file, text).startswith(said)
