"""Make files to fill in: the columns of each kind of import, with sample rows."""

import csv
from pathlib import Path
from typing import TextIO

from core.importing.sheets import FileRefused
from core.language.message import _

TEMPLATES: dict[str, tuple[tuple[str, ...], ...]] = {
    "people": (
        ("candidate_number", "given_name", "family_name", "email", "role", "organisation"),
        ("1001", "Ana", "Example", "ana@example.org", "candidate", "Example Technical Center"),
        ("", "Ines", "Example", "ines@example.org", "instructor", "Example Technical Center"),
    ),
    "rosters": (
        ("roster", "instructor_email", "candidate_number"),
        ("Machining I", "ines@example.org", "1001"),
    ),
    "results": (
        ("candidate_number", "exam", "outcome", "taken_on", "score", "attempt", "evaluator",
         "source_ref"),
        ("1001", "M1-MMS-T", "pass", "2026-03-31", "88", "1", "", ""),
    ),
    "awards": (
        ("candidate_number", "credential", "issued_on", "issuer", "evidence"),
        ("1001", "M1-MMS", "2024-05-31", "Example State Board", "transcript of June 2024"),
    ),
}  # fmt: skip


def write_csv(kind: str, out: TextIO) -> None:
    """Write the template of one kind of import as CSV."""
    csv.writer(out, lineterminator="\n").writerows(TEMPLATES[kind])


def write_file(kind: str, path: Path) -> None:
    """Write the template of one kind of import to a new file, as .xlsx or CSV.

    In a workbook, every column is formatted as text, so that numbers keep their leading zeros.
    Raises FileRefused if the file exists already or cannot be written.
    """
    if path.exists():
        raise FileRefused(_("%(file)s already exists: name another file", file=path.name))
    try:
        if path.suffix.lower() == ".xlsx":
            _write_workbook(kind, path)
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as out:
                write_csv(kind, out)
    except OSError as error:
        raise FileRefused(
            _("%(path)s cannot be written: %(value)s", path=path, value=error.strerror or error)
        ) from error


def _write_workbook(kind: str, path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import, and only for workbooks

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = kind
    for row in TEMPLATES[kind]:
        sheet.append(row)
    for place in range(len(TEMPLATES[kind][0])):
        for line in range(1, 201):
            sheet.cell(line, place + 1).number_format = "@"
        sheet.column_dimensions[chr(ord("A") + place)].width = 22
    sheet.freeze_panes = "A2"
    workbook.save(path)
