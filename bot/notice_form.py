"""Notification settings as one form, for platforms that have windows."""

from dataclasses import dataclass, replace

from bot.command import Answer, Audience, Call
from bot.commands.notices import notices, overview, topics_of
from core.edgefinder import Edgefinder
from core.notices.preferences import Chosen, Paced, Preferences, Topic
from core.people.model import Asker


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """What is set now, and what can be: `topics` of their roles, the rosters that they teach.

    `zone` is the one that times are shown in, chosen or the house's.
    """

    on: bool
    preferences: Preferences
    zone: str
    topics: tuple[Topic, ...]
    paced: tuple[Paced, ...]


async def notice_form(edgefinder: Edgefinder, asker: Asker) -> NoticeForm | None:
    """None for somebody who is not on record: they get no notices."""
    person, choices = asker.person, edgefinder.choices
    if person is None or not Audience.LINKED.admits(asker):
        return None
    preferences = await choices.of(person)
    return NoticeForm(
        person.notices_on,
        preferences,
        preferences.zone or choices.home_zone,
        topics_of(asker),
        tuple(await choices.rosters(person)),
    )


async def keep_notices(call: Call, chosen: Chosen) -> Answer:
    """Sets all that the form held; what is none of theirs stays as it was."""
    person, choices = call.asker.person, call.edgefinder.choices
    if person is None:
        return Answer("not_linked", {"command": notices, "offer": None})
    before, offered = await choices.of(person), {*topics_of(call.asker)}
    off = (chosen.preferences.off & offered) | (before.off - offered)
    preferences = replace(chosen.preferences, off=off)
    if not await choices.rosters(person):
        at, day = before.digest_at, before.weekday
        preferences = replace(preferences, digest_at=at, weekday=day)
    await choices.set_everything(person, replace(chosen, preferences=preferences))
    asker = replace(call.asker, person=replace(person, notices_on=chosen.on))
    return await overview(replace(call, asker=asker), changed="one")
