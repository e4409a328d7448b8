"""When people are told: times of the day in their own zone, and hours that are quiet."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

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
"""What people call zones of the United States; of summer and winter time alike, as clocks there
keep both."""
_NEARLY = 80
"""From this likeness on (of 100) a place is offered for what was typed."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without notices, from `start` until `end`; over midnight where the end is earlier."""

    start: time
    end: time

    def holds(self, clock: time) -> bool:
        """Whether a clock that shows this is within."""
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def next_time(after: datetime, zone: str, at: time, weekday: int | None = None) -> datetime:
    """The first moment later than `after` at which clocks in the zone show `at`; with `weekday`
    (0 is Monday) on that day of the week.

    A time that clocks skip comes as much later, one that they show twice is the first of both.
    """
    return min(moment for moment in _shown(after, zone, at, weekday) if moment > after)


def quiet_until(now: datetime, zone: str, quiet: Quiet | None) -> datetime | None:
    """When the quiet hours end that `now` falls into; None when it falls into none."""
    if quiet is None or not quiet.holds(_clock(now, zone)):
        return None
    ends = [
        moment
        for fold in (0, 1)  # the second time where the first is past
        for moment in _shown(now, zone, quiet.end, None, fold)
        if moment > now and not quiet.holds(_clock(moment, zone))
    ]
    return min(ends)


def read_time(typed: str) -> time | None:
    """`7:30`, `19.30`, `7 pm` and the like; None for what is no time of the day."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - a clock of twelve hours
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day's


def read_weekday(typed: str) -> int | None:
    """`Monday`, `mon`, `Mondays`: 0 to 6; None for what is no day of the week."""
    wanted = typed.strip().lower().removesuffix("s")
    if len(wanted) < 2:  # noqa: PLR2004 - one letter may be two days
        return None
    found = [place for place, day in enumerate(WEEKDAYS) if day.lower().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def zone_named(typed: str) -> str | None:
    """The time zone that somebody means for sure: by its name, a city that has one, or what people
    in the United States say. None where there is none, or several.
    """
    wanted = _folded(typed)
    if wanted in _spoken():
        return _spoken()[wanted]
    whole = [zone for zone in _zones() if _folded(zone) == wanted]
    cities = [zone for zone in _zones() if _city(zone) == wanted]
    found = whole or cities
    return found[0] if len(found) == 1 else None


def zones_near(typed: str, most: int = 6) -> list[str]:
    """Zones that somebody may mean, best first; none where nothing is like it."""
    wanted = _folded(typed)
    if not wanted:
        return []
    within = [zone for zone in _zones() if wanted in _folded(zone)]
    if within:
        return within[:most]
    cities = {zone: _city(zone) for zone in _zones()}
    near = process.extract(wanted, cities, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=most)
    return [zone for _, _, zone in near]


def _clock(moment: datetime, zone: str) -> time:
    return moment.astimezone(ZoneInfo(zone)).time()


def _shown(
    after: datetime, zone: str, at: time, weekday: int | None, fold: int = 0
) -> list[datetime]:
    """The moments around `after`, more than a week on, at which clocks show `at`."""
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
