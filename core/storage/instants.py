"""Write times as SQLite stores them."""

from datetime import UTC, datetime


def instant_text(moment: datetime) -> str:
    """Return a time as SQLite stores it: ISO 8601 in UTC, with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
