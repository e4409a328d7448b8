"""The shipped catalog contains what is known about NIMS credentials."""

from collections import Counter

import pytest

from core.awards.plain_meaning import what_it_certifies
from core.catalog.loading import load_catalog
from core.catalog.model import Credential, Evidence, Exam, ExamKind, Level, PerformanceForm
from core.catalog.name_folding import fold
from core.catalog.search import CatalogIndex, Found

CATALOG = load_catalog()

LEVEL_ONE_OF_MACHINING = (
    "M1-MMS M1-JBL M1-MIL M1-TBC M1-TCH M1-GRD M1-DRL M1-CTP M1-CMP M1-CTO M1-CMO"
)
FIRST_AND_LAST = {
    "Machining": ("M1-MMS", "M2-EDP", 20),
    "Stamping": ("ST2-CMP", "ST3-SHT", 11),
    "Screw Machining": ("SM2-MUL", "SM3-CNC", 6),
    "Diemaking": ("DM2", "DM3", 2),
    "Machine Maintenance, Service and Repair": ("MR3-SRV", "MR3-REL", 4),
    "Metalforming": ("MF1", "MF1", 1),
    "Press Brake": ("PB2", "PB3", 2),
    "Industrial Technology Maintenance": ("IT1-MOP", "IT1-WLD", 9),
    "Computer-Aided Manufacturing": ("CAM1-MIL", "CAM1-TUR", 2),
    "Slide Forming": ("SF2", "SF3", 2),
    "Moldmaking": ("MM2", "MM3", 2),
    "Machine Building": ("MB2", "MB3", 2),
}


def credential(code: str) -> Credential:
    found = CATALOG.credential(code)
    assert found, code
    return found


def forms(code: str) -> set[str | None]:
    return {exam.form for exam in credential(code).exams_of(ExamKind.PERFORMANCE)}


def test_the_catalog_has_sixty_three_credentials() -> None:
    assert len(CATALOG.credentials) == 63


def test_machining_level_one_has_eleven_credentials() -> None:
    eleven = CATALOG.in_area("Machining", Level.I)

    assert [each.code for each in eleven] == LEVEL_ONE_OF_MACHINING.split()
    assert all(each.evidence is Evidence.SOURCED for each in eleven)


def test_each_credential_says_how_well_its_entry_is_documented() -> None:
    assert Counter(each.evidence for each in CATALOG.credentials) == {
        Evidence.SOURCED: 30,
        Evidence.STANDARD: 13,
        Evidence.UNCONFIRMED: 20,
    }
    assert all(each.source for each in CATALOG.credentials)


def test_only_entries_that_are_not_confirmed_have_a_warning() -> None:
    caution = "not confirmed against NIMS's published list"

    assert credential("M1-MMS").evidence.caution is None
    assert credential("PB2").evidence.caution == caution
    assert credential("PB3").evidence.caution == caution


@pytest.mark.parametrize("area", FIRST_AND_LAST)
def test_the_credentials_of_each_area_are_listed_in_order(area: str) -> None:
    held = CATALOG.in_area(area)

    assert (held[0].code, held[-1].code, len(held)) == FIRST_AND_LAST[area]


def test_areas_and_levels_are_listed_in_order() -> None:
    assert CATALOG.areas == tuple(FIRST_AND_LAST)
    assert CATALOG.levels_of("Machining") == (Level.I, Level.II)
    assert CATALOG.levels_of("Stamping") == (Level.II, Level.III)
    assert CATALOG.levels_of("Knitting") == ()


def test_only_measurement_materials_and_safety_has_no_performance_exam() -> None:
    assert [each.code for each in CATALOG.credentials if not forms(each.code)] == ["M1-MMS"]
    assert [exam.code for exam in credential("M1-MMS").exams] == ["M1-MMS-T"]


def test_both_turning_one_credentials_need_the_same_theory_exam() -> None:
    shared = CATALOG.exam("M1-TUR-T")

    assert shared == Exam(
        "M1-TUR-T", ExamKind.THEORY, "Turning I: theory (Between Centers and Chucking)"
    )
    needing = CATALOG.credentials_needing("M1-TUR-T")
    assert [each.code for each in needing] == ["M1-TBC", "M1-TCH"]
    assert [[exam.code for exam in each.exams] for each in needing] == [
        ["M1-TUR-T", "M1-TBC-P"],
        ["M1-TUR-T", "M1-TCH-P"],
    ]


def test_no_other_exam_counts_toward_two_credentials() -> None:
    shared = [code for code in CATALOG.exams if len(CATALOG.credentials_needing(code)) != 1]

    assert shared == ["M1-TUR-T"]
    assert len(CATALOG.exams) == 124


def test_each_credential_has_one_theory_exam_listed_first() -> None:
    assert all(len(each.exams_of(ExamKind.THEORY)) == 1 for each in CATALOG.credentials)
    assert all(each.exams[0].kind is ExamKind.THEORY for each in CATALOG.credentials)


@pytest.mark.parametrize(
    ("form", "codes"),
    [
        (PerformanceForm.PART, "M1-JBL M1-MIL M1-TBC M1-TCH M2-GRD M2-CTL"),
        (PerformanceForm.PROGRAM, "M1-CTP M1-CMP"),
        (PerformanceForm.OPERATION, "M1-CTO M1-CMO"),
        (
            PerformanceForm.CAR,
            "ST2-CMP ST3-PIQ SM2-MUL SM3-MUL DM2 DM3 MR3-SRV MR3-REB MR3-SAR MR3-REL",
        ),
    ],
)
def test_the_form_of_a_performance_exam_is_stated_where_it_is_known(
    form: PerformanceForm, codes: str
) -> None:
    assert [each.code for each in CATALOG.credentials if form in forms(each.code)] == codes.split()


@pytest.mark.parametrize(
    ("code", "title", "level", "evidence"),
    [
        ("M1-MMS", "Measurement, Materials & Safety", "I", "sourced"),
        ("M1-TBC", "Turning I (Between Centers)", "I", "sourced"),
        ("M1-CMP", "CNC Milling: Programming Setup & Operations", "I", "sourced"),
        ("M2-EDW", "EDM 2 Axis Wire", "II", "sourced"),
        ("SM3-MUL", "Screw Machining Level III: Set Up and Operate with Multiple Spindles", "III",
         "sourced"),
        ("MR3-REL", "Machine Service and Repair Level III: Relocation and Installation", "III",
         "sourced"),
        ("MF1", "Metalforming Level I", "I", "standard"),
        ("ST3-CMP", "Stamping Level III: Set Up and Operate with Compound Dies", "III", "standard"),
        ("IT1-PNE", "Basic Pneumatic Systems", "I", "standard"),
        ("IT1-WLD", "Maintenance Welding", "I", "unconfirmed"),
        ("CAM1-MIL", "Computer-Aided Manufacturing Level I: Milling", "I", "standard"),
        ("ST3-PIQ", "Stamping Level III: Parts Inspection and Quality Control", "III", "sourced"),
        ("SM2-SGL", "Screw Machining Level II: Operate with Single Spindles", "II", "standard"),
        ("SF2", "Slide Forming Level II", "II", "unconfirmed"),
        ("MB3", "Machine Building Level III", "III", "unconfirmed"),
    ],
)  # fmt: skip
def test_entries_have_the_title_level_and_evidence_that_sources_give(
    code: str, title: str, level: str, evidence: str
) -> None:
    entry = credential(code)

    assert (entry.title, entry.level, entry.evidence) == (title, level, evidence)


@pytest.mark.parametrize(
    ("code", "title", "former"),
    [
        ("M2-CTL", "CNC Lathe II", ("CNC Turning II", "CNC Turning Skills II")),
        (
            "M1-TBC",
            "Turning I (Between Centers)",
            ("Turning Operations: Turning Between Centers I",),
        ),
        (
            "M1-TCH",
            "Turning I (Chucking Skills)",
            ("Turning Operations: Turning Chucking Skills I",),
        ),
    ],
)
def test_a_renamed_credential_has_its_new_title_and_is_found_by_its_old_title(
    code: str, title: str, former: tuple[str, ...]
) -> None:
    entry = credential(code)

    assert (entry.title, entry.former_titles) == (title, former)
    index = CatalogIndex(CATALOG)
    for name in (title, *former):
        found = index.resolve(name)
        assert isinstance(found, Found)
        assert found.credential is entry
        assert index.exam_named(f"{name}: performance") is entry.exams[-1]


def test_a_form_that_was_inferred_from_a_title_is_marked_and_not_told_to_verifiers() -> None:
    inferred = [code for code, exam in CATALOG.exams.items() if exam.form_inferred]

    assert inferred == ["M1-CTP-P", "M1-CMP-P", "M1-CTO-P", "M1-CMO-P"]
    assert "written a program" not in what_it_certifies(credential("M1-CMP"))
    assert "passed a performance exam" in what_it_certifies(credential("M1-CMP"))
    assert "made a part to print" in what_it_certifies(credential("M1-TCH"))


def test_an_exam_is_titled_by_its_credential_and_its_kind() -> None:
    assert [CATALOG.exams[code].title for code in ("M1-MMS-T", "M1-CTO-P", "ST2-CMP-T")] == [
        "Measurement, Materials & Safety: theory",
        "CNC Turning Operator: performance",
        "Stamping II Compound Dies: theory",
    ]


def test_a_code_is_found_in_upper_and_in_lower_case() -> None:
    assert CATALOG.credential("m1-mms") is CATALOG.credentials[0]
    assert CATALOG.exam("m1-mms-t") is CATALOG.exams["M1-MMS-T"]
    assert CATALOG.credentials_needing("m1-mms-t") == (CATALOG.credentials[0],)


def test_an_unknown_code_finds_nothing() -> None:
    assert CATALOG.credential("X9") is None
    assert CATALOG.exam("X9-T") is None
    assert CATALOG.credentials_needing("X9-T") == ()


def test_only_one_credential_has_two_names_that_are_spelled_alike() -> None:
    twice = {
        each.code
        for each in CATALOG.credentials
        if len({fold(name) for name in each.names}) < len(each.names)
    }

    assert twice == {"M1-MMS"}  # the name is printed both with "&" and with "and"
