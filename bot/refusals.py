"""Refusals: say who may use a command here, and what the person can do instead."""

from bot.access import Audience
from bot.command import Answer, Command
from bot.email_link_offer import OFFER
from bot.reply import CALL_BYTES, Button, Turn
from core.language.message import _
from core.people.model import Asker, Person

IN_PRIVATE = "in_private"
"""The template that says in a group that the command is answered in private."""
FIRST_STEPS = ((Button(_("What can I ask?"), "help"), Button(_("Catalog"), "catalog")),)


def in_private(command: Command, argument: str) -> Answer:
    """Answer a private command in a group with only a button to the private chat."""
    # With an invitation on the button, the first person who presses it would be linked.
    call = call_on_button(command, "" if command.name == "link" else argument)
    button = Button(_("Answer me in private"), call, private=True)
    return Answer(IN_PRIVATE, {"command": command}, ((button,),))


def call_on_button(command: Command, argument: str) -> str:
    """Return a call that fits on a button.

    If the full call is too long, return the command without its argument. If the command needs an
    argument, return `help` for the command instead.
    """
    whole = f"{command.name} {argument}".strip()
    if len(whole.encode()) > CALL_BYTES:
        whole, argument = command.name, ""
    needs_more = command.argument is not None and command.argument.required and not argument
    return f"help {command.name}" if needs_more else whole


def as_chat(turn: Turn, command: Command) -> Answer:
    """Refuse a command from a person who writes in the name of a group.

    Only a private chat shows who the person is.
    """
    button = Button(_("Answer me in private"), call_on_button(command, ""), private=True)
    title = turn.chat.title if turn.chat is not None else ""
    return Answer("speaks_as_chat", {"command": command, "title": title}, ((button,),))


def refusal(command: Command, asker: Asker, offer: Person | None) -> Answer:
    """Say that the person may not use the command, who may, and how to get access."""
    if asker.unlinked:
        data = {"command": command, "offer": offer}
        return Answer("not_linked", data, (OFFER if offer else (), *FIRST_STEPS))
    buttons = ((Button(_("Who am I here?"), "whoami"), Button(_("What can I ask?"), "help")),)
    about = {
        "command": command,
        "candidates": command.access.audience is Audience.CANDIDATES,
        "employer": asker.person is None,
        "teacher": Audience.TEACHERS.admits(asker),
        "records_results": command.name == "signoff" and Audience.STAFF.admits(asker),
    }
    return Answer("not_for_you", about, buttons)
