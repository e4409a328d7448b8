"""Templates: render a template and its data as Markdown, with every value shown literally.

A template marks its text for translation: `{% trans %}...{% endtrans %}`, `_("...")`. Values inside
are escaped as everywhere else, and keep the Markdown of the words around them.
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
    """Text that is Markdown already and is not escaped again."""

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
    """The text with its values filled in, each escaped unless it is Markdown."""
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
    """`March 31, 2026`, in the reader's form."""
    return written_day(value, locale_within(context))


def written_day(day: date | datetime, locale: str) -> str:
    """A date in the locale's form, as in `March 31, 2026`."""
    return formats.long_date(day, locale)


@pass_context
def _number(context: Context, value: int) -> str:
    """A number with separators, as in `1,200` hours."""
    return formats.number(value, locale_within(context))


def _code(value: object) -> Written:
    """The value in a fixed-width font; nothing inside is markup, so nothing needs an escape."""
    text = " ".join(str(value).split())
    if "`" not in text:
        return Written(f"`{text}`")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Written(f"{fence}{pad}{text}{pad}{fence}")


def _link(url: str) -> Written:
    return Written(f"[{escape(url)}](<{url.replace('<', '%3C').replace('>', '%3E')}>)")


def plural(count: int, one: str, many: str = "") -> str:
    """`1 exam`, `2 exams`; `many` is given if the plural is not formed by an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


@pass_context
def _verdict_counts(context: Context, counts: Iterable[tuple[VerdictKind, int]]) -> str:
    """`3 valid, 1 revoked`"""
    locale = locale_within(context)
    said = [f"{count} {in_language(words_of_kind(kind).lower, locale)}" for kind, count in counts]
    return ", ".join(said)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


@pass_context
def and_list(context: Context, values: Iterable[object]) -> str:
    """`a`, `a and b`, `a, b, and c`."""
    locale = locale_within(context)
    return formats.and_list([format_value(value, locale) for value in values], locale)


@pass_context
def _gloss(context: Context, title: str) -> Written:
    """A credential's official English title explained in the reader's language, as in ` (torno
    CNC)`; empty in English.
    """
    words = gloss(title, locale_within(context))
    return Written(f" ({escape(words)})" if words else "")


@pass_context
def area(context: Context, name: str) -> str:
    """An area of the catalog, in the reader's language."""
    return area_in(name, locale_within(context))


@pass_context
def _because(context: Context, reason: str | None) -> Written:
    """`: the reason`, without its final period; empty if no reason was given."""
    told = format_value(reason or "", locale_within(context)).strip().rstrip(".")
    return Written(f": {escape(told)}" if told else "")


@pass_context
def _money(context: Context, amount: Decimal, currency: str) -> str:
    """An amount of money in the reader's form, as in `$40.00`."""
    return formats.money(amount, currency, locale_within(context))


@pass_context
def _said(context: Context, words: "Translated") -> str:
    """A translatable text, in the reader's language."""
    return words.said(language_of(locale_within(context)))


@pass_context
def _dated(context: Context, dated: "Dated") -> str:
    """A date as precisely as it is known: `October 1, 2018`, `October 2018` or `2018`."""
    locale = locale_within(context)
    if dated.on:
        return formats.long_date(dated.on, locale)
    if dated.month_of:
        return formats.month(dated.month_of, locale)
    return f"{dated.year}-{dated.until}" if dated.until else str(dated.year)


def _clock(at: time | datetime) -> str:
    """A time on the 24-hour clock, `07:30`, so that morning and evening cannot be confused."""
    return f"{at.hour:02}:{at.minute:02}"  # `%H:%M` takes eight times as long


@pass_context
def _weekday(context: Context, place: int) -> str:
    """The name of a weekday; 0 is Monday."""
    return formats.weekday(place, locale_within(context))


class Renderer:
    """Renders the templates of `bot/templates`; each is compiled once for a language. See
    `renderer`.
    """

    def __init__(self) -> None:
        self._environments: dict[str, Environment] = {}
        self._templates: dict[tuple[str, str], Template] = {}
        self._phrases = lru_cache(maxsize=2048)(self._render_phrase)
        emptied_when_forgetting(self._phrases.cache_clear)

    def environment(self, language: str = ENGLISH) -> Environment:
        """The environment of a language."""
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
        """Compile every template in English now, so that no answer waits for it."""
        for name in self.environment().list_templates(extensions=["md"]):
            self._template(name.removesuffix(".md"), ENGLISH)

    def render(self, template: str, locale: str, data: dict[str, Any]) -> str:
        """The Markdown of a template (`status` for `status.md`) in the locale's language."""
        return self._template(template, language_of(locale)).render(data, locale=locale)

    def both(self, template: str, locale: str, data: dict[str, Any]) -> tuple[str, str]:
        """The Markdown with lists, and with tables in their place.

        The second is empty unless the data has `tables`: how many rows the platform shows. Its
        template then has `as_table`.
        """
        listed = self.render(template, locale, data)
        if not data.get("tables"):
            return listed, ""
        return listed, self.render(template, locale, {**data, "as_table": True})

    def _template(self, name: str, language: str) -> Template:
        found = self._templates.get((name, language))
        if found is None:
            found = self.environment(language).get_template(f"{name}.md")
            found.globals = dict(found.globals)  # a ChainMap, which is copied for each answer
            self._templates[name, language] = found
        return found

    @pass_context
    def _phrase(self, context: Context, name: str, value: Hashable) -> Written:
        """The text of `_NAME.md` for a value that never changes: rendered once, then cached."""
        return self._phrases(name, value, locale_within(context))

    def _render_phrase(self, name: str, value: Hashable, locale: str) -> Written:
        template = self._template(f"_{name}", language_of(locale))
        return Written(template.render(it=value, locale=locale).strip())


def template_environment(language: str = ENGLISH) -> Environment:
    """The Jinja2 environment for the templates of `bot/templates`, for readers of a language."""
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
        number=_number,
        plural=plural,
        times=_times,
        verdict_counts=_verdict_counts,
        and_list=and_list,
        area=area,
        gloss=_gloss,
        because=_because,
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
    """The renderer of this process. It is shared because templates and phrases do not change, and
    compiling them takes longer than the rest of an answer.
    """
    return Renderer()
