"""start and help: the first words, and what can be asked."""

from bot.command import Answer, Argument, Call, command
from bot.email_link_offer import OFFER, offered
from bot.reply import Button
from core.people.model import Asker, Role


@command(
    argument=Argument("CODE"),
    asks=True,
    phrases=(r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|howdy)\b[^?]{0,20}$",),
)
async def start(call: Call) -> Answer:
    """Who I am, and where to begin"""
    offer = await offered(call.turn, call.asker, call.edgefinder)
    data = {
        "offer": offer,
        "asker": call.asker,
        "person": call.asker.person,
        "candidate": call.asker.has(Role.CANDIDATE),
        "private": call.turn.private,
    }
    buttons = (OFFER if offer else (), *first_steps(call.asker), *_into_private(call))
    return Answer("start", data, buttons)


@command(
    argument=Argument("COMMAND"),
    asks=True,
    reads=True,
    phrases=(
        r"what can (?:you|i)\b(?!.*\b(?:take|work|next|now|earn)\b)",
        r"how does this work",
        r"^\?+$",
    ),
)
async def help(call: Call) -> Answer:  # noqa: A001 - it is what people type
    """What you can ask, and how"""
    from bot.commands import COMMANDS  # noqa: PLC0415 - help is one of the commands it lists

    wanted = call.argument.lower().removeprefix("/")
    one = [each for each in COMMANDS if each.name == wanted]
    if one:
        ask = not (one[0].argument and one[0].argument.required)
        itself = (Button(one[0].name, one[0].name),) if ask else ()
        buttons = (*itself, Button("What can I ask?", "help"))
        return Answer("help_command", {"command": one[0]}, (buttons,))
    usable = [each for each in COMMANDS if each.audience.admits(call.asker)]
    data = {
        "commands": usable,
        "private": call.turn.private,
        "stranger": call.asker.unlinked,
    }
    return Answer("help", data, (*first_steps(call.asker), *_into_private(call)))


def _into_private(call: Call) -> tuple[tuple[Button, ...], ...]:
    """From a group, where nobody is known, the way to where they are."""
    return () if call.turn.private else ((Button("Talk in private", "start", private=True),),)


def first_steps(asker: Asker) -> tuple[tuple[Button, ...], ...]:
    """Where somebody would go first, by what they are."""
    if asker.has(Role.CANDIDATE):
        return (
            (Button("My status", "status"), Button("What next?", "next")),
            (Button("Catalogue", "catalog"),),
        )
    if asker.has(Role.INSTRUCTOR, Role.ADMINISTRATOR):
        return ((Button("My rosters", "roster"), Button("Catalogue", "catalog")),)
    return ((Button("Catalogue", "catalog"), Button("Verify a credential", "help verify")),)
