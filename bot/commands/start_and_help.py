"""start and help: the welcome, and what people can ask."""

from typing import Any

from bot.access import Access, Audience, role_of
from bot.command import Answer, Argument, Call, command
from bot.email_link_offer import OFFER, person_to_offer
from bot.reply import Button
from bot.whose_record import Shows
from core.language.message import _
from core.people.model import Asker, Role


@command(
    argument=Argument("CODE"),
    asks=True,
    access=Access(Audience.EVERYONE, Shows.OWN | Shows.PROOF),
)
async def start(call: Call) -> Answer:
    """Who I am, and where to begin"""
    offer = await person_to_offer(call.turn, call.asker, call.edgefinder)
    data = {
        "offer": offer,
        "asker": call.asker,
        "person": call.asker.person,
        "role": role_of(call.asker),
        "evaluates": call.asker.has(Role.EVALUATOR),
        "private": call.turn.private,
    }
    buttons = (OFFER if offer else (), *first_steps(call.asker), *_into_private(call))
    return Answer("start", data, buttons)


@command(
    argument=Argument("COMMAND"),
    asks=True,
    reads=True,
    access=Access(Audience.EVERYONE, Shows.NOBODY),
)
async def help(call: Call) -> Answer:  # noqa: A001 - the command that people type
    """What you can ask, and how"""
    from bot.commands import COMMANDS  # noqa: PLC0415 - circular import: help lists itself

    wanted = call.argument.lower().removeprefix("/")
    usable = [each for each in COMMANDS if each.access.audience.admits(call.asker)]
    data: dict[str, Any] = {"private": call.turn.private, "stranger": call.asker.unlinked}
    if wanted == "all":
        data["commands"] = usable
        return Answer("help_all", data, (*first_steps(call.asker), *_into_private(call)))
    one = [each for each in COMMANDS if each.name == wanted]
    if one:
        ask = not (one[0].argument and one[0].argument.required)
        itself = (Button(one[0].name, one[0].name),) if ask else ()
        buttons = (*itself, Button(_("What can I ask?"), "help"))
        return Answer("help_command", {"command": one[0]}, (buttons,))
    role = role_of(call.asker)
    data |= {"role": role, "evaluates": call.asker.has(Role.EVALUATOR)}
    rows = _NEEDS_BY_ROLE.get(role, _NEEDS)
    return Answer("help", data, (*rows, (_ALL_COMMANDS,), *_into_private(call)))


_ALL_COMMANDS = Button(_("All commands"), "help all")
_VERIFY = Button(_("Check a credential"), "help verify")
_CATALOG = Button(_("Catalog"), "catalog")
_GOALS = Button(_("Goals"), "goals")
_NOTICES = Button(_("My notices"), "notices")
_CANDIDATES_NEEDS = (
    (Button(_("My status"), "status"), Button(_("What next?"), "next")),
    (Button(_("Certificates"), "certificate"), Button(_("Share"), "share")),
    (_CATALOG, _GOALS),
    (_VERIFY, _NOTICES),
)
_TEACHERS_NEEDS = ((Button(_("My rosters"), "roster"), _GOALS), (_CATALOG, _VERIFY), (_NOTICES,))
_NEEDS = ((_VERIFY, Button(_("What I am watching"), "watch")), (_CATALOG, _GOALS))
_NEEDS_BY_ROLE = {
    Role.CANDIDATE.value: _CANDIDATES_NEEDS,
    Role.INSTRUCTOR.value: _TEACHERS_NEEDS,
    Role.ADMINISTRATOR.value: _TEACHERS_NEEDS,
    Role.EVALUATOR.value: ((_CATALOG, _VERIFY), (_GOALS, _NOTICES)),
}


def _into_private(call: Call) -> tuple[tuple[Button, ...], ...]:
    """In a group, return a button to the private chat. In a private chat, return ().

    In groups, the bot does not find out who asks.
    """
    return () if call.turn.private else ((Button(_("Talk in private"), "start", private=True),),)


def first_steps(asker: Asker) -> tuple[tuple[Button, ...], ...]:
    """Return buttons for the first commands to try, by the asker's role."""
    if asker.has(Role.CANDIDATE):
        return (
            (Button(_("My status"), "status"), Button(_("What next?"), "next")),
            (Button(_("Catalog"), "catalog"),),
        )
    if asker.has(Role.INSTRUCTOR, Role.ADMINISTRATOR):
        return ((Button(_("My rosters"), "roster"), Button(_("Catalog"), "catalog")),)
    return ((Button(_("Catalog"), "catalog"), Button(_("Check a credential"), "help verify")),)
