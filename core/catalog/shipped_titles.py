"""The titles of the shipped catalog, for commands that need nothing else from the catalog.

Loading the whole catalog would take longer than these commands. `make ahead` writes the titles to
`shipped_titles.json`, and a test compares that file with the catalog.
"""

import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from core.catalog.model import Catalog

FILE = Path(__file__).parent / "data" / "shipped_titles.json"


class Titled(Protocol):
    """The facts about a credential that a verdict shows."""

    @property
    def title(self) -> str: ...
    def ends_on(self, issued_on: date) -> date | None: ...


class Titles(Protocol):
    """A source of credentials for verdicts, such as the catalog."""

    def credential(self, code: str) -> Titled | None: ...


class _Lasting(NamedTuple):
    """A credential that never expires, of which only the title is known."""

    title: str

    def ends_on(self, _: date) -> None:
        return None


class ShippedTitles:
    """The shipped titles of credentials that never expire.

    All other credentials are read from the catalog.
    """

    def credential(self, code: str) -> Titled | None:
        title = self._titles.get(code.casefold())
        return _Lasting(title) if title else self._catalog.credential(code)

    @cached_property
    def _titles(self) -> dict[str, str]:
        titles: dict[str, str] = json.loads(FILE.read_bytes())
        return titles

    @cached_property
    def _catalog(self) -> "Catalog":
        from core.catalog.loading import load_catalog  # noqa: PLC0415 - slow to import

        return load_catalog()


def titles_of(catalog: "Catalog") -> dict[str, str]:
    """Return the titles of credentials that never expire, for `make ahead` to write to the file."""
    return {
        each.code.casefold(): each.title for each in catalog.credentials if each.valid_years is None
    }
