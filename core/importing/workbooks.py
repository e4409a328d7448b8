"""Read workbooks (XLSX, XLS, ODS) as tables, by a separate process that can be killed."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from core.importing.header_search import SEARCHED, WHOLE, Fit, header_place
from core.importing.sheets import LONGEST_CELL, TOO_LONG, Batch, FileRefused, Table, batch_of
from core.importing.workbook_process import DAMAGED, PASSWORD
from core.language.message import _, _n

_LARGEST_UNPACKED = 2 * 1024**3
_LARGEST_STRINGS = 128 * 1024**2  # because all shared strings are held in memory
_LARGEST_RATIO = 120  # ordinary workbooks compress 10 to 40 times
_SMALL = 10 * 1024**2  # in bytes: a part that unpacks to less may have any ratio
_MOST_SECONDS = 300
_WAIT = 0.005
_PROCESS = Path(__file__).with_name("workbook_process.py")


@contextmanager
def open_workbook(path: Path, fit: Fit) -> Iterator[list[Table]]:
    """Open a workbook, and yield the tables whose headers name our columns.

    Hidden sheets are used only if no visible sheet names our columns. If no sheet does, yield the
    first sheet with rows. Raises FileRefused if there are no rows, or if the workbook cannot be
    read.
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
    with _reading(path, broken if zipped else damaged_or_locked) as output:
        sheets = _sheets(output)
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
        notes = (*_passed_over(others), *_hidden_rows([each[0] for each in best]))
        yield [replace(first, notes=notes), *more]


_Found = tuple["_Sheet", int, int]


def _best(found: Sequence[_Found]) -> list[_Found]:
    """Return the sheets that name all required columns, or else the best sheet.

    Visible sheets come before hidden sheets.
    """
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


def _hidden_rows(sheets: Sequence["_Sheet"]) -> Iterator[str]:
    """Yield for each sheet a sentence that says how many of its rows are hidden.

    Rows are hidden by a filter, for example. Hidden rows are imported like the others.
    """
    for sheet in sheets:
        count, row = sheet.hidden
        if count:
            yield _n(
                "Row %(row)s of %(sheet)s is hidden in the spreadsheet, and was read too.",
                "%(count)s rows of %(sheet)s are hidden in the spreadsheet, the first is row "
                "%(row)s: they were read too.",
                count,
                row=str(row),
                sheet=sheet.name,
            )


@contextmanager
def _reading(path: Path, broken: FileRefused) -> Iterator["_Output"]:
    """Run the process that reads a workbook during a `with` block.

    Ctrl-C does not reach the process. An interrupted process would look like a workbook that cannot
    be read.
    """
    descriptor, name = tempfile.mkstemp()
    lines = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as into, lines.open("rb") as output:
            with suppress(OSError):  # Windows deletes no open file
                lines.unlink()
            process = subprocess.Popen(  # noqa: S603 - runs our own program
                [sys.executable, "-I", str(_PROCESS), str(path)],
                stdin=subprocess.PIPE,  # closes when our process ends, even if it is killed
                stdout=into,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                yield _Output(path.name, process, output, broken)
            finally:
                process.kill()
                process.communicate()
    finally:
        lines.unlink(missing_ok=True)


def _is_canceled() -> bool:
    """Whether the current task was canceled."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no event loop runs here, so nothing can be canceled
        return False
    return task is not None and task.cancelling() > 0


class _Output:
    """The lines that the process writes.

    Each line can be read while the process is still writing, and again later.
    """

    def __init__(
        self, name: str, process: subprocess.Popen[bytes], lines: IO[bytes], broken: FileRefused
    ) -> None:
        self._name, self._process, self._lines, self._broken = name, process, lines, broken
        self._next = 0
        self._until = time.monotonic() + _MOST_SECONDS

    def next(self) -> tuple[int, bytes] | None:
        """Wait for the next line. Return its position and the line, or None at the end.

        Raises FileRefused if the process failed or took too long, and CancelledError if Ctrl-C has
        ended the import.
        """
        while True:
            # asked before reading: a line read after the process has ended is complete
            ended = self._process.poll() is not None
            line = self.at(self._next)
            if line.endswith(b"\n"):
                start, self._next = self._next, self._next + len(line)
                return start, line
            if ended:
                self._check()
                return None
            if time.monotonic() > self._until:
                raise FileRefused(
                    _("%(file)s takes too long to read: save the rows as CSV", file=self._name)
                )
            if _is_canceled():
                raise asyncio.CancelledError
            time.sleep(_WAIT)

    def at(self, start: int) -> bytes:
        """Return the line that begins at this position of the output.

        It may be incomplete.
        """
        self._lines.seek(start)
        return self._lines.readline()

    def _check(self) -> None:
        code = self._process.returncode
        if code == PASSWORD:
            raise FileRefused(
                _(
                    "%(file)s is protected by a password: save it without one, or as CSV",
                    file=self._name,
                )
            )
        if code < 0:
            raise FileRefused(
                _(
                    "%(file)s needs far more memory than an honest workbook: save the rows as CSV",
                    file=self._name,
                )
            )
        if code:
            assert code in {DAMAGED, 1, 2}
            raise self._broken


def _check_archive(path: Path, broken: FileRefused) -> None:
    """Raise FileRefused if a file is not a workbook, or would be too large when unpacked."""
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
    """A worksheet in the output of the process. It can be read any number of times.

    `hidden` has the number of hidden rows, and the line number of the first hidden row.
    """

    def __init__(
        self, output: _Output, name: str, rows: int, hidden: list[int], *, visible: bool
    ) -> None:
        self.name, self.visible, self.hidden = name, visible, hidden
        self._output, self._rows = output, rows
        self._chunks: list[int] = []
        self.top: list[_Row] = []
        self._read = 0.0

    def add(self, start: int, line: bytes) -> None:
        """Add a line with rows, which begins at this position of the output."""
        self._chunks.append(start)
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
        pending = Batch([], [], {})
        for line in self._lines():
            first, rows, problems = json.loads(line)
            above = max(0, header_number + 1 - first)
            if above < len(rows):
                pending = _joined(pending, _part(first, rows, problems, above, width))
            while len(pending.rows) >= size:
                yield _cut(pending, 0, size)
                pending = _cut(pending, size, len(pending.rows))
            self._read = min(1.0, (first + len(rows)) / max(self._rows, 1))
        if pending.rows:
            yield pending

    def _lines(self) -> Iterator[bytes]:
        """Yield all lines with rows of this worksheet.

        Wait for lines that the process has not written yet.
        """
        place = 0
        while True:
            if place == len(self._chunks):
                more = self._output.next()
                if more is None:
                    return
                self.add(*more)
            yield self._output.at(self._chunks[place])
            place += 1


def _part(
    first: int, rows: list[list[str]], problems: dict[str, str], above: int, width: int
) -> Batch:
    """Return the rows of one line as a batch.

    `first` is the number of the line's first row. The first `above` rows of the line precede the
    data and are left out.
    """
    below = rows[above:]
    texts = list(map("".join, below))
    plain = (
        not problems
        and set(map(len, below)) == {width}
        and max(map(len, texts)) <= LONGEST_CELL
        and all(map(str.strip, texts))
    )
    if plain:
        return Batch(below, range(first + above, first + len(rows)), {})
    numbered = (
        (
            first + place,
            cells + [""] * (width - len(cells)),
            problems.get(str(place), "") or _trouble(cells),
        )
        for place, cells in enumerate(rows[above:], above)
    )
    return batch_of(numbered, width)


def _joined(one: Batch, other: Batch) -> Batch:
    so_far = len(one.rows)
    problems = one.problems | {so_far + place: why for place, why in other.problems.items()}
    return Batch([*one.rows, *other.rows], [*one.numbers, *other.numbers], problems)


def _cut(batch: Batch, start: int, end: int) -> Batch:
    problems = {place - start: why for place, why in batch.problems.items() if start <= place < end}
    return Batch(batch.rows[start:end], batch.numbers[start:end], problems)


def _rows(line: bytes) -> Iterator[_Row]:
    first, rows, problems = json.loads(line)
    for place, cells in enumerate(rows):
        yield first + place, cells, problems.get(str(place), "")


def _trouble(cells: list[str]) -> str:
    return TOO_LONG if max(map(len, cells), default=0) > LONGEST_CELL else ""


def _sheets(output: _Output) -> list[_Sheet]:
    """Return all worksheets with their rows.

    If there is only one worksheet, return it as soon as its first rows have arrived.
    """
    sheets: list[_Sheet] = []
    alone = False
    while not (alone and sheets[0].top) and (found := output.next()):
        start, line = found
        if line.startswith(b"{"):
            head = json.loads(line)
            alone = head["alone"]
            rows, hidden, visible = head["rows"], head["hidden"], head["visible"]
            sheets.append(_Sheet(output, head["sheet"], rows, hidden, visible=visible))
        else:
            sheets[-1].add(start, line)
    return sheets
