"""Templates: render a template and its data as Markdown that shows every value literally.

A template marks its text for translation: `{% trans %}...{% endtrans %}`, `_("...")`. Values in
such a text are escaped too, and have the style of the Markdown around them.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, Template, pass_context
from jinja2.runtime import Context

from bot.capabilities import platform_name
from bot.markdown_blocks import escape
from bot.template_words import locale_within, translated_environment
from bot.verdict_words import check_words, words_of, words_of_kind
from core.catalog.translated_names import area as area_in
from core.catalog.translated_names import gloss
from core.language import formats
from core.language.catalogs import ENGLISH, language_of
from core.language.message import Message, in_language
from core.language.translation import format_value, found
from core.memories import emptied_when_forgetting
from core.verification.verdict import VerdictKind

if TYPE_CHECKING:
    from core.catalog.nims_facts import Dated
    from core.catalog.nims_facts import Words as Translated


class Written(str):
    """A text that is already Markdown, so it is not escaped."""

    __slots__ = ()


@pass_context
def _finalize(context: Context, value: object) -> str:
    if isinstance(value, Written):
        return value
    return escape(value.said(locale_within(context)) if isinstance(value, Message) else value)


@pass_context
def _gettext(context: Context, msgid: str, /, **values: Any) -> "Written":
    locale = locale_within(context)
    return _filled(found(locale, msgid), values, locale)


@pass_context
def _ngettext(context: Context, one: str, many: str, n: int, /, **values: Any) -> "Written":
    locale = locale_within(context)
    return _filled(found(locale, one, many, n), values, locale)


@pass_context
def _pgettext(context: Context, where: str, msgid: str, /, **values: Any) -> "Written":
    locale = locale_within(context)
    return _filled(found(locale, msgid, context=where), values, locale)


def _filled(text: str, values: Mapping[str, Any], locale: str) -> "Written":
    """Fill values into a text. Escape each value that is not already Markdown."""
    if not values:
        return Written(text % ())
    return Written(
        text
        % {
            name: value if isinstance(value, Written) else escape(format_value(value, locale))
            for name, value in values.items()
        }
    )


@pass_context
def day(context: Context, value: date | datetime) -> str:
    """Return a date as the reader's locale writes it, such as `March 31, 2026`."""
    return formats.long_date(value, locale_within(context))


@pass_context
def _center_day(context: Context, moment: datetime) -> str:
    """Return the date of a moment at the training center, in the reader's form."""
    return formats.long_date(context["day_at"](moment), locale_within(context))


@pass_context
def _number(context: Context, value: int) -> str:
    """Return a number with separators, such as `1,200`."""
    return formats.number(value, locale_within(context))


def _code(value: object) -> Written:
    """Return the value as code, which is shown in a fixed-width font and needs no escapes."""
    text = " ".join(str(value).split())
    if "`" not in text:
        return Written(f"`{text}`")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Written(f"{fence}{pad}{text}{pad}{fence}")


def _link(url: str) -> Written:
    return Written(f"[{escape(url)}](<{url.replace('<', '%3C').replace('>', '%3E')}>)")


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: `1 exam`, `2 exams`.

    `many` is the plural if irregular.
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


@pass_context
def _verdict_counts(context: Context, counts: Iterable[tuple[VerdictKind, int]]) -> str:
    """Return the number of verdicts of each kind, as in `3 valid, 1 revoked`."""
    locale = locale_within(context)
    said = [f"{count} {in_language(words_of_kind(kind).lower, locale)}" for kind, count in counts]
    return ", ".join(said)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


@pass_context
def and_list(context: Context, values: Iterable[object]) -> str:
    """Join items as in `a`, `a and b`, `a, b, and c`."""
    locale = locale_within(context)
    return formats.and_list([format_value(value, locale) for value in values], locale)


@pass_context
def _gloss(context: Context, title: str) -> Written:
    """Return a credential's translated title in brackets, such as ` (torno CNC)`.

    For English readers, return '', because official titles are in English.
    """
    words = gloss(title, locale_within(context))
    return Written(f" ({escape(words)})" if words else "")


@pass_context
def area(context: Context, name: str) -> str:
    """Return the name of a catalog area in the reader's language."""
    return area_in(name, locale_within(context))


@pass_context
def _because(context: Context, reason: str | None) -> Written:
    """Return `: REASON` without its final period, or '' if there is no reason."""
    told = format_value(reason or "", locale_within(context)).strip().rstrip(".")
    return Written(f": {escape(told)}" if told else "")


@pass_context
def _capital(context: Context, words: str) -> str:
    """Return words that begin a sentence, in the reader's language, with a capital letter."""
    said = format_value(words, locale_within(context))
    return said[:1].upper() + said[1:]


@pass_context
def _money(context: Context, amount: Decimal, currency: str) -> str:
    """Return an amount of money as the reader's locale writes it, such as `$40.00`."""
    return formats.money(amount, currency, locale_within(context))


@pass_context
def _said(context: Context, words: "Translated") -> str:
    """Return a translatable text in the reader's language."""
    return words.said(language_of(locale_within(context)))


@pass_context
def _dated(context: Context, dated: "Dated") -> str:
    """Return a date as exactly as it is known: `October 1, 2018`, `October 2018` or `2018`."""
    locale = locale_within(context)
    if dated.on:
        return formats.long_date(dated.on, locale)
    if dated.month_of:
        return formats.month(dated.month_of, locale)
    return f"{dated.year}-{dated.until}" if dated.until else str(dated.year)


def _clock(at: time | datetime) -> str:
    """Return a time such as `07:30`.

    The clock has 24 hours, so that nobody confuses morning and evening.
    """
    return f"{at.hour:02}:{at.minute:02}"  # `%H:%M` takes eight times as long


@pass_context
def _weekday(context: Context, place: int) -> str:
    """Return the name of a weekday by its number, where 0 is Monday."""
    return formats.weekday(place, locale_within(context))


class Renderer:
    """Renders the templates of `bot/templates`. Each is compiled once per language.

    Call `renderer` for the renderer that all code shares, instead of creating another one.
    """

    def __init__(self) -> None:
        self._environments: dict[str, Environment] = {}
        self._templates: dict[tuple[str, str], Template] = {}
        self._phrases = lru_cache(maxsize=2048)(self._render_phrase)
        emptied_when_forgetting(self._phrases.cache_clear)

    def environment(self, language: str = ENGLISH) -> Environment:
        """Return the Jinja2 environment for a language."""
        made = self._environments.get(language)
        if made is None:
            made = self._environments[language] = template_environment(language)
            made.globals.update(
                words_of_kind=words_of_kind,
                check_words=check_words,
                as_table=False,
            )
            made.filters.update(phrase=self._phrase, words_of=words_of)
        return made

    def compile_all(self) -> None:
        """Compile all templates in English now, so that answers need not wait for it."""
        for name in self.environment().list_templates(extensions=["md"]):
            self._template(name.removesuffix(".md"), ENGLISH)

    def render(self, template: str, locale: str, data: dict[str, Any]) -> str:
        """Render a template, such as `status` for `status.md`, in the locale's language, as
        Markdown.
        """
        return self._template(template, language_of(locale)).render(data, locale=locale)

    def both(self, template: str, locale: str, data: dict[str, Any]) -> tuple[str, str]:
        """Render a template twice: as Markdown with lists, and as Markdown with tables.

        `tables` in the data is the number of rows that the platform shows. Without it, the second
        text is "". For the second text, the template's variable `as_table` is True.
        """
        listed = self.render(template, locale, data)
        if not data.get("tables"):
            return listed, ""
        return listed, self.render(template, locale, {**data, "as_table": True})

    def _template(self, name: str, language: str) -> Template:
        found = self._templates.get((name, language))
        if found is None:
            found = self.environment(language).get_template(f"{name}.md")
            # a plain dict, because the usual ChainMap would be copied for each answer
            found.globals = dict(found.globals)
            self._templates[name, language] = found
        return found

    @pass_context
    def _phrase(self, context: Context, name: str, value: Hashable) -> Written:
        """Return the text of the template `_NAME.md` for a value.

        The text is cached, because a value always has the same text.
        """
        return self._phrases(name, value, locale_within(context))

    def _render_phrase(self, name: str, value: Hashable, locale: str) -> Written:
        template = self._template(f"_{name}", language_of(locale))
        return Written(template.render(it=value, locale=locale).strip())


def template_environment(language: str = ENGLISH) -> Environment:
    """Return the Jinja2 environment for `bot/templates` and readers of one language."""
    made = translated_environment(
        "bot",
        finalize=_finalize,
        autoescape=False,
        gettext=_gettext,
        ngettext=_ngettext,
        pgettext=_pgettext,
        language=language,
    )
    made.filters.update(
        day=day,
        center_day=_center_day,
        number=_number,
        plural=plural,
        times=_times,
        verdict_counts=_verdict_counts,
        and_list=and_list,
        area=area,
        gloss=_gloss,
        because=_because,
        capital=_capital,
        clock=_clock,
        weekday=_weekday,
        code=_code,
        link=_link,
        money=_money,
        said=_said,
        dated=_dated,
        platform=platform_name,
        written=Written,
    )
    return made


@cache
def renderer() -> Renderer:
    """Return the renderer that the whole process shares.

    Templates and phrases do not change. Compiling them takes longer than the rest of an answer.
    """
    return Renderer()
