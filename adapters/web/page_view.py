"""The reader's language, and the center whose page it is, with its colors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.edgefinder import Edgefinder
from core.language.catalogs import LANGUAGES, language_of

if TYPE_CHECKING:
    from starlette.requests import Request

ASKED = "lang"
"""The query parameter by which a link keeps the chosen language."""
NAMES = {"en": "English", "es": "Español"}
_MOST_READ = 400
"""Maximum characters of Accept-Language to read."""


@dataclass(frozen=True, slots=True)
class Center:
    """The center whose pages these are. `url`: its own site; `color`: `#RRGGBB`."""

    name: str
    contact: str = ""
    url: str = ""
    color: str = ""
    logo: bytes = b""
    logo_type: str = ""

    @classmethod
    def of(cls, edgefinder: Edgefinder) -> "Center":
        """The issuer and its contact, without colors, logo and the other settings of pages."""
        return cls(edgefinder.issuer, edgefinder.contact or "")


@dataclass(frozen=True, slots=True)
class View:
    """How one page is shown to one reader.

    `chosen`: the language in the page's URL; empty if the reader's browser decides. `path`: the
    path of the page in another language; empty if it is the same path.
    """

    center: Center
    locale: str = "en"
    chosen: str = ""
    path: str = ""

    @property
    def language(self) -> str:
        return language_of(self.locale)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Each language with its name, and this page's URL in it."""
        return [(each, NAMES[each], f"{self.path}?{ASKED}={each}") for each in LANGUAGES]

    def link(self, address: str) -> str:
        """The URL of one of our pages, in the chosen language."""
        if not self.chosen:
            return address
        return f"{address}{'&' if '?' in address else '?'}{ASKED}={self.chosen}"

    def headers(self) -> dict[str, str]:
        return {"Content-Language": self.language, **VARYING}


VARYING = {"Vary": "Accept, Accept-Language"}
"""For responses that depend on the Accept header and on the reader's language."""


def view_of(request: "Request", center: Center, path: str = "") -> View:
    """How to show a page to the client; `path`: the page's path in other languages."""
    asked = request.query_params.get(ASKED, "")
    chosen = asked if asked in LANGUAGES else ""
    locale = chosen or accepted(request.headers)
    return View(center, locale, chosen, path)


def accepted(headers: Mapping[str, str]) -> str:
    """The preferred locale in an Accept-Language header; English if it names no language we have.

    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
    """
    best, weight = "en", 0.0
    for part in headers.get("accept-language", "")[:_MOST_READ].split(","):
        tag, _, parameters = part.strip().partition(";")
        said = _weight(parameters)
        if said > weight and tag.strip().partition("-")[0].lower() in LANGUAGES:
            # in English, dates and numbers always have the form of the center's country
            best, weight = "en" if tag.strip().lower().startswith("en") else tag.strip(), said
    return best


def _weight(parameters: str) -> float:
    name, _, number = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
