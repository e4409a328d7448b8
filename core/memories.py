"""What a process keeps in memory about people, to be quicker next time.

Each such memory is bounded. It is emptied when this process forgets somebody, and once an hour,
since another process may have forgotten somebody too.
"""

import time
from collections.abc import Callable

HOUR = 3600.0
_memories: list[Callable[[], None]] = []
_emptied_at = time.monotonic()


def emptied_when_forgetting(empty: Callable[[], None]) -> None:
    """Register the function that empties a memory."""
    _memories.append(empty)


def empty_memories() -> None:
    """Empty all of them."""
    global _emptied_at  # noqa: PLW0603 - one for this process, as the memories are
    _emptied_at = time.monotonic()
    for empty in _memories:
        empty()


def empty_old_memories() -> None:
    """Empty all of them if an hour has passed; call it before one is used."""
    if time.monotonic() - _emptied_at > HOUR:
        empty_memories()
