"""The rejects file: every row that could not be taken, where it stood, and why."""

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

_LONGEST_SHOWN = 1000


class Rejects:
    """Writes rejected rows to a file that appears whole at the end, or not at all.

    Its columns are row, column and reason, then the input's own. None is left by a run without
    rejects: an earlier one of the same name would no longer be true.
    """

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self._path = path
        self._header = header
        self._file: Any = None
        self._writer: Any = None
        self.count = 0

    def add(self, row: int, column: str, reason: str, cells: Iterable[str]) -> None:
        if self._writer is None:
            self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed when it is whole
                "w",
                encoding="utf-8",
                newline="",
                dir=self._path.parent,
                prefix=f".{self._path.name}.",
                delete=False,
            )
            self._writer = csv.writer(self._file)
            self._writer.writerow(["row", "column", "reason", *self._header])
        shown = (c if len(c) <= _LONGEST_SHOWN else f"{c[:_LONGEST_SHOWN]}... (cut)" for c in cells)
        self._writer.writerow([row, column, reason, *shown])
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._file is None:
            if kind is None:
                self._path.unlink(missing_ok=True)
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        # what was rejected before the import was stopped is told too: those batches are in
        Path(self._file.name).replace(self._path)
