"""Make certificates and wallet cards as PDF, with the signed credential attached.

The reader chooses the language. We use typst instead of WeasyPrint. Once loaded, typst and
WeasyPrint take about 40 ms a page. Both embed fonts, tag for screen readers (PDF/UA-1) and make
files of about the same size. But typst loads in 10 ms instead of a second and needs no system
libraries.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from core.awards.badge import badge_svg
from core.awards.credential import Awarded
from core.awards.plain_meaning import what_it_certifies
from core.catalog.model import Catalog, Credential
from core.catalog.translated_names import area, gloss
from core.language.message import in_language
from core.typesetting import CannotPrintError, Paper, breakable, qr_code, typeset, unprintable

_INK = "#12324f"
_MICROTEXT = 1200
"""How many letters of microtext fill a line across the widest paper."""


@dataclass(frozen=True, slots=True)
class Certified:
    """An award to print, with its signed credential, if any, and the address of its page."""

    awarded: Awarded
    token: str = ""
    link: str = ""


@cache
def languages() -> dict[str, dict[str, str]]:
    """Return the texts of certificates in each language, by the language's code, such as "es"."""
    text = resources.files("core.awards").joinpath("certificate_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def language_of(locale: str) -> str:
    """Return the certificate language for a locale: "es" for "es-MX".

    Return English if we do not have that language.
    """
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in languages() else "en"


def certificates_pdf(
    certified: Sequence[Certified],
    catalog: Catalog,
    issuer: str,
    now: datetime,
    *,
    sheet: Paper = Paper.LETTER,
    locale: str = "en",
) -> bytes:
    """Make a PDF with one landscape page for each award.

    This takes 40 ms a page, and more the first time, so call it in a thread.
    """
    return _set("certificate.typ", certified, catalog, issuer, now, sheet, locale)


def cards_pdf(
    certified: Sequence[Certified],
    catalog: Catalog,
    issuer: str,
    now: datetime,
    *,
    sheet: Paper = Paper.LETTER,
    locale: str = "en",
) -> bytes:
    """Make a PDF of cards the size of a bank card, to cut out and fold."""
    return _set("card.typ", certified, catalog, issuer, now, sheet, locale)


def preview_png(certified: Certified, catalog: Catalog, issuer: str, locale: str = "en") -> bytes:
    """Make a picture of 1200 by 630 pixels, the best size for previews by https://ogp.me/."""
    page = _page(certified, catalog, locale, language_of(locale))
    source = resources.files("core.awards").joinpath("preview.typ").read_bytes()
    return typeset(source, {"issuer": issuer, **page}, format="png", ppi=72)


def _set(
    template: str,
    certified: Sequence[Certified],
    catalog: Catalog,
    issuer: str,
    now: datetime,
    sheet: Paper,
    locale: str,
) -> bytes:
    if names := unprintable([*(each.awarded.holder for each in certified), issuer]):
        raise CannotPrintError(names)
    language = language_of(locale)
    words = languages()[language]
    one = certified[0].awarded
    title = f"{words['title']}: {catalog.title_of(one.credential)}, {one.holder}"
    given = {
        "title": title if len(certified) == 1 else words["title"],
        "issuer": issuer,
        "paper": sheet.value,
        "lang": language,
        "words": words,
        "certificates": [
            {**_page(each, catalog, locale, language), "microtext": microtext}
            for each, microtext in zip(certified, _microtexts(certified, issuer), strict=True)
        ],
    }
    source = resources.files("core.awards").joinpath(template).read_bytes()
    at = now.replace(microsecond=0)
    return typeset(source, given, pdf_standards=["a-3a", "ua-1"], timestamp=at)


def _microtexts(certified: Sequence[Certified], issuer: str) -> list[str]:
    """Return each certificate's microtext, in capitals if our fonts have them.

    Few fonts have the capitals of Georgian, which are used only in headlines.
    """
    texts = [f"{issuer} · {each.awarded.code} · {each.awarded.holder} · " for each in certified]
    rare = set(unprintable(text.upper() for text in texts))
    shown = (text if text.upper() in rare else text.upper() for text in texts)
    return [text * (_MICROTEXT // len(text) + 1) for text in shown]


def _page(certified: Certified, catalog: Catalog, locale: str, language: str) -> dict[str, Any]:
    awarded, words = certified.awarded, languages()[language]
    known = catalog.credential(awarded.credential)
    return {
        "holder": breakable(awarded.holder),
        "tall": any(letter > _LAST_OF_ARMENIAN for letter in awarded.holder),
        "credential": catalog.title_of(awarded.credential),
        "formerly": _formerly(known, words),
        "field": _field(known, words, language) if known else "",
        "narrative": in_language(what_it_certifies(known), language) if known else "",
        "issued_on": _long_date(awarded, locale, language),
        "code": awarded.code,
        "link": certified.link,
        "shown_link": certified.link.partition("://")[2],
        "shown_site": f"{certified.link.partition('://')[2].partition('/v/')[0]}/verify",
        "qr": qr_code(certified.link, dark=_INK).decode() if certified.link else "",
        "badge": badge_svg(known, catalog) if known else _BLANK,
        "badge_alt": _alt(known, words, language),
        "token": certified.token,
        # without the check symbol of the award code, because some file systems do not allow it in
        # names
        "file": f"{awarded.code.rpartition('-')[0]}.jwt",
    }


_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


_LAST_OF_ARMENIAN = "\u058f"
"""The last letter of Armenian in Unicode.

Letters of the scripts after it may reach above and below a line of Latin letters.
"""


def _field(known: Credential, words: dict[str, str], language: str) -> str:
    """Return a credential's area and level.

    If the language has a translation of the credential's title, the title comes first.
    """
    where = f"{area(known.area, language)}, {words['level']} {known.level}"
    told = gloss(known.title, language)
    return f"{told} · {where}" if told else where


def _formerly(known: Credential | None, words: dict[str, str]) -> str:
    """Return the line of a certificate with the credential's former titles, or "" if it has none.

    Some people know the credential only by a former title.
    """
    if known is None or not known.former_titles:
        return ""
    return f"{words['formerly']} {'; '.join(known.former_titles)}"


def _alt(known: Credential | None, words: dict[str, str], language: str) -> str:
    if known is None:
        return words["title"]
    return f"{area(known.area, language)}, {words['level']} {known.level}"


def _long_date(awarded: Awarded, locale: str, language: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - most commands do not print
    from babel.dates import format_date  # noqa: PLC0415 - most commands do not print

    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        parsed = Locale(language)
    if parsed.language != language:
        parsed = Locale(language)
    return format_date(awarded.issued_on, "long", parsed)
