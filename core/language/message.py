"""English texts for people that can later be translated for the person who reads them.

`_("Stop %(title)s", title=title)` is an English string wherever a string is expected (JSON, logs,
the command line). The string also keeps its parts, so that `in_language` can translate it. Slicing
or joining it gives a plain English string that cannot be translated. To use a message within
another message, pass it as a value instead.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Self


class Message(str):
    """An English text that keeps the parts from which it can be translated."""

    __slots__ = ("amount", "context", "many", "msgid", "values")

    msgid: str
    values: dict[str, Any]
    many: str
    amount: int
    context: str

    def __new__(
        cls,
        msgid: str,
        values: Mapping[str, Any],
        many: str = "",
        count: int = 1,
        context: str = "",
    ) -> Self:
        english = msgid if not many or count == 1 else many
        made = super().__new__(cls, english % {n: in_english(v) for n, v in values.items()})
        made.msgid, made.values, made.many = msgid, dict(values), many
        made.amount, made.context = count, context
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.msgid, self.values, self.many, self.amount, self.context)

    def said(self, locale: str) -> str:
        """Translate the text for a locale such as `es-MX`."""
        if locale.startswith("en"):
            return str(self)
        from core.language.translation import translated  # noqa: PLC0415 - Babel is slow to import

        return translated(self, locale)


def _(msgid: str, /, **values: Any) -> Message:
    """Make a text with named values: `_("Page %(page)s", page="3")`.

    Whole numbers and dates are formatted in the reader's language. Pass a number that is not an
    amount (an id, a year) as a string.
    """
    return Message(msgid, values) if values else _fixed(msgid)


@lru_cache(maxsize=4096)
def _fixed(msgid: str) -> Message:
    """Return a message without values, from a cache of these messages."""
    return Message(msgid, {})


def _n(one: str, many: str, count: int, /, **values: Any) -> Message:
    """Make a text with singular and plural: `_n("%(count)s exam", "%(count)s exams", 2)`."""
    return Message(one, {"count": count, **values}, many, count)


def _p(context: str, msgid: str, /, **values: Any) -> Message:
    """Make a short text whose translation depends on context: `_p("verdict", "valid")`."""
    return Message(msgid, values, context=context)


def in_language(text: str, locale: str) -> str:
    """Translate a message for a locale. Return any other text unchanged."""
    return text.said(locale) if isinstance(text, Message) else text


def localized(value: Any, locale: str) -> Any:
    """Translate every message in a structure of dicts, lists and tuples."""
    if isinstance(value, str):
        return in_language(value, locale)
    if isinstance(value, dict):
        return {localized(key, locale): localized(each, locale) for key, each in value.items()}
    if isinstance(value, list):
        return [localized(each, locale) for each in value]
    if type(value) is tuple:
        return tuple(localized(each, locale) for each in value)
    return value


def in_english(value: Any) -> str:
    """Format a value in English as `format_value` does, but without Babel."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, date):
        return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"
    if isinstance(value, Iterable):
        return _and_list([in_english(each) for each in value])
    return str(value)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _and_list(values: list[str]) -> str:
    """Return an English list such as `A`, `A and B`, or `A, B, and C`."""
    if len(values) <= 2:  # noqa: PLR2004 - a pair has no comma
        return " and ".join(values)
    return f"{', '.join(values[:-1])}, and {values[-1]}"
