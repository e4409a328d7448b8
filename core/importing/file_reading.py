"""Files that people bring, as rows of text: CSV in whatever form, and the first sheet of XLSX."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Self

from rapidfuzz import fuzz

from core.importing.sheets import (
    LONGEST_CELL,
    TOO_LONG,
    Batch,
    FileRefused,
    Sheet,
    batch_of,
    column_name,
    shown,
)
from core.importing.workbooks import open_workbook

_LONGEST_LINE = 8 * 1024 * 1024  # characters
_NEAR = 80.0
"""From this likeness on, 0 to 100, a column's name can be a misspelling of another."""
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@contextmanager
def open_sheet(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Sheet]:
    """Opens a CSV or XLSX file whose header has the needed columns.

    Other columns are passed over, unless one is named nearly as an optional one that is not
    there: what stands in it would be lost unseen. Raises FileRefused for what is no such file,
    then or while its lines are read.
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
        _check_misspelt(path, sheet.header, optional)
        yield sheet


def _check_misspelt(path: Path, header: list[str], optional: Sequence[str]) -> None:
    names = [column_name(cell) for cell in header]
    for name in optional:
        for cell, other in zip(header, names, strict=True):
            if name not in names and fuzz.ratio(name, other) >= _NEAR:
                raise FileRefused(
                    f"{path.name} has a column {shown(cell)}: "
                    f"name it {name} if that is meant, or remove it"
                )


def _check_header(path: Path, header: list[str], needed: Sequence[str]) -> None:
    names = [column_name(cell) for cell in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileRefused(f"{path.name} has the column {twice[0]!r} twice: remove or rename one")
    missing = [name for name in needed if name not in names]
    if missing:
        found = ", ".join(" ".join(cell.split()) for cell in header if cell.strip())
        printable = "".join(filter(str.isprintable, found))[:200] or "nothing"
        raise FileRefused(
            f"{path.name} lacks the column {', '.join(missing)}: its first line has {printable}"
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
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        header: list[str] = []
        while not any(cell.strip() for cell in header):
            header = _header(path, reader)
        while header and not header[-1].strip():
            header.pop()

        def read_part() -> float:
            return min(1.0, raw.tell() / size)

        width = len(header)
        yield Sheet(header, partial(_csv_batches, reader, lines, width, delimiter), read_part)


class _Lines:
    """The lines of a file for the csv module, of which the last ones can be read once more."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._read = partial(text.readline, _LONGEST_LINE)
        self._again: deque[str] = deque()
        self._recent: list[str] = []
        self.marked = 1
        """The number of the line at the mark."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        if not line:
            raise StopIteration
        self._recent.append(line)
        return line

    def mark(self) -> None:
        """Sets the mark before the next line."""
        self.marked += len(self._recent)
        self._recent = []

    def since_mark(self) -> list[str]:
        return self._recent

    def go_back(self, after: int) -> None:
        """The lines from so many after the mark on are read again."""
        self._again.extendleft(reversed(self._recent[after:]))
        del self._recent[after:]

    def skip_rest(self) -> None:
        """Passes over what is left of a line that was too long to be read in one piece."""
        line = self._recent[-1]
        if len(line) == _LONGEST_LINE and not line.endswith(("\r", "\n")):
            while (more := self._read()) and not more.endswith(("\r", "\n")):
                pass


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


def _csv_batches(
    reader: _Reader, lines: _Lines, width: int, delimiter: str, size: int
) -> Iterator[Batch]:
    while True:
        lines.mark()
        rows: list[list[str]] = []
        failed = ""
        try:
            rows.extend(islice(reader, size))
        except csv.Error as error:  # the rows before it are there
            failed = str(error)
        if not rows and not failed:
            return
        first = lines.marked
        one_line_each = not failed and len(lines.since_mark()) == len(rows)
        if (
            one_line_each
            and set(map(len, rows)) == {width}
            and all(map(str.strip, map("".join, rows)))
        ):
            yield Batch(rows, range(first, first + len(rows)), {})
            continue
        numbered: list[tuple[int, list[str], str]] = []
        after = 0
        for row in rows:
            numbered.append((first + after, row, ""))
            after += 1 + sum(len(_LINE_ENDS.findall(cell)) for cell in row)
        if failed:
            numbered.append((first + after, *_bad_row(lines, after, failed, delimiter)))
        yield batch_of(numbered, width)


def _bad_row(lines: _Lines, after: int, failed: str, delimiter: str) -> tuple[list[str], str]:
    """What a row that is no CSV had, and its trouble. The lines after its first are read again:
    a quotation mark that is not closed costs its own row, and none of those that it swallowed.
    """
    line, *swallowed = lines.since_mark()[after:]
    if "field limit" in failed and not swallowed:
        lines.skip_rest()
        return [], TOO_LONG
    lines.go_back(after + 1)
    try:
        [cells] = csv.reader([line], delimiter=delimiter)
    except csv.Error:
        return [], TOO_LONG
    return [cell.rstrip("\r\n") for cell in cells], (
        "a quotation mark in the row is not closed, or stands within a cell: "
        'put the cell in quotation marks and write "" for each in it'
    )


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
            chunks = iter(partial(text.read, 1024 * 1024), "")
            good = not any("\0" in chunk for chunk in chunks)
    except UnicodeError:
        good = False
    if not good:
        raise FileRefused(
            f"{path.name} is in an encoding that cannot be read: save it as CSV (UTF-8) or XLSX"
        )
