"""The rejects file: every row that could not be imported, with its line and the reason."""

import csv
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from core.importing.cells import Reject
from core.importing.sheets import FileRefused
from core.language.message import _, in_language

_LONGEST_SHOWN = 1000
_SHOWN = 3
"""The reasons of at most this many rejected rows are also shown to the user."""
_IN_FRONT = ("row", "column", "reason")


class Rejects:
    """Writes rejected rows to a file that appears when the import ends or is stopped.

    The file's columns are row, column and reason, followed by the columns of the input. A run
    without rejects deletes an earlier file of the same name, because it is out of date. Without a
    path, rejects are only counted. Raises FileRefused if the file cannot be written.
    """

    def __init__(self, path: Path | None, header: Sequence[str], locale: str = "en") -> None:
        if path is not None and (path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK)):
            raise _cannot_be_written(path)
        self._path = path
        self._locale = locale
        # if the input is a corrected rejects file, drop the columns that we put in front
        self._put_in_front = len(_IN_FRONT) if tuple(header[: len(_IN_FRONT)]) == _IN_FRONT else 0
        self._header = header[self._put_in_front :]
        self._file: Any = None
        self._writer: Any = None
        self.count = 0
        self.first: list[str] = []
        """Why the first few rows were rejected, one line each."""

    def add(self, row: int, reject: Reject, cells: Sequence[str]) -> None:
        """Write a rejected row.

        `row` is the row's number in the file. The reasons of the first few rows are also kept for
        the user. Raises FileRefused if the file cannot be written.
        """
        self.count += 1
        if self.count <= _SHOWN:
            where = f"row {row}, {reject.column}" if reject.column else f"row {row}"
            self.first.append(f"{where}: {reject.reason}")
        if self._path is None:
            return
        own = cells[self._put_in_front :]
        shown = (c if len(c) <= _LONGEST_SHOWN else f"{c[:_LONGEST_SHOWN]}... (cut)" for c in own)
        try:
            writer = self._writer or self._begin(self._path)
            reason = in_language(reject.reason, self._locale)
            writer.writerow([row, reject.column, reason, *shown])
        except OSError as error:
            raise _cannot_be_written(self._path) from error

    def _begin(self, path: Path) -> Any:
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed when complete
            "w",
            encoding="utf-8",
            newline="",
            dir=path.parent,
            prefix=f".{path.name}.",
            delete=False,
        )
        self._writer = csv.writer(self._file)
        self._writer.writerow([*_IN_FRONT, *self._header])
        return self._writer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._path is None:
            return
        if self._file is None:
            if kind is None:
                self._path.unlink(missing_ok=True)
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            # also after an import that was stopped, because its earlier batches are recorded
            Path(self._file.name).replace(self._path)
        except OSError as error:
            Path(self._file.name).unlink(missing_ok=True)
            raise _cannot_be_written(self._path) from error


def may_be_replaced(path: Path) -> bool:
    """Whether a rejects file may be written under this name.

    It may if there is no file of this name, or only earlier rejects, perhaps saved by Excel.
    """
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except OSError:  # the file does not exist, or `Rejects` says why it cannot be used
        return True
    words = re.split(r"[^a-z]+", start.decode("utf-8-sig", "replace").strip('\ufeff"').lower())
    return not start or tuple(words[: len(_IN_FRONT)]) == _IN_FRONT


def with_sheet_name(reject: Reject, worksheet: str) -> Reject:
    """Return the reject with the worksheet's name, for a file with several worksheets."""
    if not worksheet:
        return reject
    reason = _("sheet %(sheet)s: %(why)s", sheet=worksheet, why=reject.reason)
    return replace(reject, reason=reason)


def _cannot_be_written(path: Path) -> FileRefused:
    return FileRefused(
        _("the rejects file %(path)s cannot be written: name another with --rejects", path=path)
    )
