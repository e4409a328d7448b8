"""Make calendar files (iCalendar) with the days on which locked exams open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from bot.reply import Attachment
from core.language.message import _, in_language

_PRODUCT = "-//Edgefinder//Exam openings//EN"
_MORNING = timedelta(hours=9)
"""How long after midnight of the opening day a calendar alerts its owner."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A locked exam and the day on which it opens.

    `exam` is the code, and `words` the name.
    """

    exam: str
    words: str
    day: date


def calendar_file(
    openings: Iterable[Opening], *, person: int, issuer: str, now: datetime, locale: str
) -> Attachment:
    """Return a calendar with an all-day event for each opening, in the language of a locale.

    The event for a person's exam always has the same identifier. So if the day changes and the
    person opens a new file, the calendar moves the event to the new day.
    """
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - takes a quarter of a second

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each in openings:
        title = in_language(_("Exam opens: %(exam)s", exam=each.words), locale)
        event = Event()
        event.add("uid", f"{uuid5(NAMESPACE_URL, f'{issuer}/{person}/{each.exam}')}")
        event.add("dtstamp", now)
        # of several files, calendars use the one with the highest number
        event.add("sequence", int(now.timestamp()) // 60)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", title)
        event.add("description", in_language(_ARRANGE, locale))
        event.add("transp", "TRANSPARENT")  # the day is not marked as busy
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", _MORNING)
        event.add_component(alarm)
        calendar.add_component(event)
    return Attachment("exams.ics", "text/calendar", calendar.to_ical(), _DESCRIPTION)


_ARRANGE = _("You can take this exam from today. Ask your account administrator for a date.")
_DESCRIPTION = _("The days on which your exams open, for your calendar")
