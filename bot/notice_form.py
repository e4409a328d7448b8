"""Notification settings as one form, for platforms with windows."""

from dataclasses import dataclass, replace

from bot.access import Audience
from bot.command import Answer, Call
from bot.commands.notices import notices, overview, topics_of
from core.edgefinder import Edgefinder
from core.notices.preferences import Chosen, Paced, Preferences
from core.notices.topics import Topic
from core.people.model import Asker


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """A person's current notification settings, and what the person can choose.

    `topics` are the topics for the person's roles. `paced` are the rosters that the person teaches,
    with how often each roster is reported. `zone` is the time zone of all times: the person's own,
    or the center's.
    """

    on: bool
    preferences: Preferences
    zone: str
    topics: tuple[Topic, ...]
    paced: tuple[Paced, ...]


async def notice_form(edgefinder: Edgefinder, asker: Asker) -> NoticeForm | None:
    """Return the form, or None for a person who is not on record."""
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
    """Save the form's settings. Settings that the form does not show stay unchanged."""
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
