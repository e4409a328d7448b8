"""Times of notices: times of day in a person's own time zone, and quiet hours."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from core.language.message import _

DAY = timedelta(days=1)
WEEKDAYS = (
    *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")),
    *(_("Saturday"), _("Sunday")),
)

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}
_SPOKEN = {
    "America/New_York": "eastern time et est edt",
    "America/Chicago": "central ct cst cdt",
    "America/Denver": "mountain mt mst mdt",
    "America/Phoenix": "arizona",
    "America/Los_Angeles": "pacific pt pst pdt",
    "America/Anchorage": "alaska akst akdt",
    "Pacific/Honolulu": "hawaii hst",
    "UTC": "utc gmt z",
}
"""Common American names of time zones, for standard and for daylight time."""
_NEARLY = 80
"""A time zone whose name is at least this similar to typed text (0 to 100) is suggested."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without notices, from `start` until `end`.

    The hours may go past midnight.
    """

    start: time
    end: time

    def holds(self, clock: time) -> bool:
        """Whether this time of day is within the quiet hours."""
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def next_time(after: datetime, zone: str, at: time, weekday: int | None = None) -> datetime:
    """Return the next moment after `after` when clocks in the zone show `at`.

    `weekday` limits the result to that day (0 is Monday). If clocks are set forward past that time,
    the moment is later by the same amount: 3:30 for 2:30. If clocks show the time twice, it is the
    first of the two.
    """
    return min(moment for moment in _shown(after, zone, at, weekday) if moment > after)


def quiet_until(now: datetime, zone: str, quiet: Quiet | None) -> datetime | None:
    """Return when the current quiet hours end.

    Return None if `now` is not in quiet hours.
    """
    if quiet is None or not quiet.holds(_clock(now, zone)):
        return None
    ends = [
        moment
        # after clocks are set back, they show the end twice: fold 0 is the first time, 1 the second
        for fold in (0, 1)
        for moment in _shown(now, zone, quiet.end, None, fold)
        if moment > now and not quiet.holds(_clock(moment, zone))
    ]
    return min(ends)


def read_time(typed: str) -> time | None:
    """Parse `7:30`, `19.30`, `7 pm` and the like. Return None if it is not a time of day."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - a twelve-hour clock
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - hours and minutes of a day


def read_weekday(typed: str) -> int | None:
    """Return the weekday that is meant, 0 (Monday) to 6: `Monday`, `mon`, `Mondays`.

    Return None if the text is not a weekday.
    """
    wanted = typed.strip().lower().removesuffix("s")
    if len(wanted) < 2:  # noqa: PLR2004 - one letter may mean two days
        return None
    found = [place for place, day in enumerate(WEEKDAYS) if day.lower().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def zone_named(typed: str) -> str | None:
    """Return the time zone with this name, city or common American name.

    Return None if no time zone fits, or if several fit.
    """
    wanted = _folded(typed)
    if wanted in _spoken():
        return _spoken()[wanted]
    whole = [zone for zone in _zones() if _folded(zone) == wanted]
    cities = [zone for zone in _zones() if _city(zone) == wanted]
    found = whole or cities
    return found[0] if len(found) == 1 else None


@cache
def existing_zone(stored: str | None) -> str | None:
    """Return the time zone that a person chose, or None if this system no longer has it.

    Systems drop old names: Debian has moved `US/Central` into a separate package.
    """
    if stored is None:
        return None
    try:
        ZoneInfo(stored)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # ValueError: not a name at all
        return None
    return stored


def zones_near(typed: str, most: int = 6) -> list[str]:
    """Return time zones with a similar name, best first, or none if nothing is similar."""
    wanted = _folded(typed)
    if not wanted:
        return []
    within = [zone for zone in _zones() if wanted in _folded(zone)]
    if within:
        return within[:most]
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for misspelled words

    cities = {zone: _city(zone) for zone in _zones()}
    near = process.extract(wanted, cities, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=most)
    return [zone for _, _, zone in near]


def _clock(moment: datetime, zone: str) -> time:
    return moment.astimezone(ZoneInfo(zone)).time()


def _shown(
    after: datetime, zone: str, at: time, weekday: int | None, fold: int = 0
) -> list[datetime]:
    """Return the moments when clocks show `at`, from a day before `after` to eight days after."""
    where = ZoneInfo(zone)
    first = after.astimezone(where).date() - DAY
    days = [first + DAY * ahead for ahead in range(10)]
    return [
        datetime.combine(day, at, where).replace(fold=fold).astimezone(UTC)
        for day in days
        if weekday is None or day.weekday() == weekday
    ]


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").replace(",", " ").split()).casefold()


def _city(zone: str) -> str:
    return _folded(zone.rpartition("/")[2])


@cache
def _spoken() -> dict[str, str]:
    said = {word: zone for zone, words in _SPOKEN.items() for word in words.split()}
    return said | {f"{word} time": zone for word, zone in said.items()}


@cache
def _zones() -> tuple[str, ...]:
    named = (zone for zone in available_timezones() if zone.partition("/")[0] in _AREAS)
    return (*sorted(named), "UTC")
