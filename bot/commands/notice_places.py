"""`notices here`, `notices places` and `notices leave`: begin, list and end announcements.

An announcement tells a group or channel that somebody on a roster earned a credential.
"""

from bot.command import Answer, Call, Change
from bot.commands.catalog import short
from bot.commands.notice_times import BACK, person_of
from bot.reply import Button
from core.language.message import _
from core.people.roster_names import Roster

_ROSTERS = 8
"""Maximum number of rosters offered as choices. If there are more, people can also type a name."""


async def here(call: Call, rest: str) -> Answer:
    """Ask whether to announce a roster's awards in this group or channel."""
    chat = call.turn.chat
    if chat is None:
        return Answer("notices_here_how", {}, (_PRIVATE,), among=True)
    taught = [each.roster for each in await call.edgefinder.choices.rosters(person_of(call))]
    name, _space, how = rest.partition(" ")
    if name.lower() == "off":
        return await _off(call)
    chosen = [each for each in taught if f"#{each.id}" == name]
    if rest and not chosen:
        chosen, how = [each for each in taught if each.name.casefold() == rest.casefold()], ""
    if not chosen and len(taught) == 1 and not rest:
        chosen = taught
    if len(chosen) != 1:
        rows = tuple((_to(each),) for each in taught[:_ROSTERS])
        data = {"chat": chat, "taught": taught}
        return Answer("notices_here_which", data, (*rows, _PRIVATE), among=True)
    if how not in _NAMES:
        return _offer(call, chosen[0])
    names_shown = _NAMES[how]
    data = {"chat": chat, "roster": chosen[0], "names_shown": names_shown}

    async def act() -> Answer:
        await call.edgefinder.places.tell_in(
            person_of(call), chosen[0], chat, names_shown=names_shown
        )
        stop = Button(_("Stop it"), "notices here off")
        return Answer("notices_here_done", data, ((stop,), _PRIVATE), among=True)

    words = f"notices here #{chosen[0].id} {how}"
    change = Change(_("Yes"), words, act, Button(_("No"), "notices here"))
    return Answer("notices_here_sure", data, among=True, change=change)


def _offer(call: Call, roster: Roster) -> Answer:
    buttons = (
        Button(_("Yes, with names"), f"notices here #{roster.id} names"),
        Button(_("Yes, counts only"), f"notices here #{roster.id} counts"),
    )
    no = (Button(_("No"), "notices", private=True),)
    data = {"chat": call.turn.chat, "roster": roster}
    return Answer("notices_here", data, (buttons, no), among=True)


async def _off(call: Call) -> Answer:
    """Ask whether to stop announcing the asker's rosters in this chat."""
    chat, person = call.turn.chat, person_of(call)
    assert chat is not None, "the caller has checked it"
    told = [p for p in await call.edgefinder.places.of(person) if p.address == chat.address]

    async def act() -> Answer:
        for place in told:
            await call.edgefinder.places.leave(person, place.id)
        again = (Button(_("Tell them here again"), "notices here"),) if told else ()
        return Answer("notices_here_off", {"chat": chat}, (again, _PRIVATE), among=True)

    if not told:
        return await act()
    change = Change(
        _("Yes, stop"), "notices here off", act, Button(_("No"), "notices", private=True)
    )
    return Answer("notices_here_off_sure", {"chat": chat}, among=True, change=change)


async def places(call: Call, _rest: str) -> Answer:
    """List the places that announce the asker's rosters, with buttons to stop that."""
    told = await call.edgefinder.places.of(person_of(call))
    rows = tuple(
        (Button(_("Leave %(title)s", title=short(each.title)), f"notices leave #{each.id}"),)
        for each in told
    )
    return Answer("notices_places", {"places": told}, (*rows, (BACK,)))


async def leave(call: Call, rest: str) -> Answer:
    """Ask whether to stop announcing the asker's rosters in one place."""
    number = rest.removeprefix("#")
    told = await call.edgefinder.places.of(person_of(call))
    meant = [each for each in told if str(each.id) == number]
    if not meant:
        return await places(call, "")

    async def act() -> Answer:
        await call.edgefinder.places.leave(person_of(call), meant[0].id)
        return await places(call, "")

    change = Change(_("Yes, leave it"), f"notices leave #{number}", act, BACK)
    return Answer("notices_leave_sure", {"place": meant[0]}, change=change)


def _to(roster: Roster) -> Button:
    return Button(short(roster.name), f"notices here #{roster.id}")


_NAMES = {"names": True, "counts": False}
_PRIVATE = (Button(_("My notices"), "notices", private=True),)
