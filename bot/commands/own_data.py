"""privacy, data and forget: what is stored about a person and how to delete it."""

import json

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.agreements import agreement, shown_agreements
from bot.reply import Attachment, Button
from bot.whose_record import Shows
from core.language.message import _
from core.people.model import Role
from core.typesetting import CannotPrintError


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
    edgefinder = call.edgefinder
    outsider = call.turn.private and call.asker.person is None
    data = {
        "contact": edgefinder.contact,
        "kept": edgefinder.pruning.retention,
        "page": f"{edgefinder.public_url}/privacy" if edgefinder.public_url else "",
        "outsider": outsider,
        "staff": bool(call.asker.posts) and not call.asker.has(Role.CANDIDATE),
        **agreed,
    }
    last = _OUTSIDERS if outsider else _YOURS if call.asker.person else _STRANGERS
    return Answer("privacy", data, (*rows, last))


@command(
    reads=True,
    # STUDENTS, because an instructor's data names the instructor's classes; CHECKS, because
    # everybody's data names the codes that they checked
    access=Access(Audience.LINKED, Shows.OWN | Shows.STUDENTS | Shows.CHECKS, private=True),
)
async def data(call: Call) -> Answer:
    """Everything on record about you, as files to keep: one to read, one for programs"""
    assert call.asker.person is not None, "linked people are on record"
    edgefinder = call.edgefinder
    found = await edgefinder.personal_data.everything(call.asker.person.id)
    file = Attachment(
        name="my-data.json",
        media_type="application/json",
        content=json.dumps(found, ensure_ascii=False, indent=2).encode(),
        description=_("Everything on record about you, for programs (JSON)"),
    )
    from core.data_rights.data_pdf import DataPdf  # noqa: PLC0415 - slow to import

    paper = DataPdf(edgefinder.catalog, edgefinder.issuer, edgefinder.clock())
    try:
        pdf = await paper.pdf(call.asker.person.name, found, call.turn.locale)
    except CannotPrintError:
        readable: tuple[Attachment, ...] = ()
    else:
        described = _("Everything on record about you, to read (PDF)")
        readable = (Attachment("my-data.pdf", "application/pdf", pdf, described),)
    buttons = (
        (Button(_("Something is wrong"), "correct"), Button(_("Delete my data"), "forget")),
        (Button(_("Privacy"), "privacy"),),
    )
    return Answer("data", {"readable": bool(readable)}, buttons, attachments=(*readable, file))


@command(
    argument=Argument("me"),
    asks=True,
    changes=True,
    access=Access(Audience.EVERYONE, Shows.OWN, private=True),
)
async def forget(call: Call) -> Answer:
    """Delete everything that is kept about you"""
    edgefinder, person = call.edgefinder, call.asker.person
    if person is None:
        await edgefinder.chat_memory.forget(call.turn.identity)
        return Answer("forget", {"contact": edgefinder.contact}, (_STRANGERS,))
    goes = await edgefinder.forgetting.preview(person.id)
    about = {
        "contact": edgefinder.contact,
        "goes": goes,
        "backups": edgefinder.pruning.retention.backups,
    }

    async def act() -> Answer:
        await edgefinder.forgetting.forget(person.id, asked_from=call.turn.identity)
        await edgefinder.chat_memory.forget(call.turn.identity)
        return Answer("forgotten", about, ((Button(_("What can I ask?"), "help"),),))

    keep = Button(_("No, keep it"), "privacy")
    change = Change(_("Yes, delete everything about me"), "forget me", act, keep, danger=True)
    return Answer("forget_sure", about, change=change)


_YOURS = (
    Button(_("My data"), "data"),
    Button(_("Something is wrong"), "correct"),
    Button(_("Delete my data"), "forget"),
)
_STRANGERS = (Button(_("What can I ask?"), "help"), Button(_("Privacy"), "privacy"))
_OUTSIDERS = (Button(_("Check a credential"), "help verify"), Button(_("What can I ask?"), "help"))
