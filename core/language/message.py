"""English text for people that can be translated later for its reader.

`_("Stop %(title)s", title=title)` is an English string wherever a string is expected (JSON, logs,
the command line) and keeps its parts, so that `in_language` can translate it. Slicing or joining a
message gives a plain English string: put the parts into the message instead.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Self

from babel import Locale

from core.language.catalogs import locale_of, translations_for
from core.language.formats import and_list, long_date, number


class Message(str):
    """An English text with everything needed to translate it."""

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
        made = super().__new__(cls, english % _shown(values, _ENGLISH))
        made.msgid, made.values, made.many = msgid, dict(values), many
        made.amount, made.context = count, context
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.msgid, self.values, self.many, self.amount, self.context)

    def said(self, locale: str) -> str:
        """Translate the text for a locale such as `es-MX`."""
        known = locale_of(locale)
        if known.language == "en":
            return str(self)
        text = found(locale, self.msgid, self.many, self.amount, self.context)
        return text % _shown(self.values, known)


_ENGLISH = Locale("en", "US")


def _(msgid: str, /, **values: Any) -> Message:
    """Make a text with named values: `_("Page %(page)s", page="3")`.

    Whole numbers and dates are formatted in the reader's language; a number that is not an amount
    (an id, a year) must be passed as a string.
    """
    return Message(msgid, values)


def _n(one: str, many: str, count: int, /, **values: Any) -> Message:
    """Make a text with singular and plural: `_n("%(count)s exam", "%(count)s exams", 2)`."""
    return Message(one, {"count": count, **values}, many, count)


def _p(context: str, msgid: str, /, **values: Any) -> Message:
    """Make a short text whose translation depends on context: `_p("verdict", "valid")`."""
    return Message(msgid, values, context=context)


def found(locale: str, msgid: str, many: str = "", count: int = 1, context: str = "") -> str:
    """The translation of a message, before its values are filled in."""
    catalog = translations_for(locale)
    if many and context:
        return catalog.npgettext(context, msgid, many, count)
    if many:
        return catalog.ngettext(msgid, many, count)
    return catalog.pgettext(context, msgid) if context else catalog.gettext(msgid)


def in_language(text: str, locale: str) -> str:
    """Translate a message for a locale; any other text is returned unchanged."""
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


def _shown(values: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    return {name: shown(value, locale) for name, value in values.items()}


def shown(value: Any, locale: Locale) -> str:
    """Format a value for a language: numbers, dates, lists, and messages."""
    if isinstance(value, str):
        return value.said(str(locale)) if isinstance(value, Message) else value
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value, locale)
    if isinstance(value, date | datetime):
        return long_date(value, locale)
    if isinstance(value, Iterable):
        return and_list([shown(each, locale) for each in value], locale)
    return str(value)
