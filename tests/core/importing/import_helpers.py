"""Functions for the tests of importing: write a file, import it, and read what it left."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from core.importing.import_file import import_file
from core.importing.report import ImportKind, ImportReport
from tests.world import World

RESULTS = "candidate_number,exam,outcome,taken_on"


async def bring(
    world: World, path: Path, kind: ImportKind = ImportKind.RESULTS, **options: Any
) -> ImportReport:
    """Import a file into the center as the command line does."""
    parts = world.edgefinder
    return await import_file(parts.database, parts.catalog, parts.clock, kind, path, **options)


def text_file(
    folder: Path, *lines: str, name: str = "results.csv", encoding: str = "utf-8"
) -> Path:
    path = folder / name
    path.write_bytes("\n".join((*lines, "")).encode(encoding))
    return path


def workbook_file(folder: Path, *rows: Sequence[Any], name: str = "results.xlsx") -> Path:
    path = folder / name
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path


def files_in(folder: Path) -> set[str]:
    """Return the names of the files in a folder, except databases."""
    return {
        each.name
        for each in folder.iterdir()
        if each.is_file() and not each.name.startswith("edgefinder.db")
    }


def rejected(report: ImportReport) -> list[dict[str, str]]:
    """Return the rows of the rejects file as dictionaries by column."""
    if report.rejects_file is None:
        return []
    with report.rejects_file.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return the numbers of rows read, taken, unchanged and rejected."""
    return report.read, report.taken, report.unchanged, report.rejected


def without_ids(rows: Iterable[dict[str, Any]], *others: str) -> list[dict[str, Any]]:
    """Return the rows of a table, sorted, without the ids and the columns named in `others`."""
    bare = ({k: v for k, v in row.items() if k not in {"id", *others}} for row in rows)
    return sorted(bare, key=repr)
