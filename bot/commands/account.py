"""link, unlink and whoami: which person a chat belongs to."""

from bot.command import Answer, Argument, Audience, Call, command
from bot.commands.greeting import first_steps
from bot.reply import Button
from core.people.invitations import Linked, LinkedToAnother
from core.people.invitations import link as link_identity
from core.people.invitations import unlink as unlink_identity
from core.people.model import TERMINAL
from core.records.asking import who_asks


@command(argument=Argument("CODE", required=True), private=True)
async def link(call: Call) -> Answer:
    """Tie this chat to your record, with your invitation code"""
    turn, edgefinder = call.turn, call.edgefinder
    if turn.identity.platform == TERMINAL:
        return Answer("link_in_terminal", {}, _WHO)
    outcome = await link_identity(
        edgefinder.database, edgefinder.clock, turn.identity, turn.address, call.argument
    )
    if isinstance(outcome, Linked):
        asker = await who_asks(edgefinder.database, turn.identity)
        data = {"person": outcome.person, "already": outcome.already, "asker": asker}
        return Answer("linked", data, first_steps(asker), stays=True)
    if isinstance(outcome, LinkedToAnother):
        buttons = ((Button("Unlink this chat", "unlink"), Button("Who am I here?", "whoami")),)
        return Answer("linked_to_another", {"person": outcome.person}, buttons)
    return Answer("no_invitation", {}, _WHO)


@command(audience=Audience.LINKED, private=True, argument=Argument("yes"))
async def unlink(call: Call) -> Answer:
    """Untie this chat from your record"""
    if call.turn.identity.platform == TERMINAL:
        return Answer("link_in_terminal", {}, _WHO)
    if call.argument.lower() != "yes":
        buttons = ((Button("Yes, unlink", "unlink yes"), Button("No, keep it", "whoami")),)
        return Answer("unlink_sure", {"person": call.asker.person}, buttons)
    await unlink_identity(call.edgefinder.database, call.turn.identity)
    return Answer("unlinked", {}, ((Button("What can I ask?", "help"),),))


@command(asks=True, private=True, phrases=(r"\bwho am i\b", r"\bwho do you think i am\b"))
async def whoami(call: Call) -> Answer:
    """Which person this chat is tied to, and what that lets you see"""
    data = {"asker": call.asker, "person": call.asker.person}
    return Answer("whoami", data, first_steps(call.asker))


_WHO = ((Button("Who am I here?", "whoami"), Button("What can I ask?", "help")),)
