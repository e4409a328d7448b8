"""Numbers, dates and lists in the format of a language."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from core.language.catalogs import is_american, language_of, locale_of
from core.language.message import in_english


def number(value: int, locale: str) -> str:
    """Format a whole number with thousands separators."""
    return str(value) if abs(value) < _THOUSAND else _grouped(value, locale)


_THOUSAND = 1000


@lru_cache(maxsize=1024)
def _grouped(value: int, locale: str) -> str:
    if is_american(locale):
        return in_english(value)
    from babel.numbers import format_decimal  # noqa: PLC0415 - slow to import

    return format_decimal(value, locale=locale_of(locale))


def long_date(value: date | datetime, locale: str) -> str:
    """Return a date in the language's form, such as `March 31, 2026` or `31 de marzo de 2026`."""
    return _long(value.date() if isinstance(value, datetime) else value, locale)


@lru_cache(maxsize=4096)
def _long(day: date, locale: str) -> str:
    if is_american(locale):
        return in_english(day)
    from babel.dates import format_date  # noqa: PLC0415 - slow to import

    return format_date(day, "long", locale_of(locale))


def month(day: date, locale: str) -> str:
    """Return a month in the language's form, such as `October 2018` or `octubre de 2018`."""
    from babel.dates import format_skeleton  # noqa: PLC0415 - slow to import

    return format_skeleton("yMMMM", day, locale=locale_of(locale))


def weekday(place: int, locale: str) -> str:
    """Return the name of a weekday. `place` is 0 for Monday."""
    from babel.dates import get_day_names  # noqa: PLC0415 - slow to import

    return str(get_day_names(locale=locale_of(locale))[place])


def clock(at: datetime, locale: str) -> str:
    """Return a time such as `12:00`, on the 24-hour clock in every language."""
    from babel.dates import format_skeleton  # noqa: PLC0415 - slow to import

    return format_skeleton("Hm", at, locale=locale_of(locale))


def money(amount: Decimal, currency: str, locale: str) -> str:
    """Return an amount of money such as `$40.00`. The currency is an ISO 4217 code."""
    from babel.numbers import format_currency  # noqa: PLC0415 - slow to import

    return format_currency(amount, currency, locale=locale_of(locale))


def and_list(values: Sequence[str], locale: str) -> str:
    """Return a list such as `A`, `A and B`, or `A, B, and C`.

    In Spanish it is `A y B`, or `A e B` if B begins with an i sound. Babel does not know that rule
    (seen with 2.18).
    """
    if is_american(locale):
        return in_english(values)
    if values and language_of(locale) == "es" and _SOUNDS_LIKE_I.match(values[-1]):
        return f"{', '.join(values[:-1])} e {values[-1]}"
    from babel.lists import format_list  # noqa: PLC0415 - slow to import

    return format_list(list(values), locale=locale_of(locale))


_SOUNDS_LIKE_I = re.compile(r"\W*h?[iíIÍ](?![aeoAEO])", re.IGNORECASE)
