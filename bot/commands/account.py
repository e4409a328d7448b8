"""link, unlink and whoami: which person a chat belongs to."""

from bot.command import Answer, Argument, Audience, Call, Change, command
from bot.commands.start_and_help import first_steps
from bot.email_link_offer import BY_ADDRESS, OFFER, offered
from bot.reply import Button
from core.language.message import _
from core.people.invitations import Linked, LinkedToAnother, NoSuchInvitation
from core.people.link_by_email import NobodyMeant


@command(argument=Argument("CODE", required=True), private=True)
async def link(call: Call) -> Answer:
    """Tie this chat to your record, with your invitation code"""
    turn, edgefinder = call.turn, call.edgefinder
    if not turn.capabilities.links:
        return Answer("link_in_terminal", {}, _WHO)
    outcome = await _link(call)
    if isinstance(outcome, Linked):
        asker = await edgefinder.askers.find(turn.identity)
        data = {"person": outcome.person, "already": outcome.already, "asker": asker}
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


@command(audience=Audience.LINKED, private=True, argument=Argument("yes"), changes=True)
async def unlink(call: Call) -> Answer:
    """Untie this chat from your record"""
    if not call.turn.capabilities.links:
        return Answer("link_in_terminal", {}, _WHO)

    async def act() -> Answer:
        await call.edgefinder.invitations.unlink(call.turn.identity)
        await call.edgefinder.chat_memory.forget(call.turn.identity)
        return Answer("unlinked", {}, ((Button(_("What can I ask?"), "help"),),))

    change = Change(_("Yes, unlink"), "unlink yes", act, Button(_("No, keep it"), "whoami"))
    return Answer("unlink_sure", {"person": call.asker.person}, change=change)


@command(
    asks=True, private=True, reads=True, phrases=(r"\bwho am i\b", r"\bwho do you think i am\b")
)
async def whoami(call: Call) -> Answer:
    """Which person this chat is tied to, and what that lets you see"""
    offer = await offered(call.turn, call.asker, call.edgefinder)
    data = {"asker": call.asker, "person": call.asker.person, "offer": offer}
    return Answer("whoami", data, (OFFER if offer else (), *first_steps(call.asker)))


_WHO = ((Button(_("Who am I here?"), "whoami"), Button(_("What can I ask?"), "help")),)
