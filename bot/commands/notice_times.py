"""notices at, day, zone and quiet: when a person gets notices, in the person's own time zone.

Each function returns the Setting that the person typed, or an answer that shows the choices.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from bot.command import Answer, Call
from bot.reply import Button
from core.language.message import _
from core.notices.schedule import WEEKDAYS, Quiet, read_time, read_weekday, zone_named, zones_near
from core.people.model import Person

if TYPE_CHECKING:
    from core.notices.preferences import Preferences

_TIMES = ("07:00", "08:00", "12:00", "16:00", "18:00")
_ZONES = {
    _("Eastern"): "America/New_York",
    _("Central"): "America/Chicago",
    _("Mountain"): "America/Denver",
    _("Pacific"): "America/Los_Angeles",
    _("Alaska"): "America/Anchorage",
    _("Hawaii"): "Pacific/Honolulu",
    "UTC": "UTC",
}
_HOURS = ("20:00-07:00", "21:00-07:00", "22:00-06:00")
_DASH = re.compile(r"\s*(?:[-\u2013\u2014]|\bto\b|\buntil\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting to confirm.

    `data` is for the template of the question. `call` is the command call that sets the value.
    `undo` is the call that restores the previous value, or "" if there is none.
    """

    data: dict[str, Any]
    call: str
    act: Callable[[], Awaitable[None]]
    undo: str


def person_of(call: Call) -> Person:
    """Return the person who is asking, who must be on record."""
    assert call.asker.person is not None, "only for people on record"
    return call.asker.person


def when(call: Call, preferences: "Preferences") -> dict[str, Any]:
    """Return a person's notice times, as templates show them."""
    home = call.edgefinder.choices.home_zone
    return {"preferences": preferences, "zone": preferences.zone or home}


async def times(call: Call, _: str) -> Answer:
    """Show when digests are sent, with buttons to change it."""
    return await _page(call, "notices_time", _time_buttons())


async def at(call: Call, typed: str) -> Answer | Setting:
    """Set the time of digests: `7:30`, or with a day `7:30 Friday`."""
    clock, _, last = typed.rpartition(" ")
    weekday = read_weekday(last)
    wanted = read_time(clock if weekday is not None else typed)
    if wanted is None:
        return await _page(call, "notices_time", _time_buttons(), typed)

    async def act() -> None:
        await call.edgefinder.choices.set_digest_time(person_of(call), wanted)
        if weekday is not None:
            await call.edgefinder.choices.set_weekday(person_of(call), weekday)

    before = await call.edgefinder.choices.of(person_of(call))
    on, was_on = (f" {WEEKDAYS[place]}" for place in (weekday or 0, before.weekday))
    if weekday is None:
        on = was_on = ""
    undo = f"notices at {before.digest_at:%H:%M}{was_on}"
    data = {"at": wanted, "weekday": weekday}
    return Setting(data, f"notices at {wanted:%H:%M}{on}", act, undo)


async def day(call: Call, typed: str) -> Answer | Setting:
    """Set the day of weekly digests."""
    weekday = read_weekday(typed)
    if weekday is None:
        return await _page(call, "notices_time", _time_buttons(), typed)

    async def act() -> None:
        await call.edgefinder.choices.set_weekday(person_of(call), weekday)

    before = await call.edgefinder.choices.of(person_of(call))
    undo = f"notices day {WEEKDAYS[before.weekday]}"
    return Setting({"weekday": weekday}, f"notices day {WEEKDAYS[weekday]}", act, undo)


async def zone(call: Call, typed: str) -> Answer | Setting:
    """Set the time zone. If several zones are possible, ask which one is meant."""
    meant = zone_named(typed)
    if meant is not None:
        before = await call.edgefinder.choices.of(person_of(call))
        undo = f"notices zone {before.zone}" if before.zone else ""

        async def act() -> None:
            await call.edgefinder.choices.set_zone(person_of(call), meant)

        return Setting({"zone": meant}, f"notices zone {meant}", act, undo)
    offered = {each: each for each in zones_near(typed)} or _ZONES
    rows = [Button(label, f"notices zone {name}") for label, name in offered.items()]
    return await _page(call, "notices_zone", (tuple(rows[:4]), tuple(rows[4:])), typed)


async def quiet(call: Call, typed: str) -> Answer | Setting:
    """Set hours without notices, such as `21:00-07:00`, or `off` for none."""
    off = typed.lower() in {"off", "none", "no"}
    hours = None if off else _read_hours(typed)
    if hours is None and not off:
        choices = tuple(Button(each, f"notices quiet {each}") for each in _HOURS)
        rows = (choices, (Button(_("No quiet hours"), "notices quiet off"), *_ZONE))
        return await _page(call, "notices_quiet", rows, typed)

    async def act() -> None:
        await call.edgefinder.choices.set_quiet(person_of(call), hours)

    before = await call.edgefinder.choices.of(person_of(call))
    data = {"quiet": hours or False}
    return Setting(
        data, f"notices quiet {_written(hours)}", act, f"notices quiet {_written(before.quiet)}"
    )


def _written(hours: Quiet | None) -> str:
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}" if hours else "off"


def _read_hours(typed: str) -> Quiet | None:
    start, *end = _DASH.split(typed.strip(), maxsplit=1)
    hours = (read_time(start), read_time(end[0]) if end else None)
    if hours[0] is None or hours[1] is None or hours[0] == hours[1]:
        return None
    return Quiet(hours[0], hours[1])


async def _page(
    call: Call, template: str, rows: tuple[tuple[Button, ...], ...], typed: str = ""
) -> Answer:
    preferences = await call.edgefinder.choices.of(person_of(call))
    data = {"typed": typed, **when(call, preferences)}
    return Answer(template, data, (*rows, (BACK,)))


def _time_buttons() -> tuple[tuple[Button, ...], ...]:
    clocks = tuple(Button(each, f"notices at {time.fromisoformat(each):%H:%M}") for each in _TIMES)
    days = tuple(
        Button(short, f"notices day {day}") for short, day in zip(_DAYS, WEEKDAYS, strict=True)
    )
    return clocks, days[:5], (*days[5:], *_ZONE)


_DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
_ZONE = (Button(_("Time zone"), "notices zone"),)
BACK = Button(_("All my notices"), "notices")
