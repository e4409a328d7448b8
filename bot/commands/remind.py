"""remind: get a reminder on the day when a locked exam opens."""

from datetime import date
from functools import partial

from bot.access import Access, Audience
from bot.calendar_file import Opening, calendar_file
from bot.command import Answer, Argument, Call, command
from bot.commands.catalog import which_one
from bot.commands.exam_argument import exam_asked, exam_words
from bot.reply import Button
from bot.whose_record import Shows
from core.catalog.model import Exam
from core.catalog.search import Unsure
from core.language.message import _
from core.threads import in_thread

_OFF = frozenset(("off", "stop"))


@command(
    argument=Argument("CREDENTIAL", credential=True),
    record=True,
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def remind(call: Call) -> Answer:
    """Get a message, and a file for your calendar, when a locked exam opens"""
    person, edgefinder = call.asker.person, call.edgefinder
    assert person is not None, "only for people on record"
    mine = (Button(_("My status"), "status"), Button(_("What next?"), "next"))
    if call.argument.strip().lower() in _OFF:
        await edgefinder.reminders.take_back(person.id)
        return Answer("remind_off", {}, (mine,))
    asked = exam_asked(call, call.argument)
    if isinstance(asked, Unsure):
        return which_one(call.argument, asked, "remind")
    wanted = {exam.code for exam in asked.exams} if asked else None
    progress = edgefinder.progress.of(call.record, edgefinder.today())
    locked: dict[str, tuple[Exam, str, date]] = {
        each.exam.code: (each.exam, one.credential.code, each.until)
        for one in progress.in_progress
        for each in one.exams
        if each.until is not None and (wanted is None or each.exam.code in wanted)
    }
    if not locked:
        return Answer("remind_nothing", {}, (mine,))
    await edgefinder.reminders.remind(
        person.id, [(code, credential, day) for code, (_exam, credential, day) in locked.items()]
    )
    openings = [Opening(code, exam_words(exam), day) for code, (exam, _, day) in locked.items()]
    made = partial(
        calendar_file,
        openings,
        person=person.id,
        issuer=edgefinder.issuer,
        now=edgefinder.clock(),
        locale=call.turn.locale,
    )
    file = await in_thread(made)  # the first call loads a library, which takes long
    off = Button(_("Do not remind me"), "remind off")
    data = {"openings": openings, "on": person.notices_on}
    return Answer("remind", data, ((off, mine[0]),), (file,))
