"""Files that people bring, as rows of text: CSV in whatever form, and the first sheet of XLSX."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from core.records.sheets import LONGEST_CELL, Batch, FileRefused, Sheet, batch_of, column_name
from core.records.workbooks import open_workbook

_LONGEST_LINE = 64 * 1024 * 1024
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@contextmanager
def open_sheet(path: Path, needed: Sequence[str]) -> Iterator[Sheet]:
    """Opens a CSV or XLSX file whose header has the needed columns.

    Raises FileRefused for what is no such file, then or while its lines are read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except IsADirectoryError:
        raise FileRefused(f"{path.name} is a folder: name a CSV or XLSX file") from None
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror or error}") from None
    if not start:
        raise FileRefused(f"{path.name} is empty: it needs a header line and rows")
    if start.startswith(b"PK\x03\x04"):
        opener = open_workbook
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            f"{path.name} is an old or password-protected workbook: "
            "save it as .xlsx without a password, or as CSV"
        )
    else:
        opener = _open_csv
    with opener(path, needed) as sheet:
        _check_header(path, sheet.header, needed)
        yield sheet


def _check_header(path: Path, header: list[str], needed: Sequence[str]) -> None:
    names = [column_name(cell) for cell in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileRefused(f"{path.name} has the column {twice[0]!r} twice: remove or rename one")
    missing = [name for name in needed if name not in names]
    if missing:
        found = ", ".join(cell.strip() for cell in header if cell.strip())
        shown = found[:200] if found else "nothing"
        raise FileRefused(
            f"{path.name} lacks the column {', '.join(missing)}: its first line has {shown}"
        )


@contextmanager
def _open_csv(path: Path, needed: Sequence[str]) -> Iterator[Sheet]:
    encoding = _encoding(path)
    size = path.stat().st_size
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        header_line = text.readline(LONGEST_CELL * 10)
        while header_line and not header_line.strip():
            header_line = text.readline(LONGEST_CELL * 10)
        delimiter = _delimiter(header_line, needed)
        text.seek(0)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(iter(partial(text.readline, _LONGEST_LINE), ""), delimiter=delimiter)
        header: list[str] = []
        while not any(cell.strip() for cell in header):
            header = _header(path, reader)
        while header and not header[-1].strip():
            header.pop()

        def read_part() -> float:
            return min(1.0, raw.tell() / size)

        width = len(header)
        yield Sheet(header, partial(_csv_batches, reader, width), read_part)


_Reader = Any  # the csv module does not name its reader's type


def _header(path: Path, reader: _Reader) -> list[str]:
    try:
        return next(reader)
    except StopIteration:
        raise FileRefused(f"{path.name} is empty: it needs a header line and rows") from None
    except csv.Error:
        raise FileRefused(
            f"{path.name} has no header that can be read: its first line must name the columns"
        ) from None


def _csv_batches(reader: _Reader, width: int, size: int) -> Iterator[Batch]:
    while True:
        first = reader.line_num + 1
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, size))
            failed = False
        except csv.Error:  # a cell that is too long: the rows before it are there
            failed = True
        if not rows and not failed:
            return
        one_line_each = reader.line_num + 1 - first == len(rows)
        if one_line_each and set(map(len, rows)) == {width} and all(map(any, rows)):
            yield Batch(rows, range(first, first + len(rows)), {})
            continue
        numbered: list[tuple[int, list[str] | None]] = []
        for row in rows:
            numbered.append((first, row))
            first += 1 + sum(len(_LINE_ENDS.findall(cell)) for cell in row)
        if failed:
            numbered.append((first, None))
        yield batch_of(numbered, width)


_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def _delimiter(header_line: str, needed: Sequence[str]) -> str:
    """Of comma, semicolon and tab the one that makes most needed columns out of the header."""

    def columns(delimiter: str) -> int:
        try:
            cells = next(csv.reader([header_line], delimiter=delimiter), [])
        except csv.Error:
            return 0
        return sum(column_name(cell) in needed for cell in cells)

    return max(",;\t", key=columns)


def _encoding(path: Path) -> str:
    """By its mark, else UTF-8 when all of it is, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid = True
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _BOMS.items():
            if start.startswith(mark):
                _try_decoding(path, encoding)
                return encoding
        file.seek(0)
        while chunk := file.read(1024 * 1024):
            if b"\x00" in chunk:
                raise FileRefused(f"{path.name} is not a text file: save it as CSV (UTF-8) or XLSX")
            try:
                valid = valid and decoder.decode(chunk) is not None
            except UnicodeDecodeError:
                valid = False
    try:
        if valid:
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        valid = False
    if not valid:
        _try_decoding(path, "cp1252")
    return "utf-8" if valid else "cp1252"


def _try_decoding(path: Path, encoding: str) -> None:
    try:
        with path.open(encoding=encoding, newline="") as text:
            while text.read(1024 * 1024):
                pass
    except UnicodeError:
        raise FileRefused(
            f"{path.name} is in an encoding that cannot be read: save it as CSV (UTF-8) or XLSX"
        ) from None
