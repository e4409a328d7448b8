"""Collect the findings in one file, and limit how much of the file is unpacked."""

import time
from collections.abc import Callable

from core.verification.files.found_items import (
    MOST_FOUND,
    NOT_A_CREDENTIAL,
    NOTHING,
    TOO_MUCH,
    FoundCode,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
    left_out,
)
from core.verification.files.json_documents import has_too_many_claims
from core.verification.files.page_names import mark_page_differences

MOST_UNPACKED = 32 * 1024 * 1024
"""The maximum number of bytes that are unpacked from one file, including files within the file."""
SECONDS = 2.4
"""CPU seconds after which no further page or part of a file is read.

The findings until then are kept.
"""
_MOST_KEPT = 4 * 1024 * 1024
"""The maximum length in characters of the signed credentials that are returned for one file."""
_MOST_COUNTED = 20_000
"""The maximum number of award codes that are counted but not returned."""


class TooMuch(Exception):  # noqa: N818 - a way to stop reading, not an error
    """Raised if a file has more in it than we read. The message says of what."""


class FileFindings:
    """Collects the findings in a file, each once.

    Raises TooMuch if a limit is exceeded.
    """

    def __init__(self, clock: Callable[[], float] = time.process_time) -> None:
        self._clock = clock
        self._ends = clock() + SECONDS
        self._unpacked = 0
        self._kept = 0
        self._found: dict[object, FoundItem] = {}
        self._over: set[object] = set()
        self._failures: list[NothingFound] = []
        self._unread: list[NothingFound] = []

    def spend(self, size: int) -> None:
        """Count unpacked bytes of the file. Raises TooMuch if the file has too many."""
        self._unpacked += size
        if self._unpacked > MOST_UNPACKED:
            raise TooMuch("it unpacks to more than is read")

    @property
    def out_of_time(self) -> bool:
        return self._clock() > self._ends

    @property
    def count(self) -> int:
        """Return the number of codes and credentials found so far."""
        return len(self._found) + len(self._over)

    def add(self, held: FoundItem) -> None:
        """Keep a finding, unless an equal finding is already kept.

        A part that could not be read is also kept. A part without any credential is reported only
        if nothing was found in the whole file. Raises TooMuch if the kept findings are too large.
        """
        match held:
            case NothingFound():
                kept = self._failures if held.detail in NOTHING else self._unread
                if held not in kept:
                    kept.append(held)
                return
            case FoundCode(text, _):
                key: object = "".join(filter(str.isalnum, text)).upper() or text
            case FoundToken(text, _):
                if has_too_many_claims(text):
                    self.add(TOO_MUCH)
                    return
                key = text
            case FoundDocument(document):
                key = repr(document)
        if key in self._found:
            return
        if len(self._found) >= MOST_FOUND:
            if len(self._over) < _MOST_COUNTED:
                self._over.add(key)
            return
        if not isinstance(held, FoundCode):
            self._kept += len(str(key))
            if self._kept > _MOST_KEPT:
                raise TooMuch("the credentials in it are larger than is read")
        self._found[key] = held

    def compare_with_page(self, attached: int, page: str) -> None:
        """Mark credentials attached to a PDF that differ from the words on its page.

        The first `attached` findings are the attachments, and `page` has the words.
        """
        codes = [each for each in self._found.values() if isinstance(each, FoundCode)]
        for key, held in list(self._found.items())[:attached]:
            if isinstance(held, FoundToken | FoundDocument):
                self._found[key] = mark_page_differences(held, page, codes)

    def unread(self, what: str) -> None:
        """Record that a part of the file was not read, because that would have exceeded a limit.

        The part may contain a credential.
        """
        self.add(NothingFound("too_much", what))

    def results(self) -> list[FoundItem]:
        """Return all findings in order, followed by the parts that could not be read.

        If nothing was found, the list has one NothingFound.
        """
        over = [left_out(len(self._over))] if self._over else []
        found = [*self._found.values(), *self._unread, *over]
        return found or [(self._failures or [NOT_A_CREDENTIAL])[-1]]
