"""How a page is shown: the reader's language, and the center's name, logo and color."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.edgefinder import Edgefinder
from core.language.catalogs import LANGUAGES, language_of

if TYPE_CHECKING:
    from starlette.requests import Request

ASKED = "lang"
"""The name of the query parameter with the language that the reader chose."""
NAMES = {"en": "English", "es": "Español"}
_MOST_READ = 400
"""If an Accept-Language header is longer than this many characters, only its start is read."""


@dataclass(frozen=True, slots=True)
class Center:
    """The training center that the pages name.

    `url` is the center's own web site. `color` is `#RRGGBB`.
    """

    name: str
    contact: str = ""
    url: str = ""
    color: str = ""
    logo: bytes = b""
    logo_type: str = ""

    @classmethod
    def of(cls, edgefinder: Edgefinder) -> "Center":
        """Return a center with only the issuer's name and contact."""
        return cls(edgefinder.issuer, edgefinder.contact or "")


@dataclass(frozen=True, slots=True)
class View:
    """How one page is shown to one reader.

    `chosen` is the language that the page's URL names, or '' if the browser's languages decide.
    `path` is the path for links to the page in other languages, or '' for the page's own path.
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
        """The code and name of each language, and the URL of this page in that language."""
        return [(each, NAMES[each], f"{self.path}?{ASKED}={each}") for each in LANGUAGES]

    def link(self, address: str) -> str:
        """Return the URL of a page of ours, with the reader's chosen language added."""
        if not self.chosen:
            return address
        return f"{address}{'&' if '?' in address else '?'}{ASKED}={self.chosen}"

    def headers(self) -> dict[str, str]:
        return {"Content-Language": self.language, **VARYING}


VARYING = {"Vary": "Accept, Accept-Language"}
"""The header for responses that depend on the requested media type and language."""


def view_of(request: "Request", center: Center, path: str = "") -> View:
    """Return how to show a page to the sender of a request.

    `path` is the path for links to other languages, or '' for the page's own path.
    """
    asked = request.query_params.get(ASKED, "")
    chosen = asked if asked in LANGUAGES else ""
    locale = chosen or preferred_locale(request.headers)
    return View(center, locale, chosen, path)


def preferred_locale(headers: Mapping[str, str]) -> str:
    """Return the locale that an Accept-Language header prefers among our languages.

    Return English if the header names none of our languages.

    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
    """
    best, weight = "en", 0.0
    for part in headers.get("accept-language", "")[:_MOST_READ].split(","):
        tag, _, parameters = part.strip().partition(";")
        said = _weight(parameters)
        if said > weight and tag.strip().partition("-")[0].lower() in LANGUAGES:
            # English pages always have American dates and numbers
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
