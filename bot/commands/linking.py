"""link, unlink, approve and whoami: link chats to people."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.capabilities import platform_name
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.commands.start_and_help import first_steps
from bot.email_link_offer import BY_ADDRESS, OFFER, person_to_offer
from bot.reply import CALL_BYTES, Button
from bot.whose_record import Shows
from core.asking import Limit
from core.language.message import _
from core.people.invitation_codes import has_length_of_invitation
from core.people.link_outcomes import (
    Linked,
    LinkedToAnother,
    NobodyMeant,
    NoSuchInvitation,
    SecondNeeded,
)
from core.people.model import Asker, Person, Role
from core.records.model import Record

if TYPE_CHECKING:
    from core.people.chat_links import Chat
    from core.people.invitations import Outcome


@command(
    argument=Argument("CODE", required=True),
    access=Access(Audience.EVERYONE, Shows.OWN, private=True),
)
async def link(call: Call) -> Answer:
    """Link this chat to your record with your invitation code"""
    turn, edgefinder = call.turn, call.edgefinder
    if not turn.capabilities.links:
        return Answer("link_in_terminal", {}, _WHO)
    if call.argument.lower() != BY_ADDRESS and not has_length_of_invitation(call.argument):
        return Answer("no_invitation", {"short": True}, _WHO)
    outcome = await _link(call)
    if isinstance(outcome, Linked):
        asker, record = await edgefinder.askers.find_with_record(turn.identity)
        data = {
            "person": outcome.person,
            "already": outcome.already,
            "asker": asker,
            "waited": outcome.waited,
            "summary": await _summary(call, asker, record) if outcome.first else None,
        }
        return Answer("linked", data, first_steps(asker), stays=True)
    if isinstance(outcome, LinkedToAnother):
        buttons = (
            (Button(_("Unlink this chat"), "unlink"), Button(_("Who am I here?"), "whoami")),
        )
        return Answer("linked_to_another", {"person": outcome.person}, buttons)
    if isinstance(outcome, timedelta):
        return Answer("limited", {"minutes": -(-int(outcome.total_seconds()) // 60)}, _WHO)
    if isinstance(outcome, SecondNeeded):
        return Answer("second_code", {"asked": outcome.asked}, _WHO, stays=True)
    return Answer(
        "nobody_vouched" if outcome == NobodyMeant() else "no_invitation", {"short": False}, _WHO
    )


async def _link(call: Call) -> "Outcome | NobodyMeant | timedelta":
    """Link the chat by invitation code, or by e-mail if the argument is `email`.

    The e-mail address must be confirmed by the platform. Return the outcome, NobodyMeant if nobody
    has the address, or how long to wait after too many tries.
    """
    turn, edgefinder = call.turn, call.edgefinder
    if call.argument.lower() != BY_ADDRESS:
        limits = edgefinder.rate_limits
        async with limits.one_at_a_time():
            if pause := await limits.pause(Limit.WRONG_INVITATION):
                return pause
            outcome = await edgefinder.invitations.link(turn.identity, turn.address, call.argument)
            if isinstance(outcome, NoSuchInvitation):
                await limits.count(Limit.WRONG_INVITATION)
            return outcome
    email = await turn.verified_email() if turn.verified_email else None
    if not email:
        return NobodyMeant()
    return await edgefinder.email_links.link(turn.identity, turn.address, email)


async def _summary(call: Call, asker: Asker, record: Record) -> dict[str, int]:
    """Return counts that sum up a person's record, for the welcome after linking."""
    edgefinder = call.edgefinder
    if asker.has(Role.CANDIDATE):
        progress = edgefinder.progress.of(record, edgefinder.today())
        return {"earned": len(progress.earned), "begun": len(progress.in_progress)}
    if not asker.has(Role.INSTRUCTOR, Role.ADMINISTRATOR):
        return {}
    classes = await edgefinder.rosters.visible_to(asker)
    students = await edgefinder.rosters.students(asker)
    return {"rosters": len(classes), "students": len(students)}


@command(
    argument=Argument("others|#CHAT"),
    changes=True,
    access=Access(Audience.LINKED, Shows.OWN, private=True),
)
async def unlink(call: Call) -> Answer:
    """Unlink this chat from your record, another one of yours, or all your other chats"""
    if chosen := _CHAT.fullmatch(call.argument):
        return await _unlink_one(call, int(chosen[1]))
    if not call.turn.capabilities.links:
        return Answer("link_in_terminal", {}, _WHO)
    if call.argument.lower().startswith("others"):
        return _unlink_others(call)

    async def act() -> Answer:
        await call.edgefinder.invitations.unlink(call.turn.identity)
        await call.edgefinder.chat_memory.forget(call.turn.identity)
        return Answer("unlinked", {}, ((Button(_("What can I ask?"), "help"),),))

    change = Change(
        _("Yes, unlink"), "unlink yes", act, Button(_("No, keep it"), "whoami"), danger=True
    )
    return Answer("unlink_sure", {"person": call.asker.person}, change=change)


async def _unlink_one(call: Call, number: int) -> Answer:
    """Unlink one of a person's chats by its number, from any of their chats."""
    person, invitations = call.asker.person, call.edgefinder.invitations
    assert person is not None, "linked people are on record"
    chats = await invitations.chats_of(person)
    chat = next((each for each in chats if each.id == number), None)

    async def act() -> Answer:
        gone = await invitations.unlink_chat(person, number)
        return Answer("chat_unlinked", {"chat": chat if gone else None}, _WHO)

    if chat is None:
        return Answer("chat_unlinked", {"chat": None}, _WHO)
    leave = Button(_("No, keep it"), "whoami")
    change = Change(_("Yes, unlink"), f"unlink #{number} yes", act, leave, danger=True)
    return Answer("chat_unlink_sure", {"chat": chat}, change=change)


def _unlink_others(call: Call) -> Answer:
    person = call.asker.person
    assert person is not None, "linked people are on record"

    async def act() -> Answer:
        count = await call.edgefinder.invitations.unlink_others(call.turn.identity, person)
        return Answer("unlinked_others", {"count": count}, _WHO)

    leave = Button(_("No, keep them"), "whoami")
    change = Change(_("Yes, unlink the others"), "unlink others yes", act, leave, danger=True)
    return Answer("unlink_others_sure", {"person": person}, change=change)


@command(
    argument=Argument("REQUEST"),
    changes=True,
    access=Access(Audience.ADMINISTRATORS, Shows.NOBODY, private=True),
)
async def approve(call: Call) -> Answer:
    """Approve the chat of a staff member who entered an invitation code"""
    administrator, requests = call.asker.person, call.edgefinder.link_requests
    assert administrator is not None, "administrators are on record"
    token = call.argument.partition(" ")[0].lower()
    if not token:
        waiting = await requests.waiting(administrator)
        buttons = [
            (Button(short(each.person.name), f"approve {each.token}"),) for each in waiting[:_MOST]
        ]
        return Answer("requests", {"requests": waiting}, (*buttons, *_WHO))
    found = await requests.find(token, administrator)
    if found is None:
        return Answer("no_request", {}, _WHO)

    async def act() -> Answer:
        approved = await requests.approve(token, administrator)
        return Answer("approved", {"person": approved}, _WHO) if approved else Answer("no_request")

    leave = Button(_("No, leave it"), "approve")
    change = Change(_("Yes, link it"), f"approve {token} yes", act, leave)
    return Answer("approve_sure", {"request": found}, change=change)


_MOST = 10
"""Maximum number of requests with a button."""


@command(
    argument=Argument("name NAME"),
    asks=True,
    changes=True,
    access=Access(Audience.EVERYONE, Shows.OWN, private=True),
)
async def whoami(call: Call) -> Answer:
    """Which person this chat belongs to, what that lets you see, and what I call you"""
    if call.argument and call.asker.person is not None:
        return await _call_them(call, call.asker.person)
    offer = await person_to_offer(call.turn, call.asker, call.edgefinder)
    person = call.asker.person
    chats = await call.edgefinder.invitations.chats_of(person) if person else []
    classes = []
    if person is not None and call.asker.has(Role.CANDIDATE):
        classes = await call.edgefinder.rosters.attended_by(person)
    data = {
        "asker": call.asker,
        "person": person,
        "offer": offer,
        "classes": classes,
        "chats": [{"of": chat, "this": chat.identity == call.turn.identity} for chat in chats],
    }
    rows = tuple((_unlink_button(chat),) for chat in chats[:_MOST_BUTTONS])
    return Answer("whoami", data, (OFFER if offer else (), *rows, *first_steps(call.asker)))


async def _call_them(call: Call, person: Person) -> Answer:
    """Ask whether to change how the bot addresses a person."""
    asked = _NAMED.fullmatch(call.argument.strip())
    named = " ".join(asked[1].split()) if asked else ""
    words = f"whoami name {named}"
    if not named or not named.isprintable() or len(words.encode()) > CALL_BYTES:
        return Answer("called_how", {}, _WHO)
    called = None if named.casefold() in _OFF or named == person.name else named
    data = {"called": called, "name": person.name}

    async def act() -> Answer:
        await call.edgefinder.own_choices.call_them(person.id, called)
        return Answer("called", data, _WHO)

    leave = Button(_("No, leave it"), "whoami")
    label = _("Yes, call me that")
    return Answer("called_sure", data, change=Change(label, words, act, leave))


_NAMED = re.compile(r"name\s+(.+)", re.IGNORECASE)
_OFF = frozenset(("off", "none", "no", "ninguno"))


def _unlink_button(chat: "Chat") -> Button:
    where = platform_name(chat.platform)
    label = _("Unlink %(where)s, %(day)s", where=where, day=f"{chat.linked_at:%Y-%m-%d}")
    return Button(label, f"unlink #{chat.id}")


_MOST_BUTTONS = 6
"""Maximum number of chats with a button. People unlink other chats by number."""
_CHAT = re.compile(r"#?([0-9]{1,18})(?:\s+yes)?", re.IGNORECASE)
_WHO = ((Button(_("Who am I here?"), "whoami"), Button(_("What can I ask?"), "help")),)
