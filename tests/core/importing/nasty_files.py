"""Functions for the tests of damaged and hostile files and workbooks."""

import zipfile
from pathlib import Path

import pytest

from core.importing.file_reading import open_sheet
from core.importing.sheets import FileRefused
from tests.core.importing.import_helpers import (
    RESULTS,
)
from tests.world import World

GOOD = "1001,M1-MMS-T,fail,2026-03-31"
LATER = "1001,M1-MMS-T,fail,2026-04-01"
DAMAGED = "results.xlsx is damaged or no Excel workbook: open it, save it again, or save it as CSV"


def refusal(path: Path) -> str:
    """Return the error about a file that cannot be read. No row of the file may be returned."""
    needed, optional = tuple(RESULTS.split(",")), ("score", "attempt", "evaluator", "source_ref")
    with pytest.raises(FileRefused) as refused, open_sheet(path, needed, optional) as sheet:
        list(sheet.batches(100))
    told = str(refused.value)
    assert told.isprintable(), "the error is one line without control characters"
    assert len(told) < 400
    return told


async def days(world: World) -> list[str]:
    return sorted(str(row["taken_on"]) for row in await world.rows("results"))


def zipped(folder: Path, *entries: tuple[str, bytes]) -> Path:
    path = folder / "results.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in entries:
            archive.writestr(name, raw)
    return path


def ods(folder: Path, *rows: list[str], gap: str = "") -> Path:
    """Return an .ods sheet with these rows. Each cell is given as the XML in its paragraph."""
    of = "urn:oasis:names:tc:opendocument:xmlns"
    before = '<table:table-cell office:value-type="string"><text:p>'
    after = "</text:p></table:table-cell>"
    cells = gap.join(
        f"<table:table-row>{gap}"
        + gap.join(f"{before}{cell}{after}" for cell in row)
        + f"{gap}</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{of}:office:1.0" xmlns:table="{of}:table:1.0" '
        f'xmlns:text="{of}:text:1.0"><office:body><office:spreadsheet>{gap}<table:table '
        f'table:name="Results">{gap}{cells}{gap}</table:table>{gap}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{of}:manifest:1.0"/>'
    path = zipped(
        folder,
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.encode()),
        ("content.xml", content.encode()),
    )
    return path.rename(path.with_suffix(".ods"))
