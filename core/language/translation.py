"""Translate messages, and format their values, for a reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from core.language.catalogs import ENGLISH, is_american, language_of, translations_for
from core.language.formats import and_list, long_date, number
from core.language.message import Message, in_language


def translated(message: Message, locale: str) -> str:
    """Translate a message for a locale such as `es-MX`."""
    if language_of(locale) == ENGLISH:
        return str(message)
    text = found(locale, message.msgid, message.many, message.amount, message.context)
    return text % _shown(message.values, locale)


def found(locale: str, msgid: str, many: str = "", count: int = 1, context: str = "") -> str:
    """Return the translation of a text, without filling in its values."""
    if is_american(locale):
        return many if many and count != 1 else msgid
    catalog = translations_for(locale)
    if many and context:
        return catalog.npgettext(context, msgid, many, count)
    if many:
        return catalog.ngettext(msgid, many, count)
    return catalog.pgettext(context, msgid) if context else catalog.gettext(msgid)


def _shown(values: Mapping[str, Any], locale: str) -> dict[str, Any]:
    return {name: format_value(value, locale) for name, value in values.items()}


def format_value(value: Any, locale: str) -> str:
    """Format a value for a language: numbers, dates, lists, and messages."""
    if isinstance(value, str):
        return in_language(value, locale) if isinstance(value, Message) else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value, locale)
    if isinstance(value, date | datetime):
        return long_date(value, locale)
    if isinstance(value, Iterable):
        return and_list([format_value(each, locale) for each in value], locale)
    return str(value)
