"""score: the scores reported for a candidate's exams, with their days."""

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.commands.catalog import which_one
from bot.commands.exam_argument import exam_asked, exam_words
from bot.reply import Button
from bot.whose_record import Shows
from core.catalog.search import Unsure
from core.language.message import _
from core.records.scores import average

_MOST = 12


@command(
    argument=Argument("CREDENTIAL", credential=True),
    asks=True,
    reads=True,
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def score(call: Call) -> Answer:
    """Your scores on record, and their days"""
    person = call.asker.person
    assert person is not None, "only for people on record"
    sittings = await call.edgefinder.scores.of(person.id)
    asked = exam_asked(call, call.argument)
    if isinstance(asked, Unsure):
        return which_one(call.argument, asked, "score")
    catalog = call.edgefinder.catalog
    wanted = {exam.code for exam in asked.exams} if asked else {each.exam for each in sittings}
    shown = [(catalog.exams.get(each.exam), each) for each in sittings if each.exam in wanted]
    data = {
        "shown": [(exam_words(exam), each) for exam, each in shown if exam][:_MOST],
        "average": average([each for exam, each in shown if exam]),
        "more": max(len(shown) - _MOST, 0),
        "scores": sum(each.score is not None for exam, each in shown if exam),
        "credential": asked.credential if asked else None,
    }
    onward = f"status {asked.credential.code}" if asked else "status"
    return Answer(
        "score", data, ((Button(_("My status"), onward), Button(_("What next?"), "next")),)
    )
