"""How a whole file writes dates and scores: the order of day and month, and fractions."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.importing.advice import by_place, to_order_dates
from core.importing.cells import FIRST_YEAR, RowRejected
from core.importing.dates import (
    COUNTED_FROM_1904,
    FileOrder,
    Order,
    Spelled,
    order_of,
    possible_dates,
    serial_day,
)
from core.importing.reading_options import ReadingOptions
from core.importing.scores import NoScore, is_fraction, may_be_fraction, read_points
from core.importing.sheets import quote_cell
from core.language.message import _

_MOST_SHOWN = 3


def _nothing(_column: str) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class DatesUnsure:
    """A cell that can mean two days, because the file does not prove the order of day and month."""

    cell: str
    month_first: date
    day_first: date


class FileConventions:
    """Reads dates and scores in the way in which the whole file writes them.

    `column` returns all cells of one of our columns. It is called only if a single cell is not
    clear. `asks` is set for files and readers in Spanish. Ambiguous dates are then rejected with a
    question, unless the file proves that the month comes first. Without `asks`, the month is
    assumed to come first.
    """

    def __init__(
        self,
        reading: ReadingOptions | None = None,
        column: Callable[[str], Iterable[str]] = _nothing,
        *,
        asks: bool = False,
    ) -> None:
        self._asks = asks
        self.unsure: DatesUnsure | None = None
        self._reading = reading or ReadingOptions()
        self._column = column
        self._orders: dict[tuple[str, bool], FileOrder] = {}
        self._assumed: dict[Order, tuple[str, date]] = {}
        self._serials: dict[str, tuple[str, date]] = {}
        self._fractions: bool | None = None
        self._without_score: Counter[str] = Counter()

    def day(self, column: str, cell: str, *, latest: date | None = None) -> date:
        """Return the date in a cell, which must not be after `latest` (by default today).

        Raises RowRejected if the cell is not a date, is ambiguous, or is too late or too early.
        """
        today = self._reading.today
        found = possible_dates(cell, self._reading.zone, today.year)
        day = self._serial(column, cell) if found is None else self._meant(column, cell, found)
        if day > (latest or today):
            said = day.isoformat()
            if found and (other := self._or_else(found)):
                reason = by_place(
                    _(
                        "%(day)s is in the future: with --dates day-first it is %(other)s",
                        day=said,
                        other=other,
                    ),
                    _(
                        "%(day)s is in the future: with the day first it is %(other)s",
                        day=said,
                        other=other,
                    ),
                )
            else:
                reason = _("%(day)s is in the future", day=said)
            raise RowRejected(column, reason)
        if day.year < FIRST_YEAR:
            raise RowRejected(
                column,
                _(
                    "%(day)s is before %(first_year)s",
                    day=day.isoformat(),
                    first_year=str(FIRST_YEAR),
                ),
            )
        return day

    def _serial(self, column: str, cell: str) -> date:
        """Return the date of a cell that has only a number, as spreadsheets store dates.

        Spreadsheets count days from 1900, and some old spreadsheets from 1904. Raises RowRejected
        if the cell is not the number of a day, or if both ways of counting give a date in the past.
        """
        if not cell.strip():
            raise RowRejected(
                column, _("%(column)s is empty: write 2026-03-31 or 3/31/2026", column=column)
            )
        today = self._reading.today
        likely = serial_day(cell)
        if likely is None or not FIRST_YEAR <= likely.year <= today.year:
            raise RowRejected(
                column,
                _("%(cell)s is not a date: write 2026-03-31 or 3/31/2026", cell=quote_cell(cell)),
            )
        if likely + COUNTED_FROM_1904 <= today:
            raise RowRejected(
                column,
                _(
                    "%(cell)s is not a date: a spreadsheet shows %(likely)s for it "
                    "when the column is formatted as dates",
                    cell=quote_cell(cell),
                    likely=likely.isoformat(),
                ),
            )
        self._serials.setdefault(column, (quote_cell(cell), likely))
        return likely

    def _or_else(self, found: Spelled) -> str:
        """Return the ISO date of an ambiguous cell, read with the day first.

        Return "" if that date is in the future, if the cell is not ambiguous, or if the user has
        chosen the order.
        """
        if self._reading.order is not None or not found.ambiguous:
            return ""
        day = found.by(Order.DAY_FIRST)
        if day is None or day > self._reading.today:
            return ""
        return day.isoformat()

    def _meant(self, column: str, cell: str, found: Spelled) -> date:
        order = self._reading.order
        if not found.mark or not (found.ambiguous or order):
            day = found.month_first or found.day_first
            assert day is not None  # `possible_dates` would have returned None otherwise
            return day
        if order is not None and not (found.mark == "." and not found.ambiguous):
            day = found.by(order)
            if day is None:
                if order is Order.MONTH_FIRST:
                    reason = _("%(cell)s is not a date with the month first", cell=quote_cell(cell))
                else:
                    reason = _("%(cell)s is not a date with the day first", cell=quote_cell(cell))
                raise RowRejected(column, reason)
            return day
        if not found.ambiguous:
            day = found.month_first or found.day_first
            assert day is not None
            return day
        decided = self._order(column, found.mark)
        if self.unsure is None and (decided.order is None or decided.assumed):
            assert found.month_first is not None  # an ambiguous date is valid in both orders
            assert found.day_first is not None
            self.unsure = DatesUnsure(cell.strip(), found.month_first, found.day_first)
        if decided.order is None:
            one, other = map(quote_cell, decided.proofs)
            raise RowRejected(
                column,
                _(
                    "%(cell)s can be two days, and the file has dates of both "
                    "orders (%(one)s and %(other)s): %(advice)s",
                    advice=to_order_dates(),
                    cell=quote_cell(cell),
                    one=one,
                    other=other,
                ),
            )
        if decided.assumed and found.short:
            raise RowRejected(
                column,
                _(
                    "%(cell)s can be several days: %(advice)s",
                    cell=quote_cell(cell),
                    advice=to_order_dates(),
                ),
            )
        if decided.assumed and self._asks and decided.order is Order.MONTH_FIRST:
            raise RowRejected(
                column,
                _(
                    "%(cell)s can be %(one)s or %(other)s: %(advice)s",
                    cell=quote_cell(cell),
                    one=found.month_first,
                    other=found.day_first,
                    advice=to_order_dates(),
                ),
            )
        day = found.by(decided.order)
        assert day is not None  # an ambiguous date is valid in both orders
        if decided.assumed:
            self._assumed.setdefault(decided.order, (quote_cell(cell), day))
        return day

    def _order(self, column: str, mark: str) -> FileOrder:
        key = (column, mark == ".")
        if key not in self._orders:
            self._orders[key] = order_of(self._column(column), mark)
        return self._orders[key]

    def score(self, cell: str) -> float | None:
        """Return the score in a cell as a percentage, 0 to 100, or None if it has no score.

        Raises RowRejected for other numbers.
        """
        try:
            found = read_points(cell)
        except NoScore as none:
            if none.said:
                self._without_score[" ".join(none.said.split())] += 1
            return None
        except ValueError:
            raise RowRejected(
                "score", _("%(cell)s is not a score: write 0 to 100", cell=quote_cell(cell))
            ) from None
        if found.whole:
            value = found.value if found.whole == 100 else found.value * 100 / found.whole  # noqa: PLR2004 - percent
        elif is_fraction(cell) or (found.value == 1 and self._are_fractions()):
            value = found.value * 100 if self._all_fractions(cell) else found.value
        else:
            value = found.value
        value = round(value, 4)
        if not 0 <= value <= 100:  # noqa: PLR2004 - percent
            raise RowRejected(
                "score", _("%(cell)s is not between 0 and 100", cell=quote_cell(cell))
            )
        return value

    def _all_fractions(self, cell: str) -> bool:
        if not self._are_fractions():
            whole = f"{float(cell.strip().replace(',', '.')) * 100:g}"
            raise RowRejected(
                "score",
                _(
                    "%(cell)s can be %(whole)s or less than 1 of 100: write "
                    "%(whole)s, or put %% behind it",
                    cell=quote_cell(cell),
                    whole=whole,
                ),
            )
        return True

    def _are_fractions(self) -> bool:
        """Whether the file writes scores as fractions, so that 1 means 100 percent.

        In such a file, all scores are from 0 to 1, and some are not whole numbers.
        """
        if self._fractions is None:
            cells = list(self._column("score"))
            self._fractions = all(map(may_be_fraction, cells)) and any(map(is_fraction, cells))
        return self._fractions

    def notes(self) -> Iterator[str]:
        """Yield sentences that say what was decided about the file's dates and scores."""
        for each in self._orders.values():
            if each.order is not None and each.proofs:
                cell = quote_cell(each.proofs[0])
                if each.order is Order.MONTH_FIRST:
                    yield _("Dates have the month first, as %(cell)s shows.", cell=cell)
                else:
                    yield _("Dates have the day first, as %(cell)s shows.", cell=cell)
        for order, (cell, day) in self._assumed.items():
            advice = by_place(
                _("add --dates %(other)s if that is wrong", other=order.other.value),
                _("if that is wrong, press the button with the other day"),
            )
            if order is Order.MONTH_FIRST:
                yield _(
                    "Dates were read month first, %(cell)s as %(day)s: %(advice)s.",
                    cell=cell,
                    day=day,
                    advice=advice,
                )
            else:
                yield _(
                    "Dates were read day first, %(cell)s as %(day)s: %(advice)s.",
                    cell=cell,
                    day=day,
                    advice=advice,
                )
        for cell, day in self._serials.values():
            yield _(
                "Numbers were read as the dates that a spreadsheet shows for them, %(cell)s as "
                "%(day)s.",
                cell=cell,
                day=day,
            )
        if self._fractions:
            yield _("Scores between 0 and 1 were read as fractions: 0.85 is 85.")
        if self._without_score:
            words = ", ".join(quote_cell(each) for each in list(self._without_score)[:_MOST_SHOWN])
            yield _(
                "Some results have words for a score (%(words)s): taken without one.", words=words
            )
