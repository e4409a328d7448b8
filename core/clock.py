"""The clock that is passed to use-cases, so that a test can set the time."""

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""A function that returns the present time in UTC, as an aware datetime."""
Today = Callable[[], date]
"""A function that returns the present date in the training center's time zone."""
DayAt = Callable[[datetime], date]
"""A function that returns the date of a moment in the training center's time zone."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def day_in(zone: str, moment: datetime) -> date:
    """Return the date that clocks in a time zone show at a moment.

    In Chicago, for example, an evening is already the next day in UTC.
    """
    if zone == "UTC":  # importing zoneinfo takes a while
        return moment.date()
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - short commands rarely need it

    return moment.astimezone(ZoneInfo(zone)).date()
