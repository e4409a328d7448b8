"""Numbers, dates and lists in the format of a language."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal


def number(value: int, locale: Locale) -> str:
    """Format a whole number with thousands separators."""
    return str(value) if abs(value) < _THOUSAND else _grouped(value, locale)


_THOUSAND = 1000


@lru_cache(maxsize=1024)
def _grouped(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def long_date(value: date | datetime, locale: Locale) -> str:
    """Return `March 31, 2026`, `31 de marzo de 2026`."""
    return _long(value.date() if isinstance(value, datetime) else value, locale)


@lru_cache(maxsize=4096)
def _long(day: date, locale: Locale) -> str:
    return format_date(day, "long", locale)


def month(day: date, locale: Locale) -> str:
    """Return `October 2018`, `octubre de 2018`."""
    return format_skeleton("yMMMM", day, locale=locale)


def money(amount: Decimal, currency: str, locale: Locale) -> str:
    """Return `$40.00`; a currency is an ISO 4217 code."""
    return format_currency(amount, currency, locale=locale)


def and_list(values: Sequence[str], locale: Locale) -> str:
    """Return `A`, `A and B`, `A, B, and C`; in Spanish `A y B`, or `e` before an i sound.

    Babel never turns `y` into `e` (seen with 2.18).
    """
    if values and locale.language == "es" and _SOUNDS_LIKE_I.match(values[-1]):
        return f"{', '.join(values[:-1])} e {values[-1]}"
    return format_list(list(values), locale=locale)


_SOUNDS_LIKE_I = re.compile(r"\W*h?[iíIÍ](?![aeoAEO])", re.IGNORECASE)
