"""Times as SQLite stores them."""

from datetime import UTC, datetime


def instant_text(moment: datetime) -> str:
    """Return a time in ISO 8601, in UTC with
    microseconds, the form in which SQLite stores times.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
