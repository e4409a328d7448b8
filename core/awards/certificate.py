"""Certificates and wallet cards as PDF, in the language asked for, the signed credential attached.

Set by typst, tried beside WeasyPrint: both set a page in about 40 ms once warm, embed their fonts,
tag for screen readers (PDF/UA-1) and are about as large; typst loads in 10 ms against a second and
wants no libraries of the system.
"""

import json
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
from core.catalog.names import area, gloss
from core.language.message import in_language
from core.printing import Paper, qr_code

_INK = "#12324f"
_MICROTEXT = 1200
"""Letters that fill the line across the widest paper."""


@dataclass(frozen=True, slots=True)
class Certified:
    """An award to be printed: its signed credential, if there is one, and its page's address."""

    awarded: Awarded
    token: str = ""
    link: str = ""


@cache
def languages() -> dict[str, dict[str, str]]:
    """The languages that certificates can be had in, with what is said in each."""
    text = resources.files("core.awards").joinpath("certificate_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def language_of(locale: str) -> str:
    """The language for a locale such as `es-MX`; English where there is no other."""
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
    """A page for each, landscape. Takes 40 ms a page, more at first: call it in a thread."""
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
    """Cards of a bank card's size, to be cut out and folded."""
    return _set("card.typ", certified, catalog, issuer, now, sheet, locale)


def preview_png(certified: Certified, catalog: Catalog, issuer: str, locale: str = "en") -> bytes:
    """A picture of 1200 by 630 pixels, as https://ogp.me/ pictures are shown best."""
    import typst  # noqa: PLC0415 - most commands print nothing

    page = _page(certified, catalog, issuer, locale, language_of(locale))
    source = resources.files("core.awards").joinpath("preview.typ").read_bytes()
    inputs = {"given": json.dumps({"issuer": issuer, **page})}
    made: bytes = typst.compile(source, format="png", ppi=72, sys_inputs=inputs)
    return made


def _set(
    template: str,
    certified: Sequence[Certified],
    catalog: Catalog,
    issuer: str,
    now: datetime,
    sheet: Paper,
    locale: str,
) -> bytes:
    import typst  # noqa: PLC0415 - most commands print nothing

    language = language_of(locale)
    words = languages()[language]
    one = certified[0].awarded
    title = f"{words['title']}: {_title(one, catalog)}, {one.holder}"
    given = {
        "title": title if len(certified) == 1 else words["title"],
        "issuer": issuer,
        "paper": sheet.value,
        "lang": language,
        "words": words,
        "certificates": [_page(each, catalog, issuer, locale, language) for each in certified],
    }
    source = resources.files("core.awards").joinpath(template).read_bytes()
    inputs = {"given": json.dumps(given)}
    at = now.replace(microsecond=0)
    try:
        made: bytes = typst.compile(
            source, sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], timestamp=at
        )
    except typst.TypstError:
        # a name in a script that no font at hand has: the standards would rather have no paper
        made = typst.compile(source, sys_inputs=inputs, timestamp=at)
    return made


def _title(awarded: Awarded, catalog: Catalog) -> str:
    known = catalog.credential(awarded.credential)
    return known.title if known else awarded.credential


def _page(
    certified: Certified, catalog: Catalog, issuer: str, locale: str, language: str
) -> dict[str, Any]:
    awarded, words = certified.awarded, languages()[language]
    known = catalog.credential(awarded.credential)
    micro = f"{issuer} · {awarded.code} · {awarded.holder} · ".upper()
    return {
        "holder": awarded.holder,
        "credential": _title(awarded, catalog),
        "field": _field(known, words, language) if known else "",
        "narrative": in_language(what_it_certifies(known), language) if known else "",
        "issued_on": _long_date(awarded, locale, language),
        "code": awarded.code,
        "link": certified.link,
        "shown_link": certified.link.partition("://")[2],
        "qr": qr_code(certified.link, dark=_INK).decode() if certified.link else "",
        "badge": badge_svg(known, catalog) if known else _BLANK,
        "badge_alt": _alt(known, words, language),
        "microtext": micro * (_MICROTEXT // len(micro) + 1),
        "token": certified.token,
        # without its check symbol, which some file systems do not take
        "file": f"{awarded.code.rpartition('-')[0]}.jwt",
    }


_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def _field(known: Credential, words: dict[str, str], language: str) -> str:
    """The area and level; before them, in another language, what the English title says."""
    where = f"{area(known.area, language)}, {words['level']} {known.level}"
    told = gloss(known.title, language)
    return f"{told} · {where}" if told else where


def _alt(known: Credential | None, words: dict[str, str], language: str) -> str:
    if known is None:
        return words["title"]
    return f"{area(known.area, language)}, {words['level']} {known.level}"


def _long_date(awarded: Awarded, locale: str, language: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - most commands print nothing
    from babel.dates import format_date  # noqa: PLC0415 - as above

    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        parsed = Locale(language)
    if parsed.language != language:
        parsed = Locale(language)
    return format_date(awarded.issued_on, "long", parsed)
