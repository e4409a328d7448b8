"""A results file names exams by code or title. A name that is only similar is never guessed."""

import pytest

from core.catalog.exam_names import NearMiss
from core.catalog.loading import load_catalog
from core.catalog.model import Exam
from core.catalog.search import CatalogIndex

CATALOG = load_catalog()
INDEX = CatalogIndex(CATALOG)


@pytest.mark.parametrize("exam", CATALOG.exams.values(), ids=list(CATALOG.exams))
def test_an_exam_is_found_by_code_or_title_in_any_spelling(exam: Exam) -> None:
    for name in (exam.code, exam.title):
        for written in (name, name.lower(), name.upper(), f" {name.replace('-', ' ')} "):
            assert INDEX.exam_named(written) is exam


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("measurement materials and safety theory", "M1-MMS-T"),
        ("MMS: theory", "M1-MMS-T"),
        ("Milling 1 theory exam", "M1-MIL-T"),
        ("Milling I (performance test)", "M1-MIL-P"),
        ("CNC Turning Skills II: performance", "M2-CTL-P"),
        ("CNC Lathe II: performance", "M2-CTL-P"),
        ("Turning I (Between Centers): theory", "M1-TUR-T"),
        ("Turning I (Chucking Skills): theory", "M1-TUR-T"),
        ("Turning I (Chucking Skills): performance", "M1-TCH-P"),
    ],
)
def test_an_exam_is_found_by_any_name_of_its_credential_followed_by_the_kind_of_exam(
    text: str, code: str
) -> None:
    assert INDEX.exam_named(text) is CATALOG.exams[code]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("M1-MMS-X", "M1-MMS-T"),
        ("Measurment, Materials & Safety: theory", "M1-MMS-T"),
        ("Measurement, Materials & Safety", "M1-MMS-T"),
        ("Turning I: theory", "M1-TUR-T"),
        ("Grinding theory", "M1-GRD-T"),
        ("Milling III: theory", "M1-MIL-T"),
        ("Mill 1 perf", "M1-MIL-P"),
        ("surfce grinding performance", "M1-GRD-P"),
    ],
)
def test_a_name_that_is_almost_an_exams_suggests_that_exam_and_does_not_use_it(
    text: str, nearest: str
) -> None:
    answer = INDEX.exam_named(text)

    assert isinstance(answer, NearMiss)
    assert answer.exam.code == nearest


@pytest.mark.parametrize("text", ["", "  ", "theory", "1", "pizza", "\x00", "x" * 10_000_000])
def test_a_name_that_resembles_no_exam_suggests_nothing(text: str) -> None:
    assert INDEX.exam_named(text) is None
