"""Parse typed days: today, yesterday, friday, 2026-03-31, 3/31/2026."""

from datetime import date, timedelta

from core.importing.date_and_score_formats import FileConventions
from core.importing.reading_options import ReadingOptions

WEEKDAYS = (
    "monday|lunes", "tuesday|martes", "wednesday|miercoles|mi\u00e9rcoles", "thursday|jueves",
    "friday|viernes", "saturday|sabado|s\u00e1bado", "sunday|domingo",
)  # fmt: skip
"""The names of each day of the week, from Monday on. A name means the last such day."""
DAY = "|".join(
    ("today|yesterday|hoy|ayer", *WEEKDAYS, r"\d{4}-\d{2}-\d{2}", r"\d{1,2}/\d{1,2}/\d{2,4}")
)
"""The regular expression for a typed day."""


def typed_day(text: str, today: date) -> date:
    """Return the typed day, or today if the text is empty.

    Raises RowRejected if the text is not a day, or if the day is in the future.
    """
    match text.lower():
        case "" | "today" | "hoy":
            return today
        case "yesterday" | "ayer":
            return today - timedelta(days=1)
    for place, names in enumerate(WEEKDAYS):
        if text.lower() in names.split("|"):
            return today - timedelta(days=(today.weekday() - place) % 7)
    return FileConventions(ReadingOptions(today=today)).day("taken_on", text)
