"""Caches in this process of what it knows about people.

Each cache has a size limit. It is emptied when this process forgets somebody, and once an hour,
because another process may have forgotten somebody too.
"""

import time
from collections.abc import Callable

HOUR = 3600.0
_memories: list[Callable[[], None]] = []
_emptied_at = time.monotonic()


def emptied_when_forgetting(empty: Callable[[], None]) -> None:
    """Register a function that empties a cache.

    It is called when somebody is forgotten.
    """
    _memories.append(empty)


def empty_memories() -> None:
    """Empty all registered caches."""
    global _emptied_at  # noqa: PLW0603 - one for this process, as the caches are
    _emptied_at = time.monotonic()
    for empty in _memories:
        empty()


def empty_old_memories() -> None:
    """Empty all registered caches if an hour has passed since they were last emptied.

    Call this before a registered cache is used.
    """
    if time.monotonic() - _emptied_at > HOUR:
        empty_memories()
