"""Extract all translatable texts from templates, code and commands.

`make messages` updates the catalogs: it adds new texts without a translation and removes unused
ones.
"""

from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

from bot.commands import COMMANDS
from bot.template_environment import template_environment
from core.catalog.loading import load_catalog
from core.catalog.translated_names import AREA, TITLE
from core.goals.shipped_goals import GOAL, shipped_words
from core.language.catalogs import LANGUAGES

ROOT = Path(__file__).parents[2]
LOCALES = Path(str(files("core.language"))) / "locales"
# Babel's type hint asks for a mapping, but a tuple of names works
_PYTHON: Any = ("_", "_n", "_p")
_KINDS = {
    **dict.fromkeys(("_", "gettext"), "gettext"),
    **dict.fromkeys(("_n", "ngettext"), "ngettext"),
    **dict.fromkeys(("_p", "pgettext"), "pgettext"),
}
_CATALOG = "core/catalog/data/credentials.toml"
_TEMPLATES = (
    "bot/templates/*.md",
    "adapters/web/templates/*.html",
    "adapters/playground/templates/*.html",
)
_CHANGING = tuple(
    f'"{header}'.encode()
    for header in (
        *("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator"),
        *("Language-Team", "Report-Msgid-Bugs-To", "Project-Id-Version"),
    )
)
"""Headers that Babel would change on every run."""


Text = tuple[str, str, str]
"""A text, its plural and its context. The plural and the context are '' if there is none."""


def texts() -> Catalog:
    """Return all texts, with the files that contain each."""
    catalog = Catalog()
    for place, (one, many, context) in sorted(
        {*_in_code(), *_in_templates(), *_in_commands(), *_in_catalog(), *_in_goals()}
    ):
        said: str | tuple[str, str] = (one, many) if many else one
        catalog.add(said, locations=[(place, 1)], context=context or None)
    return catalog


def _in_code() -> Iterator[tuple[str, Text]]:
    for folder in ("core", "bot", "adapters"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            with path.open("rb") as opened:
                found: Any = extract_python(opened, _PYTHON, (), {})
                for _line, kind, said, _comments in found:
                    if text := _text(kind, said):
                        yield str(path.relative_to(ROOT)), text


def _in_templates() -> Iterator[tuple[str, Text]]:
    extract: Any = vars(template_environment())["extract_translations"]
    for pattern in _TEMPLATES:
        for path in sorted(ROOT.glob(pattern)):
            for _line, kind, said in extract(path.read_text("utf-8")):
                if text := _text(kind, said):
                    yield str(path.relative_to(ROOT)), text


def _in_commands() -> Iterator[tuple[str, Text]]:
    for command in COMMANDS:
        yield (
            f"bot/commands/{command.handler.__module__.rpartition('.')[2]}.py",
            (
                str(command.summary),
                "",
                "",
            ),
        )


def _in_catalog() -> Iterator[tuple[str, Text]]:
    catalog = load_catalog()
    for credential in catalog.credentials:
        yield _CATALOG, (credential.title, "", TITLE)
    for area in catalog.areas:
        yield _CATALOG, (area, "", AREA)


def _in_goals() -> Iterator[tuple[str, Text]]:
    for words in shipped_words():
        yield "core/goals/data/goals.toml", (words, "", GOAL)


def _text(kind: str, said: str | tuple[str | None, ...] | None) -> Text | None:
    """Return the text in a call of a gettext function, or None if the text is not a literal.

    `said` is what Babel found in the call.
    """
    parts = [said] if isinstance(said, str) else [part for part in said or () if part]
    if not parts:
        return None
    match _KINDS[kind]:
        case "gettext":
            return parts[0], "", ""
        case "ngettext":
            return parts[0], parts[1], ""
        case _:
            return parts[1], "", parts[0]


def catalog_of(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as opened:
        return read_po(opened, locale=language)


def brought_up_to_date(language: str) -> bytes:
    """Return the updated catalog, with the texts in the order of the files that contain them."""
    catalog = catalog_of(language)
    catalog.update(texts(), no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, catalog, width=100, ignore_obsolete=True, include_lineno=False)
    kept = [line for line in written.getvalue().splitlines(True) if not line.startswith(_CHANGING)]
    return b"".join(kept)


def main() -> None:
    for language in LANGUAGES[1:]:
        (LOCALES / f"{language}.po").write_bytes(brought_up_to_date(language))
