"""Exam fees: the operator's price list, with dates and sources.

Fees may differ by training center.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from core.catalog.model import Catalog, Credential, ExamKind, Level

_OLD = timedelta(days=365)
_MOST = Decimal(100_000)
_LARGEST_FILE = 1_000_000
"""The maximum size of a price list in bytes. A list with a price for every exam has about 50,000.
"""
_TOP_KEYS = ("currency", "valid_from", "source", "fee")
_SELECTORS = ("exams", "area", "level", "kind")
_FEE_KEYS = ("item", "price", "valid_from", "source", *_SELECTORS, "note")


class FeesError(Exception):
    """Raised if the price list cannot be used. The message says where the problem is."""


class Item(StrEnum):
    """What a price pays for."""

    REGISTRATION = "registration"
    """The price of registering as a candidate, which a person pays once in a lifetime."""
    EXAM = "exam"
    SUBSCRIPTION = "subscription"
    """The price of taking every listed exam for a year."""


@dataclass(frozen=True, slots=True)
class Fee:
    """One price. `exams` are the codes of the exams that the price applies to.

    If several fees apply to an exam, the fee that lists the fewest exams is used.
    """

    item: Item
    price: Decimal
    valid_from: date
    source: str
    exams: frozenset[str] = frozenset()
    note: str = ""

    def is_old(self, today: date) -> bool:
        """Whether the price is more than a year old and may have changed."""
        return today - self.valid_from > _OLD


@dataclass(frozen=True, slots=True)
class Fees:
    """A price list in one currency (ISO 4217)."""

    currency: str
    fees: tuple[Fee, ...]

    @property
    def precision(self) -> int:
        """The number of decimals of a price in this currency."""
        return _decimals(self.currency)

    def of_exam(self, code: str, today: date) -> Fee | None:
        """Return the fee of an exam today, or None if no fee applies.

        If several fees apply, return the one for the fewest exams, and of these the latest.
        """
        fitting = [fee for fee in self._valid(Item.EXAM, today) if code in fee.exams]
        return max(fitting, key=lambda fee: (-len(fee.exams), fee.valid_from), default=None)

    def registration(self, today: date) -> Fee | None:
        """Return the registration fee today, or None if the list has none."""
        return max(
            self._valid(Item.REGISTRATION, today), key=lambda fee: fee.valid_from, default=None
        )

    def subscription(self, exams: Iterable[str], today: date) -> Fee | None:
        """Return the cheapest subscription that covers all these exams today, or None."""
        needed = frozenset(exams)
        latest = {
            fee.exams: fee
            for fee in sorted(
                self._valid(Item.SUBSCRIPTION, today), key=lambda each: each.valid_from
            )
        }
        covering = [fee for fee in latest.values() if needed <= fee.exams]
        return min(covering, key=lambda fee: fee.price, default=None)

    def _valid(self, item: Item, today: date) -> list[Fee]:
        return [fee for fee in self.fees if fee.item is item and fee.valid_from <= today]


def load_fees(path: Path, catalog: Catalog) -> Fees:
    """Load the price list in this TOML file and check it against the catalog.

    Raises FeesError if the file cannot be read, is not TOML, or has a wrong entry.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FeesError(f"{path}: too large to be a price list; give the path of a fees file")
        text = path.read_bytes().decode("utf-8-sig")
        document = tomllib.loads(text)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FeesError(f"{path}: cannot be read ({why}); see EDGEFINDER_FEES") from error
    except UnicodeDecodeError as error:
        raise FeesError(
            f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        ) from error
    except ValueError as error:
        raise FeesError(f"{path}: not valid TOML: {error}; correct it there") from error
    except RecursionError as error:
        raise FeesError(f"{path}: tables within tables too deep to be a price list") from error
    return _Reader(str(path), catalog).fees(document)


class _Reader:
    """Builds a price list from a parsed file. Each error names the file."""

    def __init__(self, file: str, catalog: Catalog) -> None:
        self._file = file
        self._catalog = catalog
        self._defaults: Mapping[str, Any] = {}
        self._where = file

    def fees(self, document: Mapping[str, Any]) -> Fees:
        for key in document:
            if key not in _TOP_KEYS:
                self._wrong(f"{_one_line(key)}: unknown; the file has {', '.join(_TOP_KEYS)}")
        currency = document.get("currency")
        if not isinstance(currency, str) or not _is_currency(currency):
            self._wrong('currency: write the three letters of one: currency = "USD"')
        entries = document.get("fee")
        if not isinstance(entries, list) or not entries:
            self._wrong("fee: missing; write a table [[fee]] for each price")
        self._defaults = document
        fees: dict[tuple[Item, frozenset[str], date], Fee] = {}
        for number, entry in enumerate(entries, 1):
            self._where = f"{self._file}: fee {number}"
            if not isinstance(entry, dict):
                self._wrong("is not a table; begin each price with [[fee]]")
            fee = self._fee(entry, currency)
            same = (fee.item, fee.exams, fee.valid_from)
            if same in fees:
                self._wrong("is for the same as one before it, from the same day; keep one")
            fees[same] = fee
        return Fees(currency, tuple(fees.values()))

    def _fee(self, entry: Mapping[str, Any], currency: str) -> Fee:
        for key in entry:
            if key not in _FEE_KEYS:
                self._wrong(f"{_one_line(key)}: unknown key; the keys are {', '.join(_FEE_KEYS)}")
        try:
            item = Item(entry.get("item", ""))
        except ValueError:
            self._wrong(f"item: write one of {', '.join(Item)}")
        if item is Item.REGISTRATION and any(key in entry for key in _SELECTORS):
            self._wrong("registration is for no exam; take exams, area, level and kind out")
        return Fee(
            item=item,
            price=self._price(entry, currency),
            valid_from=self._day(entry),
            source=self._text(entry, "source"),
            exams=frozenset() if item is Item.REGISTRATION else self._exams(entry),
            note=self._text(entry, "note") if "note" in entry else "",
        )

    def _price(self, entry: Mapping[str, Any], currency: str) -> Decimal:
        """Read a price: zero or more, with no more decimals than the currency has."""
        value = entry.get("price")
        decimals = _decimals(currency)
        example = f"write a price of at most {decimals} decimals: price = {35:.{decimals}f}"
        if value is None:
            self._wrong(f"price: missing; {example}")
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self._wrong(f"price: {example}")
        try:
            price = Decimal(str(value))
        except InvalidOperation:
            self._wrong(f'price: "{_one_line(str(value))}" is not a number; {example}')
        if not price.is_finite() or not 0 <= price <= _MOST:
            self._wrong(f"price: write a number from 0 to {_MOST:,}")
        if round(price, decimals) != price:
            self._wrong(f"price: {price} has too many decimals for {currency}; {example}")
        return price

    def _day(self, entry: Mapping[str, Any]) -> date:
        value = entry.get("valid_from", self._defaults.get("valid_from"))
        if isinstance(value, datetime) or not isinstance(value, date):
            self._wrong(
                "valid_from: write the day from which the price is valid, without quotes:"
                " valid_from = 2026-08-01"
            )
        return value

    def _text(self, entry: Mapping[str, Any], key: str) -> str:
        value = entry.get(key, self._defaults.get(key))
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            self._wrong(
                f"{key}: write where the price is from, on one line:"
                f' {key} = "Price list of the center"'
                if key == "source"
                else f"{key}: write one plain line of text, or take it out"
            )
        return value.strip()

    def _exams(self, entry: Mapping[str, Any]) -> frozenset[str]:
        """Return the codes of the exams that the fee's keys select, such as `area` and `level`.

        A fee without such keys applies to all exams.
        """
        chosen = set(self._catalog.exams)
        if "exams" in entry:
            chosen &= self._named(entry["exams"])
        if "area" in entry:
            area = next((a for a in self._catalog.areas if a == entry["area"]), None)
            if area is None:
                self._wrong(f"area: unknown; the areas are {'; '.join(self._catalog.areas)}")
            chosen &= _exams_of(self._catalog.in_area(area))
        if "level" in entry:
            if entry["level"] not in set(Level):
                self._wrong(f"level: write one of {', '.join(Level)}, in quotes")
            level = Level(entry["level"])
            chosen &= _exams_of(each for each in self._catalog.credentials if each.level is level)
        if "kind" in entry:
            if entry["kind"] not in set(ExamKind):
                self._wrong(f"kind: write one of {', '.join(ExamKind)}")
            kind = ExamKind(entry["kind"])
            chosen &= {exam.code for exam in self._catalog.exams.values() if exam.kind is kind}
        if not chosen:
            self._wrong("is for no exam: no exam has all of these; take one of the keys out")
        return frozenset(chosen)

    def _named(self, codes: Any) -> set[str]:
        """Return the codes of the listed exams, and of all exams of the listed credentials."""
        if not isinstance(codes, list) or not codes:
            self._wrong('exams: write a list of codes: exams = ["M1-MMS-T"]')
        named: set[str] = set()
        for code in codes:
            exam = self._catalog.exam(str(code))
            credential = self._catalog.credential(str(code))
            if exam is None and credential is None:
                self._wrong(
                    f'exams: "{_one_line(str(code))}" is not an exam or credential in the catalog;'
                    " see 'edgefinder catalog'"
                )
            named |= {exam.code} if exam else _exams_of([credential] if credential else [])
        return named

    def _wrong(self, why: str) -> NoReturn:
        raise FeesError(f"{self._where}: {why}")


def _exams_of(credentials: Iterable[Credential]) -> set[str]:
    return {exam.code for credential in credentials for exam in credential.exams}


def _one_line(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _is_currency(code: str) -> bool:
    from babel.numbers import is_currency  # noqa: PLC0415 - slow to import

    return is_currency(code)


def _decimals(currency: str) -> int:
    """Return the number of decimals of a price in this currency."""
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - slow to import

    return get_currency_precision(currency)
