"""Templates: from a template's name and data to Markdown in which every value is shown as it is."""

import re
from collections.abc import Hashable, Iterable
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from bot.document import escape
from bot.verdict_words import check_words, words_of, words_of_kind
from core.notices.schedule import WEEKDAYS


class Written(str):
    """Text that is Markdown already, and is not escaped again."""

    __slots__ = ()


_ENGLISH = Locale("en")


def _finalize(value: object) -> str:
    return value if isinstance(value, Written) else escape(value)


@pass_context
def _day(context: Context, value: date | datetime) -> str:
    day = value.date() if isinstance(value, datetime) else value
    return written_day(day, context.get("locale", "en"))


@lru_cache(maxsize=4096)
def written_day(day: date, locale: str) -> str:
    """`March 31, 2026`, in the locale's form."""
    return format_date(day, "long", _known_locale(locale))


@lru_cache(maxsize=256)
def _known_locale(locale: str) -> Locale:
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return _ENGLISH
    return known if known.language == "en" else _ENGLISH  # in the language of the words around it


def _code(value: object) -> Written:
    """The value in type of one width; nothing within is a mark, so nothing needs an escape."""
    text = " ".join(str(value).split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Written(f"{fence}{pad}{text}{pad}{fence}")


def _link(url: str) -> Written:
    return Written(f"[{escape(url)}](<{url.replace('<', '%3C').replace('>', '%3E')}>)")


def plural(count: int, one: str, many: str = "") -> str:
    """`1 exam`, `2 exams`; `many` where it is not made by an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _and_list(values: Iterable[object]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *others, last = [str(value) for value in values]
    return f"{', '.join(others)} and {last}" if others else last


def _because(reason: str | None) -> Written:
    """`: the reason`, ready for the full stop of the sentence; nothing where none was given."""
    told = (reason or "").strip().rstrip(".")
    return Written(f": {escape(told)}" if told else "")


def _clock(at: time) -> str:
    """`07:30`: of twenty-four hours, so that morning and evening cannot be mixed up."""
    return f"{at:%H:%M}"


def _weekday(place: int) -> str:
    return WEEKDAYS[place]


class Renderer:
    """Renders the templates of `bot/templates`; each is compiled once. See `renderer`."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("bot", "templates"),
            undefined=StrictUndefined,
            finalize=_finalize,
            autoescape=False,  # noqa: S701 - the output is Markdown; finalize escapes it as such
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(
            day=_day,
            plural=plural,
            times=_times,
            and_list=_and_list,
            because=_because,
            clock=_clock,
            weekday=_weekday,
            code=_code,
            link=_link,
            written=Written,
        )
        self._environment.globals.update(
            phrase=self._phrase,
            words_of=words_of,
            words_of_kind=words_of_kind,
            check_words=check_words,
        )
        self._templates: dict[str, Template] = {}
        self._phrases = lru_cache(maxsize=8192)(self._render_phrase)

    def render(self, template: str, locale: str, data: dict[str, Any]) -> str:
        """The Markdown of a template (`status` for `status.md`), dates in the locale's form."""
        return self._template(template).render(data, locale=locale)

    def _template(self, name: str) -> Template:
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = self._environment.get_template(f"{name}.md")
        return found

    @pass_context
    def _phrase(self, context: Context, name: str, value: Hashable) -> Written:
        """The words of `_NAME.md` for a value that never changes: rendered once, remembered."""
        return self._phrases(name, value, context.get("locale", "en"))

    def _render_phrase(self, name: str, value: Hashable, locale: str) -> Written:
        return Written(self._template(f"_{name}").render(it=value, locale=locale).strip())


@cache
def renderer() -> Renderer:
    """The one of this process: neither templates nor phrases change, and to compile them takes
    longer than all else that an answer takes.
    """
    return Renderer()
