"""The clock that is passed to use-cases, so that a test can set the time."""

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Returns the present time in UTC, as an aware datetime."""
Today = Callable[[], date]
"""Returns the present date in the time zone of the training center."""
DayAt = Callable[[datetime], date]
"""Returns the date of a moment in the time zone of the training center."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def day_in(zone: str, moment: datetime) -> date:
    """Return the date at a moment in a time zone.

    In Chicago, for example, an evening is already the next day in UTC.
    """
    if zone == "UTC":  # zoneinfo takes a while to import
        return moment.date()
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - short commands rarely need it

    return moment.astimezone(ZoneInfo(zone)).date()
