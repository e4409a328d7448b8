"""seen: who looked at your record, and what your workspace checked."""

from bot.access import Access, Audience
from bot.command import Answer, Call, command
from bot.reply import Button
from bot.verdict_words import words_of_kind
from bot.whose_record import Shows
from core.language.message import _
from core.people.model import Role, Workspace

_BUTTONS = ((Button(_("My data"), "data"), Button(_("What can I ask?"), "help")),)
_TO_VERIFY = ((Button(_("What can I ask?"), "help"),),)


@command(
    asks=True,
    reads=True,
    access=Access(Audience.EVERYONE, Shows.OWN | Shows.CHECKS, private=True),
)
async def seen(call: Call) -> Answer:
    """Who looked at your record and credentials, and when"""
    data = {"known": call.asker.person is not None, **await _own_checks(call)}
    if call.asker.person is None:
        return Answer("seen", data, _TO_VERIFY)
    looked = await call.edgefinder.who_looked.at(call.asker.person.id)
    named = [(each, call.edgefinder.catalog.title_of(each.credential)) for each in looked.checks]
    proofs = await call.edgefinder.who_looked.looks_at_proofs(call.asker.person.id)
    data |= {"looks": named, "staff": looked.staff, "lists": looked.lists, "proofs": proofs}
    return Answer("seen", data, _BUTTONS)


async def _own_checks(call: Call) -> dict[str, object]:
    """Return what members of the asker's workspace have checked, as template data.

    If the asker is no employer in a workspace, the data says so.
    """
    identity = call.turn.identity
    if not (identity.workspace and call.asker.has(Role.EMPLOYER)):
        return {"employer": False}
    which = Workspace(identity.platform, identity.workspace)
    found, days = await call.edgefinder.check_history.recent(which)
    checks = [
        {
            "code": each.code,
            "day": call.edgefinder.day_at(each.asked_at),
            "verdict": words_of_kind(each.verdict).lower,
        }
        for each in found
    ]
    return {"employer": True, "own_checks": checks, "days": days}
