"""privacy, seen, data and forget: what is stored about a person, who sees it and how to delete
it.
"""

import json

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.commands.agreements import agreement, shown_agreements
from bot.reply import Attachment, Button
from bot.shows import Shows
from core.language.message import _
from core.people.model import Role


@command(
    argument=Argument("allow|end roster|results ORGANIZATION"),
    asks=True,
    changes=True,
    access=Access(Audience.EVERYONE, Shows.OWN),
)
async def privacy(call: Call) -> Answer:
    """What is kept about you, who sees it, and what you let other organizations see"""
    if call.argument:
        return await agreement(call)
    agreed, rows = await shown_agreements(call)
    outsider = call.turn.private and call.asker.person is None
    data = {
        "contact": call.edgefinder.contact,
        "outsider": outsider,
        "staff": bool(call.asker.posts) and not call.asker.has(Role.CANDIDATE),
        **agreed,
    }
    return Answer("privacy", data, (*rows, *(_OUTSIDERS if outsider else _YOURS)))


@command(reads=True, access=Access(Audience.CANDIDATES, Shows.OWN, private=True))
async def seen(call: Call) -> Answer:
    """Who checked your credentials, and when"""
    assert call.asker.person is not None, "candidates are on record"
    own, person = call.edgefinder.own_data, call.asker.person.id
    looks = await own.looks(person)
    catalog = call.edgefinder.catalog
    named = [
        (each, known.title if (known := catalog.credential(each.credential)) else each.credential)
        for each in looks
    ]
    data = {"looks": named, "proofs": await own.looks_at_proofs(person)}
    return Answer("seen", data, _YOURS)


@command(reads=True, access=Access(Audience.LINKED, Shows.OWN, private=True))
async def data(call: Call) -> Answer:
    """Everything on record about you, as a file to keep"""
    assert call.asker.person is not None, "linked people are on record"
    found = await call.edgefinder.own_data.everything(call.asker.person.id)
    file = Attachment(
        name="my-data.json",
        media_type="application/json",
        content=json.dumps(found, ensure_ascii=False, indent=2).encode(),
        description=_("Everything on record about you"),
    )
    buttons = ((Button(_("Privacy"), "privacy"), Button(_("Delete my data"), "forget")),)
    return Answer("data", {}, buttons, attachments=(file,))


@command(asks=True, reads=True, access=Access(Audience.EVERYONE, Shows.NOBODY, private=True))
async def forget(call: Call) -> Answer:
    """How to have what is kept about you deleted"""
    await call.edgefinder.chat_memory.forget(call.turn.identity)
    buttons = ((Button(_("Unlink this chat"), "unlink"), Button(_("My data"), "data")),)
    about = {"contact": call.edgefinder.contact, "person": call.asker.person}
    return Answer("forget", about, buttons if call.asker.person else _YOURS)


_YOURS = ((Button(_("My data"), "data"), Button(_("What can I ask?"), "help")),)
_OUTSIDERS = (
    (Button(_("Check a credential"), "help verify"), Button(_("What can I ask?"), "help")),
)
