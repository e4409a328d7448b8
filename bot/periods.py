"""Read the time that a question is about, such as "last month", "in October" or "since 2025".

A period is written as one word: `week` and `month` are the last 7 and 31 days, `year` is this year,
`week-last`, `month-last` and `year-last` are the calendar ones before this, `month-10`,
`month-10-2025` and `year-2025` name one, `since-...` has no end, and `today` and `yesterday` are
days.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from core.values import value

_WEEK, _MONTH = 7, 31
_MONTHS = (
    "january|jan|enero", "february|feb|febrero", "march|mar|marzo", "april|apr|abril",
    "may|mayo", "june|jun|junio", "july|jul|julio", "august|aug|agosto",
    "september|sept|sep|septiembre|setiembre", "october|oct|octubre",
    "november|nov|noviembre", "december|dec|dic|diciembre",
)  # fmt: skip
_NUMBERS = {name: n for n, names in enumerate(_MONTHS, start=1) for name in names.split("|")}
_UNSURE = frozenset(("may", "mar", "jan", "sep", "dec", "dic", "oct", "nov", "aug", "jun", "jul"))
"""Names of months that need a word such as "in" before them, because they are other words too."""
_YEAR = r"20[0-4]\d"
_NAMED = re.compile(
    rf"\b(?:(?P<since>since|desde)|(?P<before>in|en|during|durante|of|de|del|for|last|this))?"
    rf"(?: (?:last|this|the|el|pasado|este))? ?\b(?P<month>{'|'.join(_MONTHS)})\b"
    rf"(?:,? (?:of |de |del )?(?P<year>{_YEAR})"
    rf"|(?P<ago>,? (?:of |de |del )?(?:last year|ano pasado))| pasado)?"
)
_IN_YEAR = re.compile(
    rf"\b(?:(?P<since>since|desde)|(?:in|during|en|durante|for|of|de|del))"
    rf"(?: (?:the year|el ano|el))? (?P<year>{_YEAR})\b|^(?P<alone>{_YEAR})$"
)
_KINDS = {"week": "week|semana", "month": "month|mes", "year": "year|ano"}
_LAST = {
    kind: re.compile(
        rf"\b(?:(?:in |during )?(?:the )?(?:(?:last|previous) (?:{words})|(?:{words}) before)"
        rf"|(?:en |durante )?(?:el |la )?(?:{words}) (?:pasad[oa]|anterior))\b"
    )
    for kind, words in _KINDS.items()
}
_NOT_NEXT = "".join(f"(?<!{word} )(?<!{word})" for word in ("next", "proxima", "proximo"))
_THIS = {
    kind: re.compile(
        rf"{_NOT_NEXT}\b(?:(?:in |en |during )?(?:the |el |la |los |las )?"
        rf"(?:this|past|est[ea]|ultim[oa]s?)? ?(?:{words})e?s?)\b"
    )
    for kind, words in _KINDS.items()
}
_DAYS = {"yesterday": r"yesterday|ayer", "today": r"today|hoy"}
_WRITTEN = re.compile(
    rf"\b(?:since-)?(?:(?:week|month|year)-last|month-\d{{1,2}}(?:-(?:{_YEAR}|last))?|year-{_YEAR})\b"
)


@value
class Period:
    """A time: its `word`, and the question without the words for it."""

    word: str
    rest: str


def period_in(said: str) -> Period | None:
    """Return the time that a question in plain letters names, or None."""
    if written := _WRITTEN.search(said):
        return _found(written[0], said, written)
    for found in _NAMED.finditer(said):
        if found["month"] in _UNSURE and not (found["since"] or found["before"] or found["year"]):
            continue
        year = found["year"] or ("last" if found["ago"] else "")
        word = f"month-{_NUMBERS[found['month']]}" + (f"-{year}" if year else "")
        return _found(f"since-{word}" if found["since"] else word, said, found)
    if of_year := _IN_YEAR.search(said):
        word = f"year-{of_year['year'] or of_year['alone']}"
        return _found(f"since-{word}" if of_year["since"] else word, said, of_year)
    for patterns, ending in ((_LAST, "-last"), (_THIS, "")):
        for kind, pattern in patterns.items():
            if of_kind := pattern.search(said):
                return _found(f"{kind}{ending}", said, of_kind)
    for word, words in _DAYS.items():
        if of_day := re.search(rf"\b(?:{words})\b", said):
            return _found(word, said, of_day)
    return None


def _found(word: str, said: str, where: re.Match[str]) -> Period:
    return Period(word, " ".join((said[: where.start()] + " " + said[where.end() :]).split()))


def days_of(word: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of a period.

    A month that is named without its year is the last one that has begun. The last day is never
    after today.
    """
    open_end = word.startswith("since-")
    first, last = _days_of(word.removeprefix("since-"), today)
    return first, today if open_end else min(last, today)


def _days_of(word: str, today: date) -> tuple[date, date]:
    kind, _, which = word.partition("-")
    match kind, which:
        case (("today" | "yesterday"), _):
            day = today - timedelta(days=kind == "yesterday")
            return day, day
        case "week", "last":
            monday = today - timedelta(days=today.weekday() + _WEEK)
            return monday, monday + timedelta(days=_WEEK - 1)
        case "week", _:
            return today - timedelta(days=_WEEK), today
        case "year", _:
            year = int(which) if which.isdigit() else today.year - (which == "last")
            return date(year, 1, 1), date(year, 12, 31)
        case "month", "":
            return today - timedelta(days=_MONTH), today
        case "month", "last":
            end = today.replace(day=1) - timedelta(days=1)
            return end.replace(day=1), end
    number, _, written = which.partition("-")
    month = int(number)
    if written == "last":
        year = today.year - 1
    else:
        year = int(written) if written else today.year - (month > today.month)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
