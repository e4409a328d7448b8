"""Look up award codes for a command, in a SQLite file, without an event loop and SQLAlchemy."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from core.audit.actor import Actor
from core.audit.file_log import write_looks
from core.awards.codes import read_code
from core.catalog.shipped_titles import ShippedTitles
from core.clock import Clock
from core.storage.sqlite_file import NotPlain, SqliteFile, run_at_once
from core.verification.files.found_items import MOST_FOUND, FoundCode, FoundItem
from core.verification.record_lookup import CodeLookup, RecordLookup
from core.verification.verdict import Verdict

_PLAIN = re.compile(r"EF(?:-[0-9A-Z]{4}){3}-[0-9A-Z]")
"""Matches an award code in our own spelling, in which no search for codes is needed."""


class ShellLookup:
    """Verifies award codes as `Verification` does, and records the looks in the audit log.

    Raises NotPlain for anything but codes, and for a database that it cannot read. The caller then
    has to use `Verification`.
    """

    def __init__(self, file: SqliteFile, lookup: CodeLookup) -> None:
        self._file = file
        self._lookup = lookup

    @classmethod
    @contextmanager
    def opened(
        cls,
        database_url: str,
        clock: Clock,
        issuer: str,
        own_url: str | None,
    ) -> Iterator[Self]:
        """Open the SQLite file of the database.

        Raises NotPlain if only `Database` can open the file.
        """
        with SqliteFile.opened(database_url) as file:
            record = RecordLookup(file, ShippedTitles(), clock, issuer)
            yield cls(file, CodeLookup(record, own_url))

    def verdicts(self, text: str) -> list[Verdict]:
        """Return the verdicts on a text that has only our award codes and links.

        Raises NotPlain if the text has anything else to verify.
        """
        return run_at_once(self._lookup.verdicts_on("the text", codes_only(text)))

    def write_looks(self, actor: Actor) -> None:
        """Write the actor's looks to the audit log."""
        write_looks(self._file, actor)


def codes_only(text: str) -> list[FoundItem]:
    """Return the award codes in a text.

    Raises NotPlain if the text has anything else to verify.
    """
    if _PLAIN.fullmatch(text) and isinstance(read_code(text), str):
        return [FoundCode(text)]
    from core.verification.files.codes_in_text import proof_token  # noqa: PLC0415 - rarely needed
    from core.verification.files.texts import LONGEST_TYPED, read_typed  # noqa: PLC0415 - rarely needed

    found = read_typed(text) if len(text) <= LONGEST_TYPED else []
    if not 0 < len(found) <= MOST_FOUND:
        raise NotPlain
    for held in found:
        if not isinstance(held, FoundCode) or proof_token(held.text):
            raise NotPlain
    return found


def looks_plain(texts: Sequence[str]) -> bool:
    """Whether all texts are award codes, so that it is worthwhile to open the file."""
    try:
        return all(codes_only(text) for text in texts)
    except NotPlain:
        return False
