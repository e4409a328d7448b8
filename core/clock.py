"""The clock that use-cases are given, so that a test can say what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, always aware and in UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)
