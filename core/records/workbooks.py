"""Excel workbooks as rows of text, with a look at what they would unpack to first."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from core.records.sheets import LONGEST_CELL, Batch, FileRefused, Sheet, batch_of, column_name

_LARGEST_UNPACKED = 2 * 1024**3
_LARGEST_STRINGS = 128 * 1024**2  # a workbook's shared strings are held in memory
_LARGEST_RATIO = 120  # honest sheets pack 10 to 40 times
_SMALL = 10 * 1024**2  # below this no ratio is suspicious


@contextmanager
def open_workbook(path: Path, needed: Sequence[str]) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and only for workbooks

    broken = FileRefused(
        f"{path.name} is damaged or no Excel workbook: open it, save it again, or save it as CSV"
    )
    _check_archive(path, broken)
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parsers do on damaged files
        raise broken from None
    try:
        for worksheet in workbook.worksheets:
            rows = _Rows(worksheet, broken)
            header = next((cells for cells in rows if any(c.strip() for c in cells)), None)
            if header is None:
                continue
            names = {column_name(cell) for cell in header}
            if names.issuperset(needed) or worksheet is workbook.worksheets[-1]:
                while header and not header[-1].strip():
                    header.pop()
                width = len(header)
                yield Sheet(header, partial(_batches, rows, width), rows.read_part)
                return
        raise FileRefused(f"{path.name} has no rows: it needs a header line and rows")
    finally:
        workbook.close()


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


class _Rows:
    """The rows of a worksheet as text; knows which one it is at."""

    def __init__(self, worksheet: Any, broken: FileRefused) -> None:
        self._rows = worksheet.iter_rows(values_only=True)
        self._total = worksheet.max_row or 0
        self._broken = broken
        self.number = 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        self.number += 1
        try:
            row = next(self._rows)
        except StopIteration:
            raise
        except Exception:  # noqa: BLE001 - as when it is opened
            raise self._broken from None
        return [_cell(value) for value in row]

    def read_part(self) -> float:
        return min(1.0, self.number / self._total) if self._total else 0.0


def _batches(rows: _Rows, width: int, size: int) -> Iterator[Batch]:
    while batch := [(rows.number, _checked(cells, width)) for cells in islice(rows, size)]:
        yield batch_of(batch, width)


def _checked(cells: list[str], width: int) -> list[str] | None:
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return None
    return cells + [""] * (width - len(cells))  # a workbook leaves out empty cells at the end


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
