"""start and help: the first words, and what can be asked."""

from bot.command import Answer, Argument, Call, command
from bot.reply import Button
from core.people.model import Asker, Role


@command(
    argument=Argument("CODE"),
    asks=True,
    phrases=(r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|howdy)\b[^?]{0,20}$",),
)
async def start(call: Call) -> Answer:
    """Begin: who I am and what you can ask"""
    data = {"asker": call.asker, "person": call.asker.person}
    return Answer("start", data, first_steps(call.asker))


@command(
    argument=Argument("COMMAND"),
    asks=True,
    phrases=(r"what can (?:you|i)\b(?! (?:take|work))", r"how does this work", r"^\?+$"),
)
async def help(call: Call) -> Answer:  # noqa: A001 - it is what people type
    """What you can ask, and how"""
    from bot.commands import COMMANDS  # noqa: PLC0415 - help is one of the commands it lists

    wanted = call.argument.lower().removeprefix("/")
    one = [each for each in COMMANDS if each.name == wanted]
    if one:
        ask = not (one[0].argument and one[0].argument.required)
        buttons = ((Button(one[0].name, one[0].name),),) if ask else ()
        return Answer("help_command", {"command": one[0]}, buttons)
    usable = [each for each in COMMANDS if each.audience.admits(call.asker)]
    data = {"commands": usable, "linked": call.asker.person is not None}
    return Answer("help", data, first_steps(call.asker))


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
