"""Read cells into values, with a cache for each column.

Errors say how to fix the cell.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.importing.scores import is_blank
from core.importing.sheets import Batch, quote_cell
from core.language.message import _

T = TypeVar("T")

_REMEMBERED = 20_000
FIRST_YEAR = 1995  # the year of the first NIMS standards


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a row cannot be recorded: the wrong column, and how to fix it.

    `passed_over` is True if the row itself says that it has no data. The row is then counted as
    ignored, not as rejected.
    """

    column: str
    reason: str
    passed_over: bool = False


class RowRejected(Exception):  # noqa: N818 - data for the rejects file, not an error
    """Raised if a row cannot be recorded.

    Keep only its `reject`, not the exception: the exception holds the whole batch in memory.
    """

    def __init__(self, column: str, reason: str, *, passed_over: bool = False) -> None:
        super().__init__(reason)
        self.reject = Reject(column, reason, passed_over)


def refuse_problem(batch: Batch, place: int) -> None:
    """Raise RowRejected if the row at position `place` could not be split into cells."""
    if batch.problems and place in batch.problems:
        raise RowRejected("", batch.problems[place])


class Remembered(dict[str, T], Generic[T]):
    """Caches what each text in a column means, up to a limit."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> T:
        value = self._read(cell)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[cell] = value
        return value


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Matches control characters of terminals and printers, and halves of surrogate pairs."""


LOST = "\ufffd"
"""The Unicode replacement character, which stands where a wrong encoding has lost a letter."""


def needed_text(column: str, most: int) -> Callable[[str], str]:
    """Return a function that reads a required text of at most `most` letters from a cell.

    The function rejects texts with invisible characters.
    """

    def read(cell: str) -> str:
        text = _short(column, most, cell)
        if not text:
            raise RowRejected(column, _("%(column)s is empty", column=column))
        if _CONTROL.search(text):
            raise RowRejected(
                column,
                _("%(column)s contains an invisible character: retype it", column=column),
            )
        if LOST in text:
            raise RowRejected(
                column,
                _(
                    "%(cell)s has lost a letter (%(sign)s): retype it",
                    cell=quote_cell(cell),
                    sign=LOST,
                ),
            )
        return text

    return read


def optional_text(column: str, most: int) -> Callable[[str], str | None]:
    """Return a function that reads a text as `needed_text` does, and an empty cell as None."""

    def read(cell: str) -> str | None:
        return needed_text(column, most)(cell) if cell.strip() else None

    return read


def detail(column: str, most: int) -> Callable[[str], str | None]:
    """Return a function that reads a text of at most `most` letters, and an empty cell as None.

    Unlike `optional_text`, the function accepts texts with invisible characters.
    """

    def read(cell: str) -> str | None:
        return _short(column, most, cell) or None

    return read


_KEPT_FROM_BEING_A_FORMULA = ("'=", "'+", "'-", "'@")


def _short(column: str, most: int, cell: str) -> str:
    text = " ".join(cell.split())
    if text.startswith(_KEPT_FROM_BEING_A_FORMULA):
        text = text[1:]
    if len(text) > most:
        raise RowRejected(
            column, _("%(column)s is longer than %(most)s characters", column=column, most=most)
        )
    return text


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def email(cell: str) -> str | None:
    """Return the e-mail address in a cell in lower case, or None for an empty cell.

    Raises RowRejected for any other text.
    """
    text = cell.strip().lower()
    if is_blank(text):
        return None
    if len(text) > 254 or not _EMAIL.fullmatch(text):  # noqa: PLR2004 - the longest by RFC 5321
        raise RowRejected("email", _("%(cell)s is not an e-mail address", cell=quote_cell(cell)))
    return text


def choice(
    column: str,
    meanings: dict[str, T],
    advice: str,
    key: Callable[[str], str] = lambda cell: " ".join(cell.casefold().split()),
) -> Callable[[str], T]:
    """Return a function that converts a word in a cell to its value in `meanings`.

    `key` gives the form in which words are compared. `advice` lists the allowed words for the
    error.
    """

    def read(cell: str) -> T:
        found = meanings.get(key(cell))
        if found is None:
            raise RowRejected(
                column,
                _("%(cell)s is not known: write %(advice)s", cell=quote_cell(cell), advice=advice),
            )
        return found

    return read


def attempt(cell: str) -> int:
    """Return the number of an attempt in a cell, 1 to 99, or 0 for an empty cell.

    Raises RowRejected for any other text.
    """
    text = cell.strip()
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= 99:  # noqa: PLR2004 - no one takes it more often
        raise RowRejected(
            "attempt",
            _("%(cell)s is not an attempt: write 1 to 99, or nothing", cell=quote_cell(cell)),
        )
    return int(text)
