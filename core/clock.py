"""The clock that is passed to use-cases, so that a test can set the time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present time, always with the zone UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)
