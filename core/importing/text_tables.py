"""Read CSV files of any form, and find the table in a file, wherever its header is."""

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

from core.importing.header_search import SEARCHED, Fit, header_place
from core.importing.sheets import (
    INVISIBLE,
    LONGEST_CELL,
    TOO_LONG,
    Batch,
    FileRefused,
    Table,
    batch_of,
)
from core.importing.text_encoding import REPAIR, encoding_of, repair_encoding
from core.language.message import _

_LONGEST_LINE = 8 * 1024 * 1024  # in characters
_PIECE, _BLOCK = 100_000, 200  # characters in a piece of a line, and lines in a block
_MOST_AT_ONCE = 32 * 1024 * 1024  # in characters
_LONGEST_TOP = LONGEST_CELL * 10
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


@contextmanager
def open_text(path: Path, fit: Fit, encoding: str) -> Iterator[list[Table]]:
    """Open a CSV file.

    Choose the delimiter and the header that name our columns best.
    """
    known = encoding_of(path, encoding)
    size = path.stat().st_size
    with path.open("rb") as raw, io.TextIOWrapper(raw, known, newline="") as text:
        top = _top_lines(text)
        delimiter, skipped = _layout(top, fit)
        text.seek(0)
        csv.field_size_limit(LONGEST_CELL)
        lines = _Lines(text, repair=encoding == REPAIR)
        lines.pass_over(skipped)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        header: list[str] = []
        while not any(cell.strip() for cell in header):
            header = _header(path, reader)
        while header and not header[-1].strip():
            header.pop()

        def read_part() -> float:
            return min(1.0, raw.tell() / size)

        batches = partial(_csv_batches, reader, lines, len(header), delimiter)
        yield [Table(header, batches, read_part, skipped + 1)]


def _top_lines(text: io.TextIOWrapper) -> list[str]:
    """Return the first lines of a file.

    A line that is too long to examine is cut, and no line after it is returned.
    """
    lines: list[str] = []
    while len(lines) < 3 * SEARCHED and (line := text.readline(_LONGEST_TOP)):
        lines.append(line)
        if len(line) >= _LONGEST_TOP:
            break
    return lines


def _layout(lines: Sequence[str], fit: Fit) -> tuple[str, int]:
    """Return the delimiter of the columns, and the number of lines before the header."""
    given = _SEPARATOR.fullmatch(lines[0].strip().lstrip("\ufeff")) if lines else None
    first = 1 if given else 0
    found: list[tuple[int, int, int, str, int]] = []
    for preference, delimiter in enumerate([given[1]] if given else list(",;\t|")):
        rows, starts = _rows(lines[first:], delimiter)
        place, best = header_place(rows, fit)
        start = starts[place] if starts else 0
        # if no row names our columns, prefer the widest header
        width = 0 if best or not rows else len(rows[place])
        found.append((-best, -width, preference, delimiter, first + start))
    *_rank, delimiter, skipped = min(found)
    return delimiter, skipped


def _rows(lines: Sequence[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Split the first lines by this delimiter.

    Return the rows, and the number of lines above each row.
    """
    rows: list[list[str]] = []
    starts: list[int] = []
    reader = csv.reader((INVISIBLE.sub("", line) for line in lines), delimiter=delimiter)
    try:
        for _ in range(SEARCHED):
            start = reader.line_num
            rows.append(next(reader))
            starts.append(start)
    except (StopIteration, csv.Error):
        pass
    return rows, starts


class _Lines:
    """Lines of a file for the csv module, which can go back to a mark and read again."""

    def __init__(self, text: io.TextIOWrapper, *, repair: bool) -> None:
        self._read = partial(text.readline, _LONGEST_LINE)
        self._pieces = iter(partial(text.readline, _PIECE), "")
        self._repair = repair
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
        if not line.isascii():
            line = self._fixed(line)
        self._recent.append(line)
        return line

    def _joined(self, pieces: list[str]) -> list[str]:
        """Join pieces of lines into whole lines.

        If the last line is incomplete, read its rest from the file.
        """
        lines: list[str] = []
        parts: list[str] = []
        for piece in pieces:
            if piece == "\n" and not parts and lines and lines[-1].endswith("\r"):
                lines[-1] += piece
                continue
            parts.append(piece)
            if piece.endswith(("\r", "\n")):
                lines.append("".join(parts))
                parts = []
        if parts:
            lines.append("".join((*parts, self._read())))
        return lines

    def _fixed(self, line: str) -> str:
        line = INVISIBLE.sub("", line)
        return repair_encoding(line) if self._repair else line

    def take(self, count: int) -> list[str]:
        """Set the mark before the next lines, and return the next `count` lines."""
        self.mark()
        taken = [self._again.popleft() for _ in range(min(count, len(self._again)))]
        size = 0
        while len(taken) < count and size < _MOST_AT_ONCE:
            block = list(islice(self._pieces, min(_BLOCK, count - len(taken))))
            if not block:
                break
            if max(map(len, block)) >= _PIECE:
                block = self._joined(block)
            taken += block
            size += sum(map(len, block))
        if not all(map(str.isascii, taken)):
            taken = [self._fixed(line) for line in taken]
        self._recent = taken
        return taken

    def pass_over(self, count: int) -> None:
        """Skip the lines above the header."""
        for _line in range(count):
            next(self, "")
        self.mark()

    def mark(self) -> None:
        """Set the mark before the next line."""
        self.marked += len(self._recent)
        self._recent = []

    def since_mark(self) -> list[str]:
        return self._recent

    def go_back(self, after: int) -> None:
        """Go back to the line that comes `after` lines after the mark."""
        self._again.extendleft(reversed(self._recent[after:]))
        del self._recent[after:]

    def skip_rest(self) -> None:
        """Skip the rest of a line that was too long to read in one piece."""
        line = self._recent[-1]
        if len(line) >= _LONGEST_LINE and not line.endswith(("\r", "\n")):
            while (more := self._read()) and not more.endswith(("\r", "\n")):
                pass


_Reader = Any  # the csv module has no name for this type


def _header(path: Path, reader: _Reader) -> list[str]:
    try:
        return next(reader)
    except StopIteration:
        raise FileRefused(
            _("%(file)s is empty: it needs a header line and rows", file=path.name)
        ) from None
    except csv.Error:
        raise FileRefused(
            _(
                "%(file)s has no header that can be read: its first line must name the columns",
                file=path.name,
            )
        ) from None


def _csv_batches(
    reader: _Reader, lines: _Lines, width: int, delimiter: str, size: int
) -> Iterator[Batch]:
    while True:
        if plain := _plain_batch(lines, width, delimiter, size):
            yield plain
            del plain  # frees its memory before the next batch is read
            continue
        lines.mark()
        rows: list[list[str]] = []
        failed = ""
        try:
            rows.extend(islice(reader, size))
        except csv.Error as error:  # the rows before the error were already yielded
            failed = str(error)
        if not rows and not failed:
            return
        first = lines.marked
        numbered: list[tuple[int, list[str], str]] = []
        after = 0
        for row in rows:
            numbered.append((first + after, row, ""))
            after += 1 + sum(len(_LINE_ENDS.findall(cell)) for cell in row)
        if failed:
            numbered.append((first + after, *_bad_row(lines, after, failed, delimiter)))
        yield batch_of(numbered, width)


def _plain_batch(lines: _Lines, width: int, delimiter: str, size: int) -> Batch | None:
    """Return a batch of the next lines if each of them is a good row.

    Otherwise go back and return None. The lines must then be read one by one.
    """
    taken = lines.take(size)
    try:
        rows = list(csv.reader(taken, delimiter=delimiter, strict=True))
    except csv.Error:
        rows = []
    good = (
        rows
        and len(rows) == len(taken)
        and set(map(len, rows)) == {width}
        and all(map(str.strip, map("".join, rows)))
    )
    if not good:
        lines.go_back(0)
        return None
    return Batch(rows, range(lines.marked, lines.marked + len(rows)), {})


def _bad_row(lines: _Lines, after: int, failed: str, delimiter: str) -> tuple[list[str], str]:
    """Return the cells of a row that is not valid CSV, and its error.

    An unclosed quotation mark also takes in the following lines. Go back to these lines, so that
    only this row is lost.
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
        _(
            "a quotation mark in the row is not closed, or is inside a cell: "
            'put the cell in quotation marks and write "" for each in it'
        )
    )
