"""Excel workbooks as rows of text, with a look at what they would unpack to first."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from core.importing.sheets import (
    LONGEST_CELL,
    TOO_LONG,
    Batch,
    FileRefused,
    Sheet,
    batch_of,
    column_name,
)

_LARGEST_UNPACKED = 2 * 1024**3
_LARGEST_STRINGS = 128 * 1024**2  # a workbook's shared strings are held in memory
_LARGEST_RATIO = 120  # honest sheets pack 10 to 40 times
_SMALL = 10 * 1024**2  # below this no ratio is suspicious
_LAST_ROW = 1_048_576
"""https://support.microsoft.com/en-us/office/excel-specifications-and-limits"""
_FORMULA = re.compile(rb"<(\w+:)?f[ />]")


@contextmanager
def open_workbook(path: Path, needed: Sequence[str]) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and only for workbooks

    broken = FileRefused(
        f"{path.name} is damaged or no Excel workbook: open it, save it again, or save it as CSV"
    )
    _check_archive(path, broken)
    with ExitStack() as opened, warnings.catch_warnings():
        # of styles and validations that it does not know; the rows are what we want
        warnings.filterwarnings("ignore", module="openpyxl")

        def load(*, values: bool) -> Any:
            file = opened.enter_context(path.open("rb"))  # closed also when it is damaged
            try:
                workbook = load_workbook(file, read_only=True, data_only=values)
            except Exception:  # noqa: BLE001 - openpyxl raises whatever its parsers do on damaged files
                raise broken from None
            opened.callback(workbook.close)
            return workbook

        worksheets = load(values=True).worksheets
        formulas = load(values=False).worksheets if _has_formulas(path) else None
        first: tuple[_Rows, list[str]] | None = None
        for place, worksheet in enumerate(worksheets):
            rows = _Rows(worksheet, formulas[place] if formulas else None, broken)
            header = next((cells for cells, _ in rows if any(c.strip() for c in cells)), None)
            if header is None:
                continue
            first = first or (rows, header)
            if {column_name(cell) for cell in header}.issuperset(needed):
                break
        else:
            if first is None:
                raise FileRefused(f"{path.name} has no rows: it needs a header line and rows")
            rows, header = first
        while header and not header[-1].strip():
            header.pop()
        yield Sheet(header, partial(_batches, rows, len(header)), rows.read_part)


def _check_archive(path: Path, broken: FileRefused) -> None:
    """Looks at the sizes in a workbook before anything unpacks it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise broken from None
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names:
        raise broken
    too_large = FileRefused(
        f"{path.name} unpacks to far more than an honest workbook: save the rows as CSV"
    )
    if sum(entry.file_size for entry in entries) > _LARGEST_UNPACKED:
        raise too_large
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        strings = entry.filename.lower().endswith("sharedstrings.xml")
        if (entry.file_size > _SMALL and ratio > _LARGEST_RATIO) or (
            strings and entry.file_size > _LARGEST_STRINGS
        ):
            raise too_large


def _has_formulas(path: Path) -> bool:
    """Whether a worksheet has formulas, whose values may be missing."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not entry.filename.startswith("xl/worksheets/"):
                continue
            with archive.open(entry) as xml:
                end = b""
                while chunk := xml.read(1024 * 1024):
                    if _FORMULA.search(end + chunk):
                        return True
                    end = chunk[-64:]
    return False


class _Rows:
    """The rows of a worksheet as text, each with its trouble, if any; knows where it is."""

    def __init__(self, worksheet: Any, formulas: Any, broken: FileRefused) -> None:
        self._total = worksheet.max_row or 0
        for each in (worksheet, formulas):
            if each is not None:
                each.reset_dimensions()  # some programs write them wrong, and rows would be lost
        self._rows = worksheet.iter_rows(values_only=formulas is None)
        self._formulas = formulas.iter_rows(values_only=True) if formulas else None
        self._broken = broken
        self.number = 0

    def __iter__(self) -> Iterator[tuple[list[str], str]]:
        return self

    def __next__(self) -> tuple[list[str], str]:
        self.number += 1
        trouble = ""
        try:
            row = next(self._rows)
            if self._formulas is not None:
                trouble = self._without_value(row, next(self._formulas))
                row = [cell.value for cell in row]
        except StopIteration:
            raise
        except Exception:  # noqa: BLE001 - as when it is opened
            raise self._broken from None
        if self.number > _LAST_ROW:
            raise self._broken
        return [_cell(value) for value in row], trouble

    def _without_value(self, row: Sequence[Any], formulas: Sequence[object]) -> str:
        """What is told of a row with a formula that was never worked out; '' of others."""
        for place, (cell, formula) in enumerate(zip(row, formulas, strict=True)):
            # 'str': it was worked out, and gave an empty text
            if formula is not None and cell.value is None and cell.data_type != "str":
                return (
                    f"the formula in cell {_letters(place)}{self.number} has no value: "
                    "open the workbook in Excel, save it, and import it again"
                )
        return ""

    def read_part(self) -> float:
        return min(1.0, self.number / self._total) if self._total else 0.0


def _batches(rows: _Rows, width: int, size: int) -> Iterator[Batch]:
    while batch := [
        (rows.number, cells + [""] * (width - len(cells)), trouble or _trouble(cells))
        for cells, trouble in islice(rows, size)
    ]:
        yield batch_of(batch, width)


def _trouble(cells: list[str]) -> str:
    return TOO_LONG if max(map(len, cells), default=0) > LONGEST_CELL else ""


def _letters(place: int) -> str:
    """How Excel names a column: A, B, ... Z, AA."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _cell(value: object) -> str:
    """A workbook's value as it would stand in CSV."""
    match value:
        case None:
            return ""
        case str():
            return value.replace("\x00", "")
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
            return value.date().isoformat() if midnight else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)
