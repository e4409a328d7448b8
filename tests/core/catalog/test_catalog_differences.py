"""The differences between two catalogs are listed entry by entry."""

from dataclasses import replace

from core.catalog.differences import differences
from core.catalog.loading import load_catalog
from core.catalog.model import Catalog, Credential, Evidence, Exam, ExamKind, PerformanceForm

OURS = load_catalog()


def told(theirs: Catalog) -> list[str]:
    return [str(each) for each in differences(OURS, theirs)]


def with_first(first: Credential) -> Catalog:
    return Catalog((first, *OURS.credentials[1:]), OURS.exams)


def test_a_catalog_in_another_order_has_no_differences() -> None:
    assert differences(OURS, load_catalog()) == []
    turned = Catalog(OURS.credentials[::-1], dict(list(OURS.exams.items())[::-1]))
    assert differences(OURS, turned) == []


def test_each_key_that_differs_is_listed_with_both_values() -> None:
    first = OURS.credentials[0]
    changed = replace(
        first, title="MMS", evidence=Evidence.UNCONFIRMED, aliases=("a", "b"), note="", exams=()
    )

    assert told(with_first(changed)) == [
        "changed credential M1-MMS: title: Measurement, Materials & Safety -> MMS",
        f"changed credential M1-MMS: aliases: {', '.join(first.aliases)} -> a, b",
        "changed credential M1-MMS: exams: M1-MMS-T -> (none)",
        "changed credential M1-MMS: evidence: sourced -> unconfirmed",
        f"changed credential M1-MMS: note: {first.note} -> (none)",
    ]


def test_a_changed_number_of_years_of_validity_is_listed() -> None:
    for_three_years = replace(OURS.credentials[0], valid_years=3)

    assert told(with_first(for_three_years)) == [
        "changed credential M1-MMS: valid_years: (none) -> 3"
    ]


def test_an_entry_in_only_one_catalog_is_listed_as_added_or_removed() -> None:
    exam = Exam("X1-T", ExamKind.THEORY, "Edging I: theory")
    new = replace(OURS.credentials[0], code="X1", title="Edging I", exams=(exam,))
    theirs = Catalog(
        (*OURS.credentials[1:], new),
        {**{code: each for code, each in OURS.exams.items() if code != "M1-MMS-T"}, "X1-T": exam},
    )

    assert told(theirs) == [
        "removed credential M1-MMS: Measurement, Materials & Safety",
        "added credential X1: Edging I",
        "removed exam M1-MMS-T: Measurement, Materials & Safety: theory",
        "added exam X1-T: Edging I: theory",
    ]


def test_a_changed_exam_is_listed_once_and_not_for_each_credential() -> None:
    was = "Turning I: theory (Between Centers and Chucking)"
    theory = replace(OURS.exams["M1-TUR-T"], title="Turning: theory")
    performance = replace(OURS.exams["M1-TBC-P"], form=PerformanceForm.CAR)
    exams = {**OURS.exams, "M1-TUR-T": theory, "M1-TBC-P": performance}
    credentials = tuple(
        replace(each, exams=tuple(exams[exam.code] for exam in each.exams))
        for each in OURS.credentials
    )

    assert told(Catalog(credentials, exams)) == [
        f"changed exam M1-TUR-T: title: {was} -> Turning: theory",
        "changed exam M1-TBC-P: form: part -> CAR",
    ]
