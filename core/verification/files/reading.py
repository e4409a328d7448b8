"""What has been found in one file so far, and how much more of it may be unpacked."""

import time
from collections.abc import Callable

from core.verification.files.held import (
    MOST_FOUND,
    NOT_A_CREDENTIAL,
    NOTHING,
    TOO_MUCH,
    Held,
    HeldCode,
    HeldDocument,
    HeldNothing,
    HeldToken,
    left_out,
)
from core.verification.files.json_documents import has_too_many_claims

MOST_UNPACKED = 32 * 1024 * 1024
"""Bytes that one file may unpack to, over all that is packed in it."""
SECONDS = 2.4
"""Processor seconds after which no further page or part is started; what was found is kept."""
_MOST_KEPT = 4 * 1024 * 1024
"""Characters of signed credentials that one file can hand back."""
_MOST_COUNTED = 20_000
"""Codes over the first ones that are counted."""


class TooMuch(Exception):  # noqa: N818 - it is the way out of reading a file, not a fault
    """More is in the file than is read; the words say what."""


class Reading:
    """Collects what is found, each once; raises TooMuch when a bound is passed."""

    def __init__(self, clock: Callable[[], float] = time.process_time) -> None:
        self._clock = clock
        self._ends = clock() + SECONDS
        self._unpacked = 0
        self._kept = 0
        self._found: dict[object, Held] = {}
        self._over: set[object] = set()
        self._failures: list[HeldNothing] = []
        self._unread: list[HeldNothing] = []

    def spend(self, size: int) -> None:
        """Counts bytes that were unpacked, or are about to be."""
        self._unpacked += size
        if self._unpacked > MOST_UNPACKED:
            raise TooMuch("it unpacks to more than is read")

    @property
    def out_of_time(self) -> bool:
        return self._clock() > self._ends

    @property
    def count(self) -> int:
        """How many codes and credentials were found."""
        return len(self._found) + len(self._over)

    def add(self, held: Held) -> None:
        """Keeps what was found, unless it is known already. What could not be read is kept beside
        it; that nothing was in a part of the file is only told when nothing was in all of it.
        """
        match held:
            case HeldNothing():
                kept = self._failures if held.detail in NOTHING else self._unread
                if held not in kept:
                    kept.append(held)
                return
            case HeldCode(text, _):
                key: object = "".join(filter(str.isalnum, text)).upper() or text
            case HeldToken(text):
                if has_too_many_claims(text):
                    self.add(TOO_MUCH)
                    return
                key = text
            case HeldDocument(document):
                key = repr(document)
        if key in self._found:
            return
        if len(self._found) >= MOST_FOUND:
            if len(self._over) < _MOST_COUNTED:
                self._over.add(key)
            return
        if not isinstance(held, HeldCode):
            self._kept += len(str(key))
            if self._kept > _MOST_KEPT:
                raise TooMuch("the credentials in it are larger than is read")
        self._found[key] = held

    def unread(self, what: str) -> None:
        """Notes that a part was left unread for want of time: it may hold a credential."""
        self.add(HeldNothing("too_much", what))

    def results(self) -> list[Held]:
        """All that was found, in its order, then what could not be read; at least one."""
        over = [left_out(len(self._over))] if self._over else []
        found = [*self._found.values(), *self._unread, *over]
        return found or [(self._failures or [NOT_A_CREDENTIAL])[-1]]
