"""link, unlink and whoami: which person a chat belongs to."""

import re

from bot.command import Answer, Argument, Audience, Call, Change, command
from bot.commands.start_and_help import first_steps
from bot.email_link_offer import BY_ADDRESS, OFFER, offered
from bot.reply import Button
from core.language.message import _
from core.people.invitations import Chat, Linked, LinkedToAnother, NoSuchInvitation
from core.people.link_by_email import NobodyMeant
from core.people.model import Asker, Role
from core.records.model import Record


@command(argument=Argument("CODE", required=True), private=True)
async def link(call: Call) -> Answer:
    """Tie this chat to your record, with your invitation code"""
    turn, edgefinder = call.turn, call.edgefinder
    if not turn.capabilities.links:
        return Answer("link_in_terminal", {}, _WHO)
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
    return Answer("nobody_vouched" if outcome == NobodyMeant() else "no_invitation", {}, _WHO)


async def _link(call: Call) -> Linked | LinkedToAnother | NoSuchInvitation | NobodyMeant:
    """Ties the chat by an invitation or, said so in its place, by the address vouched for."""
    turn, edgefinder = call.turn, call.edgefinder
    if call.argument.lower() != BY_ADDRESS:
        return await edgefinder.invitations.link(turn.identity, turn.address, call.argument)
    email = await turn.verified_email() if turn.verified_email else None
    if not email:
        return NobodyMeant()
    return await edgefinder.email_links.link(turn.identity, turn.address, email)


async def _summary(call: Call, asker: Asker, record: Record) -> dict[str, int]:
    """What there is, in numbers, for the welcome of somebody who links their first chat."""
    edgefinder = call.edgefinder
    if asker.has(Role.CANDIDATE):
        progress = edgefinder.progress.of(record, edgefinder.clock().date())
        return {"earned": len(progress.earned), "begun": len(progress.in_progress)}
    if not asker.has(Role.INSTRUCTOR, Role.ADMINISTRATOR):
        return {}
    classes = await edgefinder.rosters.visible_to(asker)
    students = await edgefinder.rosters.students(asker)
    return {"rosters": len(classes), "students": len(students)}


@command(audience=Audience.LINKED, private=True, argument=Argument("#CHAT"), changes=True)
async def unlink(call: Call) -> Answer:
    """Unlink this chat, or another one of yours, from your record"""
    if chosen := _CHAT.fullmatch(call.argument):
        return await _unlink_other(call, int(chosen[1]))
    if not call.turn.capabilities.links:
        return Answer("link_in_terminal", {}, _WHO)

    async def act() -> Answer:
        await call.edgefinder.invitations.unlink(call.turn.identity)
        return Answer("unlinked", {}, ((Button(_("What can I ask?"), "help"),),))

    change = Change(_("Yes, unlink"), "unlink yes", act, Button(_("No, keep it"), "whoami"))
    return Answer("unlink_sure", {"person": call.asker.person}, change=change)


async def _unlink_other(call: Call, number: int) -> Answer:
    """Unlinks one of somebody's chats by its number, from whichever chat they are in."""
    person, edgefinder = call.asker.person, call.edgefinder
    assert person is not None, "its audience"
    chats = await edgefinder.invitations.chats_of(person.id)
    chat = next((each for each in chats if each.id == number), None)

    async def act() -> Answer:
        gone = await edgefinder.invitations.unlink_chat(person.id, number)
        return Answer("chat_unlinked", {"chat": chat if gone else None}, _WHO)

    if chat is None:
        return await act()
    words = f"unlink #{number} yes"
    change = Change(_("Yes, unlink"), words, act, Button(_("No, keep it"), "whoami"))
    return Answer("chat_unlink_sure", {"chat": chat}, change=change)


@command(
    asks=True, private=True, reads=True, phrases=(r"\bwho am i\b", r"\bwho do you think i am\b")
)
async def whoami(call: Call) -> Answer:
    """Which person this chat belongs to, and what that lets you see"""
    offer = await offered(call.turn, call.asker, call.edgefinder)
    person = call.asker.person
    chats = await call.edgefinder.invitations.chats_of(person.id) if person else []
    data = {
        "asker": call.asker,
        "person": person,
        "offer": offer,
        "chats": [{"of": chat, "this": chat.identity == call.turn.identity} for chat in chats],
    }
    rows = tuple((_unlink_button(chat),) for chat in chats[:_MOST_BUTTONS])
    return Answer("whoami", data, (OFFER if offer else (), *rows, *first_steps(call.asker)))


def _unlink_button(chat: Chat) -> Button:
    where = _PLATFORMS.get(chat.platform, chat.platform)
    label = _("Unlink %(where)s, %(day)s", where=where, day=f"{chat.linked_at:%Y-%m-%d}")
    return Button(label, f"unlink #{chat.id}")


_PLATFORMS = {"telegram": "Telegram", "slack": "Slack"}
_MOST_BUTTONS = 6
"""Chats that get a button; who has more unlinks the rest by their numbers."""
_CHAT = re.compile(r"#([0-9]{1,18})(?:\s+yes)?", re.IGNORECASE)
_WHO = ((Button(_("Who am I here?"), "whoami"), Button(_("What can I ask?"), "help")),)
