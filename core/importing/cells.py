"""Cells as values: each text is read once, remembered, and refused in words that help."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from core.importing.sheets import Batch, shown

T = TypeVar("T")

_REMEMBERED = 20_000
_FIRST_YEAR = 1995  # the first NIMS standards


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a row cannot be taken: which column is to blame, and how to mend it."""

    column: str
    reason: str


class RowRejected(Exception):  # noqa: N818 - it is data for the rejects file, not our error
    """A row cannot be taken. Keep its `reject`, not itself: it holds on to the whole batch."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.reject = Reject(column, reason)


def refuse_trouble(batch: Batch, place: int) -> None:
    """Refuses a row that could not even be read as cells."""
    if batch.troubles and place in batch.troubles:
        raise RowRejected("", batch.troubles[place])


class Remembered(dict[str, T], Generic[T]):
    """What a column's texts mean: read on first sight, then a mere look-up. Bounded."""

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
"""What steers terminals and printers instead of being shown, and halves of characters."""


def needed_text(column: str, most: int) -> Callable[[str], str]:
    """Reads a text that must be there and has at most so many characters, all to be seen."""

    def read(cell: str) -> str:
        text = _short(column, most, cell)
        if not text:
            raise RowRejected(column, f"{column} is empty")
        if _CONTROL.search(text):
            raise RowRejected(column, f"{column} has a character in it that nobody sees: retype it")
        return text

    return read


def optional_text(column: str, most: int) -> Callable[[str], str | None]:
    def read(cell: str) -> str | None:
        return needed_text(column, most)(cell) if cell.strip() else None

    return read


def detail(column: str, most: int) -> Callable[[str], str | None]:
    """Reads a text that is kept and shown to nobody: whatever is in it."""

    def read(cell: str) -> str | None:
        return _short(column, most, cell) or None

    return read


def _short(column: str, most: int, cell: str) -> str:
    text = " ".join(cell.split())
    if len(text) > most:
        raise RowRejected(column, f"{column} is longer than {most} characters")
    return text


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def email(cell: str) -> str | None:
    """An address in lower case, or None; looks like one, at least."""
    text = cell.strip().lower()
    if not text:
        return None
    if len(text) > 254 or not _EMAIL.fullmatch(text):  # noqa: PLR2004 - the longest by RFC 5321
        raise RowRejected("email", f"{shown(cell)} is not an e-mail address")
    return text


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def day_reader(column: str, today: date) -> Callable[[str], date]:
    """Reads ISO (2026-03-31) and US (3/31/2026) dates, from 1995 to today."""

    def read(cell: str) -> date:
        day = _written_day(cell.strip())
        if day is None:
            raise RowRejected(column, f"{shown(cell)} is not a date: write 2026-03-31 or 3/31/2026")
        if day > today:
            raise RowRejected(column, f"{day.isoformat()} is in the future")
        if day.year < _FIRST_YEAR:
            raise RowRejected(column, f"{day.isoformat()} is before {_FIRST_YEAR}")
        return day

    return read


def _written_day(text: str) -> date | None:
    try:
        if match := _US.fullmatch(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:  # no such day
        return None
    return None


def choice(column: str, meanings: dict[str, T], advice: str) -> Callable[[str], T]:
    """Reads one of some words, in any case; `advice` says which there are."""

    def read(cell: str) -> T:
        found = meanings.get(" ".join(cell.casefold().split()))
        if found is None:
            raise RowRejected(column, f"{shown(cell)} is not known: write {advice}")
        return found

    return read


def score(cell: str) -> float | None:
    """0 to 100, with or without a per cent sign; None when empty."""
    text = cell.strip().removesuffix("%").strip()
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise RowRejected("score", f"{shown(cell)} is not a score: write 0 to 100") from None
    if not 0 <= value <= 100:  # noqa: PLR2004 - per cent
        raise RowRejected("score", f"{shown(cell)} is not between 0 and 100")
    return value


def attempt(cell: str) -> int:
    """1 to 99; 0 when it is not stated."""
    text = cell.strip()
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= 99:  # noqa: PLR2004 - nobody sits oftener
        raise RowRejected("attempt", f"{shown(cell)} is not an attempt: write 1 to 99, or nothing")
    return int(text)
