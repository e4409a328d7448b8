"""Workbooks (XLSX, XLS, ODS) as tables, read in a separate process that can be killed."""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from core.importing.header_search import SEARCHED, WHOLE, Fit, header_place
from core.importing.sheets import LONGEST_CELL, TOO_LONG, Batch, FileRefused, Table, batch_of
from core.importing.workbook_process import DAMAGED, PASSWORD
from core.language.message import _

_LARGEST_UNPACKED = 2 * 1024**3
_LARGEST_STRINGS = 128 * 1024**2  # shared strings are all held in memory
_LARGEST_RATIO = 120  # honest workbooks compress 10 to 40 times
_SMALL = 10 * 1024**2  # below this size, any ratio is fine
_MOST_SECONDS = 300
_PROCESS = Path(__file__).with_name("workbook_process.py")


@contextmanager
def open_workbook(path: Path, fit: Fit) -> Iterator[list[Table]]:
    """The tables of a workbook that name our columns: from visible sheets, else hidden ones.

    If none do, the first sheet with rows.
    """
    broken = FileRefused(
        _(
            "%(file)s is damaged or no Excel workbook: open it, save it again, or save it as CSV",
            file=path.name,
        )
    )
    damaged_or_locked = FileRefused(
        _(
            "%(file)s is damaged or protected by a password: save it as .xlsx without a "
            "password, or as CSV",
            file=path.name,
        )
    )
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped:
        _check_archive(path, broken)
    with tempfile.TemporaryFile() as lines:
        _read(path, lines, broken if zipped else damaged_or_locked)
        sheets = _sheets(lines)
        found = [
            (sheet, *header_place([cells for _, cells, _ in sheet.top], fit)) for sheet in sheets
        ]
        found = [each for each in found if each[0].top]
        if not found:
            raise FileRefused(
                _("%(file)s has no rows: it needs a header line and rows", file=path.name)
            )
        best = _best(found)
        first, *more = (sheet.table(place) for sheet, place, _ in best)
        others = [each[0] for each in found if each not in best]
        yield [replace(first, notes=_passed_over(others)), *more]


_Found = tuple["_Sheet", int, int]


def _best(found: Sequence[_Found]) -> list[_Found]:
    """The sheets that name our columns as well as the best visible one."""
    visible = [each for each in found if each[0].visible]
    for these in (visible, found):
        best = max((fit for _, _, fit in these), default=0)
        if best >= WHOLE:
            return [each for each in these if each[2] >= WHOLE]
    these = visible or list(found)
    return [max(these, key=lambda each: each[2])]


def _passed_over(sheets: Sequence["_Sheet"]) -> tuple[str, ...]:
    if not sheets:
        return ()
    named = [
        _("%(name)s (without the columns)", name=each.name)
        if each.visible
        else _("%(name)s (hidden)", name=each.name)
        for each in sheets
    ]
    return (_("Sheets were passed over: %(sheets)s.", sheets=named),)


def _read(path: Path, lines: IO[bytes], broken: FileRefused) -> None:
    command = [sys.executable, "-I", str(_PROCESS), str(path)]
    try:
        done = subprocess.run(  # noqa: S603 - runs our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(
            _("%(file)s takes too long to read: save the rows as CSV", file=path.name)
        ) from None
    if done.returncode == PASSWORD:
        raise FileRefused(
            _("%(file)s is protected by a password: save it without one, or as CSV", file=path.name)
        )
    if done.returncode < 0:
        raise FileRefused(
            _(
                "%(file)s needs far more memory than an honest workbook: save the rows as CSV",
                file=path.name,
            )
        )
    if done.returncode:
        assert done.returncode in {DAMAGED, 1, 2}
        raise broken


def _check_archive(path: Path, broken: FileRefused) -> None:
    """Check the sizes in a workbook before anything unpacks it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise broken from None
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names and "content.xml" not in names:
        raise broken
    too_large = FileRefused(
        _(
            "%(file)s unpacks to far more than an honest workbook: save the rows as CSV",
            file=path.name,
        )
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


_Row = tuple[int, list[str], str]


class _Sheet:
    """A worksheet in the process's output, which can be read any number of times."""

    def __init__(self, lines: IO[bytes], name: str, *, visible: bool) -> None:
        self.name, self.visible = name, visible
        self._lines = lines
        self._chunks: list[tuple[int, int]] = []
        self.top: list[_Row] = []
        self._read = 0.0

    def add(self, start: int, line: bytes) -> None:
        self._chunks.append((start, len(line)))
        if len(self.top) < SEARCHED:
            self.top += list(_rows(line))[: SEARCHED - len(self.top)]

    def table(self, place: int) -> Table:
        number, header, _ = self.top[place]
        header = list(header)
        while header and not header[-1].strip():
            header.pop()
        batches = partial(self._batches, number, len(header))
        return Table(header, batches, lambda: self._read, number, self.name)

    def _batches(self, header_number: int, width: int, size: int) -> Iterator[Batch]:
        pending: list[_Row] = []
        for place, (start, length) in enumerate(self._chunks):
            self._lines.seek(start)
            for number, cells, trouble in _rows(self._lines.read(length)):
                if number > header_number:
                    padded = cells + [""] * (width - len(cells))
                    pending.append((number, padded, trouble or _trouble(cells)))
                    if len(pending) == size:
                        yield batch_of(pending, width)
                        pending = []
            self._read = (place + 1) / len(self._chunks)
        if pending:
            yield batch_of(pending, width)


def _rows(line: bytes) -> Iterator[_Row]:
    first, rows, problems = json.loads(line)
    for place, cells in enumerate(rows):
        yield first + place, cells, problems.get(str(place), "")


def _trouble(cells: list[str]) -> str:
    return TOO_LONG if max(map(len, cells), default=0) > LONGEST_CELL else ""


def _sheets(lines: IO[bytes]) -> list[_Sheet]:
    lines.seek(0)
    sheets: list[_Sheet] = []
    start = 0
    for line in iter(lines.readline, b""):
        if line.startswith(b"{"):
            head = json.loads(line)
            sheets.append(_Sheet(lines, head["sheet"], visible=head["visible"]))
        else:
            sheets[-1].add(start, line)
        start += len(line)
    return sheets
