"""notices: which notices a person gets, and when. Settings are shown in words, with buttons."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.commands.notice_places import here, leave, places
from bot.commands.notice_times import BACK, Setting, at, day, person_of, quiet, times, when, zone
from bot.paging import asked_page, page_of
from bot.reply import Button
from bot.whose_record import Shows
from core.language.message import _
from core.notices.topics import Pace, Topic
from core.people.model import Asker, Role
from core.people.roster_names import Roster, rosters_named

if TYPE_CHECKING:
    from core.notices.preferences import Paced, Preferences

_ROSTERS = 8
"""Rosters per page."""
_FEW = 4
"""Up to this many rosters have a button below the overview. More rosters have their own page."""


@command(
    argument=Argument("CHANGE"),
    changes=True,
    access=Access(Audience.LINKED, Shows.STUDENTS, private=True, among=frozenset({"here"})),
)
async def notices(call: Call) -> Answer:
    """Your notices: on or off, at once or in digests, quiet hours"""
    word, _, rest = call.argument.partition(" ")
    word, rest = word.lower(), rest.strip()
    if not word:
        return await overview(call)
    if word in _SWITCH and not rest:
        return _all(call, word)
    if word in set(Topic) and rest.lower() in _SWITCH:
        return _topic(call, Topic(word), rest.lower())
    if word in set(Pace):
        return await _pace(call, Pace(word), rest)
    if word == "rosters":
        return await _rosters(call, rest)
    if word == "roster":
        return await _roster(call, rest)
    if word in _PAGES:
        answered = await _PAGES[word](call, rest)
        return _asked(call, answered) if isinstance(answered, Setting) else answered
    return await overview(call, understood=False)


def _all(call: Call, word: str) -> Answer:
    on = _SWITCH[word]

    async def act() -> None:
        await call.edgefinder.choices.set_all(person_of(call), on=on)

    undo = f"notices {'off' if on else 'on'}"
    return _asked(call, Setting({"all": on}, f"notices {word}", act, undo), changed="all")


def _topic(call: Call, topic: Topic, word: str) -> Answer:
    on = _SWITCH[word]

    async def act() -> None:
        await call.edgefinder.choices.set_topic(person_of(call), topic, on=on)

    undo = f"notices {topic.value} {'off' if on else 'on'}"
    data = {"topic": topic, "on": on}
    return _asked(call, Setting(data, f"notices {topic.value} {word}", act, undo))


def _asked(call: Call, setting: Setting, *, changed: str = "one") -> Answer:
    """Ask whether to change a setting.

    After the change, show all settings and an Undo button.
    """

    async def act() -> Answer:
        await setting.act()
        on = setting.data.get("all", person_of(call).notices_on)
        person = replace(person_of(call), notices_on=on)
        asker = replace(call.asker, person=person)
        answer = await overview(replace(call, asker=asker), changed=changed)
        undo = ((Button(_("Undo"), setting.undo),),) if setting.undo else ()
        return replace(answer, buttons=(*undo, *answer.buttons))

    change = Change(_("Yes"), setting.call, act, Button(_("No, leave it"), "notices"))
    nothing: dict[str, object] = dict.fromkeys(_SET)
    return Answer("notices_sure", {**nothing, **setting.data}, change=change)


async def overview(call: Call, *, changed: str = "", understood: bool = True) -> Answer:
    """Show all notification settings in words.

    `changed` is `all` after all notices were turned on or off, `one` after one setting was changed,
    and '' otherwise. `understood` is False if the typed change was not understood.
    """
    person, choices = person_of(call), call.edgefinder.choices
    on = person.notices_on
    preferences = await choices.of(person)
    paced = await choices.rosters(person)
    data = {
        "on": on,
        "changed": changed,
        "understood": understood,
        "paced": paced,
        "places": await call.edgefinder.places.of(person) if paced else [],
        "digests": any(each.pace in {Pace.DAILY, Pace.WEEKLY} for each in paced),
        "topics": [(topic, topic not in preferences.off) for topic in topics_of(call.asker)],
        **when(call, preferences),
    }
    return Answer("notices", data, _buttons(call, on=on, paced=paced, preferences=preferences))


def topics_of(asker: Asker) -> tuple[Topic, ...]:
    """Return the topics of notices that the asker can turn off, by their roles."""
    candidates = (Topic.RESULTS, Topic.CREDENTIALS, Topic.NEXT, Topic.NUDGES)
    mine = candidates if asker.has(Role.CANDIDATE) else ()
    return (*mine, Topic.IMPORTS) if asker.has(Role.ADMINISTRATOR) else mine


def _buttons(
    call: Call, *, on: bool, paced: Sequence["Paced"], preferences: "Preferences"
) -> tuple[tuple[Button, ...], ...]:
    switch = (
        Button(_("Turn them off"), "notices off") if on else Button(_("Turn them on"), "notices on")
    )
    last = (switch, Button(_("What can I ask?"), "help"))
    if not on:
        return (last,)
    if len(paced) > _FEW:
        rosters: list[tuple[Button, ...]] = [(Button(_("Roster by roster"), "notices rosters"),)]
    else:
        rosters = [(_to_roster(each),) for each in paced]
    switches = [
        _topic_button(topic, on=topic in preferences.off) for topic in topics_of(call.asker)
    ]
    hours = Button(_("Quiet hours"), "notices quiet")
    more = (
        Button(_("Time and zone"), "notices time"),
        hours,
        Button(_("Groups"), "notices places"),
    )
    timing = more if paced else (hours,)
    return (*rosters, tuple(switches[:2]), tuple(switches[2:4]), tuple(switches[4:]), timing, last)


def _topic_button(topic: Topic, *, on: bool) -> Button:
    label = _TURN_ON[topic] if on else _TURN_OFF[topic]
    return Button(label, f"notices {topic.value} {'on' if on else 'off'}")


def _to_roster(paced: "Paced") -> Button:
    return Button(short(paced.roster.name), f"notices roster #{paced.roster.id}")


async def _rosters(call: Call, rest: str) -> Answer:
    """Show the rosters that a person teaches, to choose one."""
    paced = await call.edgefinder.choices.rosters(person_of(call))
    page = page_of(paced, asked_page(f" {rest}")[1], _ROSTERS, "notices rosters")
    rows = tuple((_to_roster(each),) for each in page.items)
    return Answer("notices_rosters", {"page": page}, (*rows, page.buttons, (BACK,)))


async def _roster(call: Call, name: str) -> Answer:
    """Show when a person gets notices about one roster, with buttons to change it."""
    paced = await call.edgefinder.choices.rosters(person_of(call))
    found = _meant([each.roster for each in paced], name)
    if len(found) != 1:
        return _which(name, found)
    [one] = [each for each in paced if each.roster == found[0]]
    paces = {
        Pace.EACH: _("At once"),
        Pace.DAILY: _("Daily digest"),
        Pace.WEEKLY: _("Weekly digest"),
        Pace.OFF: _("Off"),
    }
    choose = [
        Button(label, f"notices {pace.value} #{one.roster.id}")
        for pace, label in paces.items()
        if pace is not one.pace
    ]
    preferences = await call.edgefinder.choices.of(person_of(call))
    data = {"paced": one, **when(call, preferences)}
    return Answer("notices_roster", data, (tuple(choose), (BACK,)))


async def _pace(call: Call, pace: Pace, name: str) -> Answer:
    """Ask whether to change when a person gets notices about the roster `name`.

    Without a name, ask about all rosters.
    """
    paced = await call.edgefinder.choices.rosters(person_of(call))
    mine = [each.roster for each in paced]
    found = _meant(mine, name) if name else mine
    if not found or (name and len(found) != 1):
        return _which(name, found)

    async def act() -> None:
        await call.edgefinder.choices.set_pace(person_of(call), found, pace)

    before = {each.pace for each in paced if each.roster in found}
    which = f" #{found[0].id}" if name else ""
    undo = f"notices {before.pop().value}{which}" if len(before) == 1 else ""
    data = {"pace": pace, "rosters": [each.name for each in found]}
    return _asked(call, Setting(data, f"notices {pace.value}{which}", act, undo))


def _which(name: str, found: list[Roster]) -> Answer:
    """Ask which of the found rosters is meant."""
    rows = tuple(
        (Button(short(f"{each.name}, {each.organisation}"), f"notices roster #{each.id}"),)
        for each in found[:_ROSTERS]
    )
    last = (BACK,) if name or found else (Button(_("Quiet hours"), "notices quiet"), BACK)
    return Answer("notices_which", {"name": name, "found": found}, (*rows, last))


def _meant(mine: list[Roster], name: str) -> list[Roster]:
    number = name.removeprefix("#")
    by_id = [each for each in mine if name.startswith("#") and str(each.id) == number]
    return by_id or rosters_named(mine, name)


_TURN_ON = {
    Topic.RESULTS: _("Turn results on"),
    Topic.CREDENTIALS: _("Turn credentials on"),
    Topic.NEXT: _("Turn next steps on"),
    Topic.NUDGES: _("Turn reminders on"),
    Topic.IMPORTS: _("Turn imports on"),
}
_TURN_OFF = {
    Topic.RESULTS: _("Turn results off"),
    Topic.CREDENTIALS: _("Turn credentials off"),
    Topic.NEXT: _("Turn next steps off"),
    Topic.NUDGES: _("Turn reminders off"),
    Topic.IMPORTS: _("Turn imports off"),
}
_SWITCH = {"on": True, "off": False}
_SET = ("all", "topic", "on", "pace", "rosters", "at", "weekday", "zone", "quiet")
"""The keys of the data for the template `notices_sure`.

Only the settings in question have a value. The others are None.
"""
_PAGES: dict[str, Callable[[Call, str], Awaitable[Answer | Setting]]] = {
    "time": times,
    "at": at,
    "day": day,
    "zone": zone,
    "quiet": quiet,
    "here": here,
    "places": places,
    "leave": leave,
}
