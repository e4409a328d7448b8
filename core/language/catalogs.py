"""The languages of replies. Each has a gettext catalog, `locales/LANGUAGE.po`.

Only the .po file is shipped. It is compiled in memory when its language is first used, because a
compiled file next to it could be out of date. English needs no catalog.
"""

import gettext
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
LANGUAGES = ("en", "es")
"""The languages of replies: English, and every language that has a catalog."""
_AMERICAN = frozenset(("en", "en_US", "en-US"))


def is_american(locale: str) -> bool:
    """Whether this is the American locale.

    Replies in it do not need Babel, which is slow to import.
    """
    return locale in _AMERICAN


@lru_cache(maxsize=256)
def locale_of(locale: str) -> "Locale":
    """Return this locale if we have its language, else English."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import

    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale(ENGLISH)
    return known if known.language in LANGUAGES else Locale(ENGLISH)


def language_of(locale: str) -> str:
    """Return the language (`es`) of replies to a reader with this locale (`es-MX`)."""
    return ENGLISH if is_american(locale) else locale_of(locale).language


@lru_cache(maxsize=256)
def translations_for(locale: str) -> gettext.NullTranslations:
    """Return the translation catalog for a locale's language."""
    return _catalog(language_of(locale))


def plural_form(language: str) -> Callable[[int], int]:
    """Return a function that maps a number to the index of the plural form for that number."""
    rule: Callable[[int], int] | None = getattr(_catalog(language), "plural", None)
    return rule or _english_form


@cache
def plural_forms(language: str) -> dict[int, int]:
    """Return an example of each plural form of a language: the first number that has this form.

    The keys are the indexes of the plural forms.
    """
    form = plural_form(language)
    found: dict[int, int] = {}
    for number in (*range(1001), 1_000_000):  # Spanish has a separate form for millions
        found.setdefault(form(number), number)
    return dict(sorted(found.items()))


def _english_form(number: int) -> int:
    return int(number != 1)


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - slow to import
    from babel.messages.pofile import read_po  # noqa: PLC0415 - slow to import

    compiled = BytesIO()
    with files("core.language").joinpath(f"locales/{language}.po").open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
