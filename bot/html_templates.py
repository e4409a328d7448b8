"""Templates of web pages. They are translated like chat templates. Values are escaped as HTML."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.template_environment import and_list, area, day
from bot.template_words import locale_within, translated_environment
from core.catalog.translated_names import gloss
from core.language import formats
from core.language.message import Message
from core.language.translation import format_value, found
from core.names import without_hidden_marks


def html_environment(package: str) -> Environment:
    """Return the Jinja2 environment for the pages of a package, such as `adapters.web`.

    The template variable `locale` sets the language.
    """
    made = translated_environment(
        package,
        finalize=_finalize,
        autoescape=True,
        gettext=_gettext,
        ngettext=_ngettext,
        pgettext=_pgettext,
    )
    filters: Mapping[str, Callable[..., object]] = {
        "and_list": and_list,
        "area": area,
        "day": day,
        "gloss": _gloss,
        "minute": _minute,
        "sentence": _sentence,
    }
    made.filters.update(filters)
    return made


@pass_context
def _finalize(context: Context, value: object) -> object:
    if isinstance(value, Message):
        return value.said(locale_within(context))
    return _shown_safely(value)


def _shown_safely(value: object) -> object:
    """Return a text without characters that reverse its direction.

    Other values stay unchanged. Without this, other people's texts could reverse our page's own
    text around them.
    """
    if isinstance(value, str) and not isinstance(value, Markup):
        return without_hidden_marks(value)
    return value


@pass_context
def _gettext(context: Context, msgid: str, /, **values: Any) -> Markup:
    return _filled(context, found(locale_within(context), msgid), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, n: int, /, **values: Any) -> Markup:
    return _filled(context, found(locale_within(context), one, many, n), values)


@pass_context
def _pgettext(context: Context, where: str, msgid: str, /, **values: Any) -> Markup:
    return _filled(context, found(locale_within(context), msgid, context=where), values)


def _filled(context: Context, text: str, values: Mapping[str, Any]) -> Markup:
    """Fill values into a translated text. The text is our own HTML. The values are escaped."""
    locale = locale_within(context)
    told = {
        name: value
        if isinstance(value, Markup)
        else escape(_shown_safely(format_value(value, locale)))
        for name, value in values.items()
    }
    return Markup(text % (told or ()))  # noqa: S704 - values are escaped, and the words are ours


@pass_context
def _gloss(context: Context, title: str) -> str:
    """Return the translation of a credential's official English title.

    Return '' in English, or if there is no translation.
    """
    return gloss(title, locale_within(context))


@pass_context
def _minute(context: Context, at: datetime) -> str:
    """Return a time such as `November 23, 2026, 12:00 UTC`.

    The clock has 24 hours in every language.
    """
    return f"{day(context, at)}, {formats.clock(at, locale_within(context))} UTC"


@pass_context
def _sentence(context: Context, text: str) -> str:
    """Return a text in the reader's language, beginning with a capital letter."""
    said = format_value(text, locale_within(context))
    return said[:1].upper() + said[1:]
