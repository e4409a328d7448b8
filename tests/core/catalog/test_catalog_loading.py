"""An invalid catalog file is refused with one line that says where, why and how to fix it."""

from pathlib import Path

import pytest

from core.catalog.loading import CatalogError, load_catalog
from core.catalog.model import Evidence, ExamKind, Level, PerformanceForm

THEORY = """
[[exam]]
code = "X1-T"
kind = "theory"
title = "Edging I: theory"
"""
PERFORMANCE = """
[[exam]]
code = "X1-P"
kind = "performance"
form = "part"
title = "Edging I: performance"
"""
CREDENTIAL = """
[[credential]]
code = "X1"
title = "Edging I"
aliases = ["Edge I"]
area = "Finishing"
level = "I"
exams = ["X1-T", "X1-P"]
evidence = "sourced"
source = "a page"
"""
WHOLE = CREDENTIAL + THEORY + PERFORMANCE
ANOTHER = """
[[exam]]
code = "X2-T"
kind = "theory"
title = "Edging II: theory"

[[credential]]
code = "X2"
title = "Edging II"
area = "Finishing"
level = "II"
exams = ["X2-T"]
evidence = "standard"
source = "a page"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ours.toml"


def complaint(file: Path, text: str) -> str:
    """Return the error about a catalog file with this text.

    The file's name is left out of the error.
    """
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog(file)
    said = str(caught.value)
    assert said.startswith(f"{file}: ")
    assert len(said.splitlines()) == 1
    return said.removeprefix(f"{file}: ")


def test_a_valid_catalog_file_is_loaded_with_all_its_values(file: Path) -> None:
    file.write_text(WHOLE + ANOTHER, encoding="utf-8")

    catalog = load_catalog(file)

    first, second = catalog.credentials
    assert (first.code, first.title, first.area, first.level) == (
        "X1",
        "Edging I",
        "Finishing",
        Level.I,
    )
    assert (first.aliases, first.former_titles, first.note) == (("Edge I",), (), "")
    assert [(exam.kind, exam.form) for exam in first.exams] == [
        (ExamKind.THEORY, None),
        (ExamKind.PERFORMANCE, PerformanceForm.PART),
    ]
    assert second.evidence is Evidence.STANDARD


def test_a_byte_order_mark_before_the_catalog_is_ignored(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())

    assert load_catalog(file).areas == ("Finishing",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('level = "I"', 'level = "IV"',
         'credential X1: level: "IV" is unknown; use one of I, II, III'),
        ('evidence = "sourced"', 'evidence = "sure"',
         'credential X1: evidence: "sure" is unknown; use one of sourced, standard, unconfirmed'),
        ('kind = "theory"', 'kind = "oral"',
         'exam X1-T: kind: "oral" is unknown; use one of theory, performance'),
        ('form = "part"', 'form = "song"',
         'exam X1-P: form: "song" is unknown; use one of part, operation, program, CAR, unstated'),
        ('kind = "theory"', 'kind = "theory"\nform = "part"',
         "exam X1-T: form: a theory exam has none; take the line out"),
        ('form = "part"\n', "",
         ("exam X1-P: form: missing; a performance exam needs one of part, operation, program, CAR,"
          " unstated")),
        ('title = "Edging I"\n', "",
         'credential X1: title: missing; add a line title = "..."'),
        ('source = "a page"\n', "",
         'credential X1: source: missing; add a line source = "..."'),
        ('code = "X1"\n', "",
         'credential number 1: code: missing; add a line code = "..."'),
        ('exams = ["X1-T", "X1-P"]\n', "",
         'credential X1: exams: missing; add the codes of its exams: exams = ["..."]'),
        ('exams = ["X1-T", "X1-P"]', "exams = []",
         "credential X1: exams: is empty; name the code of at least one exam"),
        ('exams = ["X1-T", "X1-P"]', 'exams = ["X1-T", "X1-P", "X9-T"]',
         'credential X1: exams: there is no exam "X9-T"; add an [[exam]] of that code'),
        ('exams = ["X1-T", "X1-P"]', 'exams = ["X1-T", "X1-P", "X1-T"]',
         "credential X1: exams: names an exam twice; name each once"),
        ('exams = ["X1-T", "X1-P"]', 'exams = ["X1-T"]',
         "exam X1-P: no credential needs it; name it in the exams of one, or take it out"),
        ('exams = ["X1-T", "X1-P"]', 'exams = "X1-T"',
         'credential X1: exams: is text; write a list of texts: ["...", "..."]'),
        ('aliases = ["Edge I"]', "aliases = [1]",
         'credential X1: aliases: is a number; write text in quotes: "..."'),
        ('level = "I"', "level = 1",
         'credential X1: level: is a number; write text in quotes: "..."'),
        ('level = "I"', "level = true",
         'credential X1: level: is true or false; write text in quotes: "..."'),
        ('level = "I"', "level = 2018-10-01",
         'credential X1: level: is a number, date or time; write text in quotes: "..."'),
        ('area = "Finishing"', 'area = " "',
         "credential X1: area: is empty; write its text, or leave an optional key out"),
        ('area = "Finishing"', 'area = "Finishing\\nfiner"',
         ("credential X1: area: has spaces around it or is more than one line;"
          " write one plain line")),
        ('title = "Edging I"', 'title = "!?"',
         'credential X1: "!?" has no letter or digit; give it a name'),
        ('code = "X1"', 'code = "x 1"',
         ('credential x 1: code: "x 1" is not a valid code; use capital letters and digits joined'
          ' by "-", 20 characters at most')),
        ('area = "Finishing"', 'area = "Finishing"\nalias = ["E"]',
         ("credential X1: alias: unknown key; the keys are code, title, former_titles, aliases,"
          " area, level, exams, evidence, source, note, valid_years")),
        ('level = "I"', 'level = "I"\nvalid_years = 0',
         ("credential X1: valid_years: is not a number of years from 1 to 99; fix it, or leave it"
          " out")),
        ('level = "I"', 'level = "I"\nvalid_years = true',
         ("credential X1: valid_years: is not a number of years from 1 to 99; fix it, or leave it"
          " out")),
        ('kind = "theory"', 'kind = "theory"\nminutes = 90',
         "exam X1-T: minutes: unknown key; the keys are code, kind, title, form, form_inferred"),
    ],
)  # fmt: skip
def test_an_invalid_entry_is_reported_with_its_key_and_how_to_fix_it(
    file: Path, old: str, new: str, said: str
) -> None:
    assert old in WHOLE
    assert complaint(file, WHOLE.replace(old, new, 1)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE + CREDENTIAL,
         "credential X1: code: there are two credentials of this code; give each its own"),
        (WHOLE + THEORY, "exam X1-T: code: there are two exams of this code; give each its own"),
        (WHOLE + ANOTHER.replace('"X2"', '"X1-P"'),
         "credential X1-P: code: there is an exam of this code too; give each its own"),
        (WHOLE + ANOTHER.replace('"Edging II"', '"EDGE 1"'),
         'credential X2: "EDGE 1" already means X1; give one of them another title or alias'),
        (WHOLE + ANOTHER.replace('"Edging II"', '"x1"'),
         'credential X2: "x1" already means X1; give one of them another title or alias'),
        (WHOLE + ANOTHER.replace("Edging II: theory", "Edge I, theory exam"),
         'exam X1-T: "Edge I: theory" already means X2-T; give one of them another title or alias'),
        (THEORY.replace("[[exam]]", "[[exams]]"),
         "exams: unknown; the file has [[credential]] and [[exam]] only"),
        ("", "has no credentials; add at least one [[credential]] and its [[exam]]"),
        ("credential = 3", "credential: is a number; begin each entry with [[credential]]"),
        ('[exam]\ncode = "X1-T"', "exam: is a table; begin each entry with [[exam]]"),
    ],
)  # fmt: skip
def test_two_entries_that_contradict_each_other_are_reported(
    file: Path, text: str, said: str
) -> None:
    assert complaint(file, text) == said


def test_invalid_toml_is_reported_with_its_line(file: Path) -> None:
    said = complaint(file, WHOLE + "\nlevel = = 3\n")

    assert said.startswith("not valid TOML: ")
    assert f"line {WHOLE.count(chr(10)) + 2}, column" in said


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000])
def test_a_file_with_deeply_nested_toml_is_refused(file: Path, text: str) -> None:
    assert complaint(file, text)


def test_a_file_that_is_not_utf8_gets_the_advice_to_save_it_as_utf8(file: Path) -> None:
    file.write_bytes(WHOLE.replace("Finishing", "Fräsen").encode("cp1252"))

    with pytest.raises(CatalogError, match="is not UTF-8; save the file as UTF-8"):
        load_catalog(file)


def test_a_missing_file_is_reported_with_the_setting_that_names_its_path(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"gone\.toml: cannot be read .*EDGEFINDER_CATALOG"):
        load_catalog(tmp_path / "gone.toml")
    with pytest.raises(CatalogError, match="cannot be read"):
        load_catalog(tmp_path)
