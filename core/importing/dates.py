"""Parse dates as files write them, and find out whether a file writes the day or month first."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from core.importing.sheets import plain

MONTH_FIRST, DAY_FIRST = "month-first", "day-first"


class Order(StrEnum):
    """Whether the day or the month comes first in a date such as 03/05/2026."""

    MONTH_FIRST = MONTH_FIRST
    DAY_FIRST = DAY_FIRST

    @property
    def other(self) -> "Order":
        """The opposite order of day and month."""
        return Order.DAY_FIRST if self is Order.MONTH_FIRST else Order.MONTH_FIRST


_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            ("january", "enero", "ene"),
            ("february", "febrero"),
            ("march", "marzo", "mzo"),
            ("april", "abril", "abr"),
            ("may", "mayo"),
            ("june", "junio"),
            ("july", "julio"),
            ("august", "agosto", "ago"),
            ("september", "septiembre", "setiembre", "sept", "set"),
            ("october", "octubre"),
            ("november", "noviembre"),
            ("december", "diciembre", "dic"),
        ),
        1,
    )
    for full in words
    for word in (full, full[:3])
}
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+"
    r"|(?:lun(?:es)?|mar(?:tes)?|mie(?:r(?:coles)?)?|jue(?:ves)?|vie(?:rnes)?"
    r"|sab(?:ado)?|dom(?:ingo)?)[.,]*\s+(?=\d)"
)
_TIME = re.compile(
    r"(?:[t ]|,\s*|\s+at\s+|\s+a las\s+)\s*(?P<time>\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?)"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?"
    r"\s*(?:(?P<utc>z|utc|gmt)|(?P<offset>[+-]\d{2}:?\d{2}(?!\d))"
    r"|\(?(?P<zone>[ecmp][sd]?t|ak[sd]t|hst)\)?)?$"
)
_NUMBERS = re.compile(r"(\d{1,4})(?P<by>[/.-])\s?(\d{1,2})(?P=by)\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|ro|\.?o)?[\s./-]*(?:de\s+|of\s+)?([a-z]+)\.?"
                        r"[\s.,/-]*(?:de\s+|del\s+)?(\d{4}|\d{2})")  # fmt: skip
_MONTH_DAY = re.compile(r"([a-z]+)\.?[\s./-]*(\d{1,2})(?:st|nd|rd|th)?[\s.,/-]+(\d{4}|\d{2})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[\s.,/-]+([a-z]+)[\s./-]*(\d{1,2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_LAST_MONTH = 12
_FULL_YEAR = 4


@dataclass(frozen=True, slots=True)
class Spelled:
    """The date that a cell means with the month first, and with the day first.

    `mark` is the sign between the numbers.
    """

    month_first: date | None
    day_first: date | None
    mark: str = ""
    short: bool = False
    """Whether the year has two digits. The number could then also be a day or a month."""

    @property
    def ambiguous(self) -> bool:
        """Whether both orders of day and month give a date, and the two dates differ."""
        both = self.month_first is not None and self.day_first is not None
        return both and self.month_first != self.day_first

    def by(self, order: Order) -> date | None:
        return self.month_first if order is Order.MONTH_FIRST else self.day_first

    @property
    def proves(self) -> Order | None:
        """The order of day and month that this cell proves, because the other order gives no date.

        None if both orders give a date, or if the month is a word.
        """
        if not self.mark or (self.month_first is None) == (self.day_first is None):
            return None
        return Order.DAY_FIRST if self.month_first is None else Order.MONTH_FIRST


def possible_dates(cell: str, zone: tzinfo = UTC, this_year: int = 2099) -> Spelled | None:
    """Return the dates that a cell may mean, or None if the cell is not a date.

    A time with an offset counts as the day in `zone`. Other times are ignored. A two-digit year is
    one of the hundred years up to `this_year`.
    """
    text = " ".join(_without_accents(plain(cell).casefold()).split())
    time = _TIME.search(text)
    if time:
        text = text[: time.start()]
    found = _day(text, this_year) or _day(_WEEKDAY.sub("", text, count=1), this_year)
    if time is None or found is None:
        return found
    if not _is_time(time):
        return None
    if not (time["utc"] or time["offset"]):
        return found
    return Spelled(
        _moved(found.month_first, time, zone),
        _moved(found.day_first, time, zone),
        found.mark,
        found.short,
    )


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _is_time(time: re.Match[str]) -> bool:
    hour, minute, *second = (int(float(p.replace(",", "."))) for p in time["time"].split(":"))
    return hour < 24 and minute < 60 and all(s < 61 for s in second)  # noqa: PLR2004 - limits of a clock


def _moved(day: date | None, time: re.Match[str], zone: tzinfo) -> date | None:
    if day is None:
        return None
    hour, minute, *_ = (int(float(p.replace(",", "."))) for p in time["time"].split(":"))
    half = (time["half"] or "").replace(" ", "")
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    offset = (time["offset"] or "+0000").replace(":", "")
    try:
        moment = datetime.strptime(
            f"{day.isoformat()} {hour:02}:{minute:02} {offset}", "%Y-%m-%d %H:%M %z"
        )
        return moment.astimezone(zone).date()
    except (ValueError, OverflowError):
        return None


def _day(text: str, this_year: int) -> Spelled | None:
    text = text.strip(" ,")
    if match := _NUMBERS.fullmatch(text):
        return _of_numbers(match, this_year)
    if match := _COMPACT.fullmatch(text):
        return _certain(match[1], match[2], match[3], this_year)
    for pattern, (year, month, day) in (
        (_DAY_MONTH, (3, 2, 1)),
        (_MONTH_DAY, (3, 1, 2)),
        (_YEAR_MONTH_DAY, (1, 2, 3)),
    ):
        if (match := pattern.fullmatch(text)) and match[month] in _MONTHS:
            return _certain(match[year], str(_MONTHS[match[month]]), match[day], this_year)
    return None


def _of_numbers(match: re.Match[str], this_year: int) -> Spelled | None:
    first, second, third, mark = match[1], match[3], match[4], match["by"]
    if len(first) == _FULL_YEAR:
        return _certain(first, second, third, this_year) if len(third) <= 2 else None  # noqa: PLR2004 - a day has at most two digits
    if len(first) > 2:  # noqa: PLR2004 - three digits: neither a day nor a year
        return None
    month_first = _made(third, first, second, this_year)
    day_first = _made(third, second, first, this_year)
    short = len(third) < _FULL_YEAR
    return Spelled(month_first, day_first, mark, short) if month_first or day_first else None


def _certain(year: str, month: str, day: str, this_year: int) -> Spelled | None:
    made = _made(year, month, day, this_year)
    return Spelled(made, made) if made else None


def _made(year: str, month: str, day: str, this_year: int) -> date | None:
    whole = int(year)
    if len(year) < _FULL_YEAR:
        century = this_year // 100 * 100
        whole += century if century + whole <= this_year else century - 100
    try:
        return date(whole, int(month), int(day))
    except ValueError:  # there is no such day
        return None


COUNTED_FROM_1904 = timedelta(days=1462)
"""How much later a number's date is in workbooks that count from 1904 instead of 1900."""


def serial_day(cell: str) -> date | None:
    """Return the date that a workbook shows for a bare number, such as 46112.

    Return None for any other text.
    """
    match = _SERIAL.fullmatch(cell.strip())
    return date.fromordinal(date(1899, 12, 30).toordinal() + int(match[1])) if match else None


@dataclass(frozen=True, slots=True)
class FileOrder:
    """The order of day and month in a whole file, and the cells that prove it.

    `order` is None if some cells prove one order and some cells the other.
    """

    order: Order | None
    proofs: tuple[str, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether the order is only assumed, because no cell proves it."""
        return not self.proofs


def order_of(cells: Iterable[str], mark: str) -> FileOrder:
    """Find the order of day and month in a column, from the dates with this separator.

    If no date proves an order, the day comes first with "." as separator. Otherwise the month comes
    first, as in America.
    """
    proofs: dict[Order, str] = {}
    for cell in cells:
        found = possible_dates(cell)
        if found is not None and _alike(found.mark, mark) and found.proves is not None:
            proofs.setdefault(found.proves, cell)
            if len(proofs) > 1:
                return FileOrder(None, tuple(proofs[order] for order in Order))
    if proofs:
        [(order, proof)] = proofs.items()
        return FileOrder(order, (proof,))
    return FileOrder(Order.DAY_FIRST if mark == "." else Order.MONTH_FIRST)


def _alike(mark: str, other: str) -> bool:
    return bool(mark) and (mark == ".") == (other == ".")
