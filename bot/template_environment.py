"""Templates: render a template and its data as Markdown, with every value shown literally.

A template marks its text for translation: `{% trans %}...{% endtrans %}`, `_("...")`. Values inside
are escaped as everywhere else, and keep the Markdown of the words around them.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, nodes, pass_context
from jinja2.ext import InternationalizationExtension
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from bot.capabilities import platform_name
from bot.markdown_blocks import escape
from bot.verdict_words import check_words, words_of, words_of_kind
from core.catalog.translated_names import area as area_in
from core.catalog.translated_names import gloss
from core.language import formats
from core.language.catalogs import language_of
from core.language.message import Message, in_language
from core.language.translation import found, shown
from core.verification.verdict import VerdictKind

if TYPE_CHECKING:
    from core.catalog.nims_facts import Dated
    from core.catalog.nims_facts import Words as Translated


class Written(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


_LANGUAGE = "locale"
"""The template variable that holds the locale."""


def locale_within(context: Context) -> str:
    """The locale that a template is rendered in."""
    name: str = context.get(_LANGUAGE, "en")
    return name


@pass_context
def _finalize(context: Context, value: object) -> str:
    if isinstance(value, Written):
        return value
    return escape(value.said(locale_within(context)) if isinstance(value, Message) else value)


class Words(InternationalizationExtension):
    """Jinja2's `trans` tag, with `count` always as the number for the plural.

    The line break after `endtrans` is kept.
    """

    def preprocess(
        self,
        source: str,
        name: str | None,  # noqa: ARG002 - Jinja2's own signature
        filename: str | None = None,  # noqa: ARG002 - as above
    ) -> str:
        return _END_OF_WORDS.sub("{% endtrans +%}", _MANY.sub("{% pluralize count %}", source))


class TranslatedEnvironment(Environment):
    """An environment whose templates call their most frequent functions as filters.

    Jinja2 looks a filter up once per template, but a function again at each call.
    """

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        compiled = _CallsAsFilters().visit(source)
        return super()._generate(compiled, name, filename, defer_init)


class _CallsAsFilters(NodeTransformer):
    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja2 looks for this name
        self.generic_visit(node)
        called = node.node
        if not isinstance(called, nodes.Name) or called.name not in _CALLED_AS_FILTERS:
            return node
        first, *others = node.args
        given = (first, called.name, others, node.kwargs, None, None)
        return nodes.Filter(*given, lineno=node.lineno, environment=node.environment)


_CALLED_AS_FILTERS = frozenset(("_", "gettext", "ngettext", "pgettext", "phrase"))
_MANY = re.compile(r"\{%\s*pluralize\s*%\}")
_END_OF_WORDS = re.compile(r"\{%\s*endtrans\s*%\}")


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
            name: value if isinstance(value, Written) else escape(shown(value, locale))
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
    return formats.and_list([shown(value, locale) for value in values], locale)


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
    told = shown(reason or "", locale_within(context)).strip().rstrip(".")
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


def _clock(at: time) -> str:
    """A time on the 24-hour clock, `07:30`, so that morning and evening cannot be confused."""
    return f"{at:%H:%M}"


@pass_context
def _weekday(context: Context, place: int) -> str:
    """The name of a weekday; 0 is Monday."""
    return formats.weekday(place, locale_within(context))


class Renderer:
    """Renders the templates of `bot/templates`; each is compiled once. See `renderer`."""

    def __init__(self) -> None:
        self.environment = template_environment()
        self.environment.globals.update(
            words_of=words_of,
            words_of_kind=words_of_kind,
            check_words=check_words,
            as_table=False,
        )
        self.environment.filters["phrase"] = self._phrase
        self._templates: dict[str, Template] = {}
        self._phrases = lru_cache(maxsize=8192)(self._render_phrase)

    def compile_all(self) -> None:
        """Compile every template now, so that no answer waits for it."""
        for name in self.environment.list_templates(extensions=["md"]):
            self._template(name.removesuffix(".md"))

    def render(self, template: str, locale: str, data: dict[str, Any]) -> str:
        """The Markdown of a template (`status` for `status.md`) in the locale's language."""
        return self._template(template).render(data, locale=locale)

    def both(self, template: str, locale: str, data: dict[str, Any]) -> tuple[str, str]:
        """The Markdown with lists, and with tables in their place.

        The second is empty unless the data has `tables`: how many rows the platform shows. Its
        template then has `as_table`.
        """
        listed = self.render(template, locale, data)
        if not data.get("tables"):
            return listed, ""
        return listed, self.render(template, locale, {**data, "as_table": True})

    def _template(self, name: str) -> Template:
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = self.environment.get_template(f"{name}.md")
        return found

    @pass_context
    def _phrase(self, context: Context, name: str, value: Hashable) -> Written:
        """The text of `_NAME.md` for a value that never changes: rendered once, then cached."""
        return self._phrases(name, value, locale_within(context))

    def _render_phrase(self, name: str, value: Hashable, locale: str) -> Written:
        return Written(self._template(f"_{name}").render(it=value, locale=locale).strip())


def translated_environment(
    package: str,
    *,
    finalize: Callable[..., object],
    autoescape: bool,
    gettext: Callable[..., str],
    ngettext: Callable[..., str],
    pgettext: Callable[..., str],
) -> Environment:
    """A Jinja2 environment for a package's templates, whose words are marked for translation."""
    made = TranslatedEnvironment(
        loader=PackageLoader(package, "templates"),
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[Words],
    )
    made.policies["ext.i18n.trimmed"] = True
    vars(made)["newstyle_gettext"] = True  # the extension sets it to False
    made.globals["locale"] = "en"
    made.filters.update(_=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext)
    return made


def template_environment() -> Environment:
    """The Jinja2 environment for the templates of `bot/templates`, with translations."""
    made = translated_environment(
        "bot",
        finalize=_finalize,
        autoescape=False,
        gettext=_gettext,
        ngettext=_ngettext,
        pgettext=_pgettext,
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
