"""The functions to fuzz. Each parses untrusted bytes and may raise only its expected errors."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.commands import BY_NAME
from bot.markdown_blocks import escape
from bot.plain_text import plain_text
from bot.understanding.typed_commands import TypedCalls
from core.awards.codes import read_code
from core.catalog.loading import load_catalog
from core.catalog.model import Catalog
from core.catalog.search import CatalogIndex
from core.goals.goal_toml import GoalError, parse_goals
from core.importing.file_reading import open_sheet
from core.importing.sheets import FileRefused
from core.names import HIDDEN, without_hidden_marks
from core.verification.credential_checks import check, take_signed
from core.verification.files.codes_in_text import code_of_page, codes_in
from core.verification.files.file_reading import read_file
from core.verification.files.found_items import FoundDocument, FoundToken, NothingFound
from core.verification.files.json_documents import read_json
from core.verification.files.texts import read_typed
from core.verification.files.worker_answers import encode_findings, items_of
from core.verification.trusted_issuers import Trusted

CORPUS = Path(__file__).parent / "corpus"
_NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_COLUMNS = ("candidate_number", "exam", "outcome", "taken_on")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@cache
def _catalog() -> Catalog:
    return load_catalog()


@cache
def _typed() -> TypedCalls:
    index = CatalogIndex(_catalog())
    return TypedCalls(BY_NAME, lambda: index)


def codes(data: bytes) -> None:
    """Find codes and links in a text, and read each code found.

    Reading a code that was read once must give the same code.
    """
    text = _text(data)
    codes_in(text)
    code_of_page(text)
    read_typed(text)
    code = read_code(text)
    assert not isinstance(code, str) or read_code(code) == code


def tokens(data: bytes) -> None:
    """Parse JWTs and SD-JWTs without checking their signatures."""
    _checked(FoundToken(_text(data)))


def documents(data: bytes) -> None:
    """Parse credentials in JSON."""
    for found in read_json(_text(data)):
        if isinstance(found, FoundToken | FoundDocument):
            _checked(found)


def _checked(held: FoundToken | FoundDocument) -> None:
    signed = take_signed(held)
    if not isinstance(signed, NothingFound):
        check(signed, None, Trusted(), _NOW)


def files(data: bytes) -> None:
    """Parse PDFs, PNGs, SVGs, mail and archives, and serialize what was found."""
    found = read_file(data)
    assert found
    assert len(items_of(encode_findings(found))) == len(found)


def tables(data: bytes) -> None:
    """Parse CSV files and workbooks with results."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        try:
            with open_sheet(Path(file.name), _COLUMNS, ("score",)) as sheet:
                for batch in sheet.batches(100):
                    assert all(len(row) == len(sheet.header) for row in batch.rows)
        except FileRefused as refused:
            _in_one_line(refused)


def goals(data: bytes) -> None:
    """Parse goals in TOML."""
    try:
        parse_goals(_text(data), _catalog(), "goals.toml")
    except GoalError as error:
        _in_one_line(error)


def _in_one_line(error: Exception) -> None:
    assert "\n" not in str(error)


def messages(data: bytes) -> None:
    """Parse what people type, and escape it for an answer."""
    text = _text(data)
    _typed().understand(text)
    _typed().understand(text, pressed=True)
    plain_text(escape(text))
    assert not HIDDEN.search(without_hidden_marks(text))


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (codes, tokens, documents, files, tables, goals, messages)
}


def corpus(target: str) -> list[Path]:
    """Return the inputs in a target's corpus."""
    return sorted((CORPUS / target).iterdir())
