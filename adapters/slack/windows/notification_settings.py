"""The window for a person's notification settings."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from adapters.slack.rendering import Json
from adapters.slack.windows.blocks import (
    button,
    field,
    filled_in,
    menu,
    note,
    note_view,
    option,
    plain,
    selected_in,
    text_input,
    typed_in,
    window,
)
from adapters.slack.windows.window import Window, WindowServices
from bot.access import Access, Audience
from bot.home_page import HomePage
from bot.notice_form import NoticeForm
from bot.reply import Reply, Turn
from bot.whose_record import Shows
from core.language.message import _, _n
from core.notices.preferences import Chosen, Preferences
from core.notices.schedule import WEEKDAYS, Quiet, read_time, zone_named, zones_near
from core.notices.topics import Pace, Topic

OPEN_NOTICES = "open-notices"
SET_NOTICES = "set-notices"
MOST_ROSTERS = 40
"""The maximum number of rosters in the window, because Slack allows only 100 blocks.

If the person teaches more rosters, the window says how to set the others in the chat.
"""
_ON = "on"
_TOPICS = "topics"
_PACE = "pace-"
_AT = "digest-at"
_DAY = "weekday"
_ZONE = "zone"
_KEEP_QUIET = "keep-quiet"
_FROM = "quiet-from"
_UNTIL = "quiet-until"
_DAYS = frozenset(str(number) for number in range(len(WEEKDAYS)))
_MORNING = time(8)
_ZONE_CHARACTERS = 60
_LABEL_CHARACTERS = 135
_OFFERED = 3
"""If a time zone is unknown, at most this many similar time zones are suggested."""
_USUAL_HOURS = Quiet(time(21), time(7))
_PACES = {
    Pace.EACH: _("Each credential, at once"),
    Pace.DAILY: _("A digest a day"),
    Pace.WEEKLY: _("A digest a week"),
    Pace.OFF: _("Not at all"),
}
_WORDS = {
    Topic.RESULTS: _("Results that are recorded"),
    Topic.CREDENTIALS: _("Credentials that I earn"),
    Topic.NEXT: _("What is next, with each result"),
    Topic.NUDGES: _("An exam left open whose partner I have passed, weekly at most"),
    Topic.IMPORTS: _("Imports that are finished"),
}
_NOBODY = _("Notices are for people on record. Say link to me, with the code of your invitation.")


class NotificationSettingsWindow(Window[Chosen]):
    """The window that saves a person's notification settings."""

    callback_id = SET_NOTICES
    access = Access(Audience.LINKED, Shows.STUDENTS)
    action_id = OPEN_NOTICES
    below = frozenset({"notices"})

    def button(self) -> Json:
        return button(OPEN_NOTICES, _("Set my notices"), _("Set my notices, in a window"))

    def order_at_home(self, page: HomePage) -> int:
        return 2 if page.known else 0

    async def view(self, turn: Turn, services: WindowServices) -> Json:
        return notices_view(await services.workplace.notices.form(turn))

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:
        return wrong_in_notices(view)

    def read(self, view: Mapping[str, Any]) -> Chosen | None:
        return notices_chosen(view)

    async def handle(self, turn: Turn, filled: Chosen, services: WindowServices) -> Reply:
        return await services.workplace.notices.keep(turn, filled)


def notices_view(form: NoticeForm | None) -> Json:
    """Return the window with the current settings in `form`.

    If `form` is None, the person is not linked, and the window explains how to link.
    """
    if form is None:
        return note_view(_NOBODY)
    return {
        **window(),
        "callback_id": SET_NOTICES,
        "submit": plain(_("Save")),
        "blocks": [*_what(form), *_rosters(form), *_when(form)],
    }


def notices_chosen(view: Mapping[str, Any]) -> Chosen | None:
    """Return the settings in the submitted window, or None if any of them is invalid.

    A topic that is not checked counts as off, even if the window did not show it.
    """
    if wrong_in_notices(view):
        return None
    start, end, day = _time(view, _FROM), _time(view, _UNTIL), selected_in(view, _DAY)
    quiet = Quiet(start, end) if start is not None and end is not None else None
    preferences = Preferences(
        zone_named(typed_in(view, _ZONE)),
        _time(view, _AT) or _MORNING,
        int(day) if day in _DAYS else 0,
        quiet if _ticked(view, _KEEP_QUIET) else None,
        frozenset(topic for topic in Topic if topic.value not in _ticked(view, _TOPICS)),
    )
    return Chosen(bool(_ticked(view, _ON)), preferences, dict(_paces(view)))


def wrong_in_notices(view: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the errors in the submitted window, by field."""
    wrong: dict[str, str] = {}
    typed = typed_in(view, _ZONE)
    if zone_named(typed) is None:
        near = zones_near(typed, _OFFERED)
        wrong[_ZONE] = (
            _("I know no such time zone. Do you mean %(near)s?", near=" / ".join(near))
            if near
            else _("I know no such time zone. Name a city: America/Chicago.")
        )
    if _ticked(view, _KEEP_QUIET) and _time(view, _FROM) == _time(view, _UNTIL):
        wrong[_UNTIL] = _("Quiet hours must end at a different time than they begin.")
    return wrong


# The fields


def _what(form: NoticeForm) -> list[Json]:
    on = option(_("Tell me what concerns me"), _ON)
    blocks = [_ticks(_ON, _("Notices"), [on], [on] if form.on else [])]
    if form.topics:
        topics = {topic: option(_WORDS[topic], topic.value) for topic in form.topics}
        wanted = [each for topic, each in topics.items() if topic not in form.preferences.off]
        blocks.append(_ticks(_TOPICS, _("What you hear of"), list(topics.values()), wanted))
    return blocks


def _rosters(form: NoticeForm) -> list[Json]:
    """Return the fields that say how often each roster is reported, and when digests are sent."""
    if not form.paced:
        return []
    paces = {pace: option(words, pace.value) for pace, words in _PACES.items()}
    days = [option(day, str(number)) for number, day in enumerate(WEEKDAYS)]
    blocks = [
        field(
            f"{_PACE}{each.roster.id}",
            _("Roster %(name)s", name=each.roster.name[:_LABEL_CHARACTERS]),
            menu(list(paces.values()), paces[each.pace]),
        )
        for each in form.paced[:MOST_ROSTERS]
    ]
    if (more := len(form.paced) - MOST_ROSTERS) > 0:
        blocks.append(
            note(
                _n(
                    "%(count)s more of your rosters: say notices rosters to me to set them.",
                    "%(count)s more of your rosters: say notices rosters to me to set them.",
                    more,
                )
            )
        )
    preferences = form.preferences
    return [
        *blocks,
        field(_AT, _("When digests come"), _clock(preferences.digest_at)),
        field(_DAY, _("Weekly ones on"), menu(days, days[preferences.weekday])),
    ]


def _when(form: NoticeForm) -> list[Json]:
    quiet = form.preferences.quiet
    keep = option(_("Keep these hours quiet: messages in them wait until they end"), _ON)
    shown = quiet or _USUAL_HOURS
    zone = text_input(_ZONE_CHARACTERS, _("America/Chicago, or just Chicago"), initial=form.zone)
    return [
        field(_ZONE, _("Time zone of all these times"), zone),
        _ticks(_KEEP_QUIET, _("Quiet hours"), [keep], [keep] if quiet else []),
        field(_FROM, _("Quiet from"), _clock(shown.start)),
        field(_UNTIL, _("Quiet until"), _clock(shown.end)),
    ]


def _ticks(name: str, label: str, options: list[Json], ticked: list[Json]) -> Json:
    """Return a field with checkboxes, which people may leave empty.

    `ticked` are the options that are checked at first.
    """
    boxes: Json = {"type": "checkboxes", "options": options}
    if ticked:  # Slack rejects an empty list
        boxes["initial_options"] = ticked
    return field(name, label, boxes, optional=True)


def _clock(at: time) -> Json:
    return {"type": "timepicker", "initial_time": f"{at:%H:%M}"}


# Values of the submitted window


def _time(view: Mapping[str, Any], field: str) -> time | None:
    value = filled_in(view, field).get("selected_time")
    return read_time(value) if isinstance(value, str) else None


def _ticked(view: Mapping[str, Any], field: str) -> set[str]:
    chosen = filled_in(view, field).get("selected_options")
    ticked = chosen if isinstance(chosen, list) else ()
    return {str(each.get("value")) for each in ticked if isinstance(each, Mapping)}


def _paces(view: Mapping[str, Any]) -> Iterator[tuple[int, Pace]]:
    """Yield each roster's id, and how often the person wants reports about the roster.

    The caller must check that the person teaches the rosters.
    """
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    for name in values if isinstance(values, Mapping) else ():
        number, pace = name.removeprefix(_PACE), selected_in(view, name)
        if name.startswith(_PACE) and number.isdecimal() and pace in set(Pace):
            yield int(number), Pace(pace)
