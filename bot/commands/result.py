"""result: record results of performance exams, and list those not decided yet."""

import re
from dataclasses import dataclass
from datetime import date

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short, which_one
from bot.commands.day_argument import DAY, typed_day
from bot.commands.exam_argument import exam_asked
from bot.reply import CALL_BYTES, Button
from bot.students_by_name import students_named, students_nearly_named
from bot.whose_record import Shows
from core.catalog.model import Exam, ExamKind
from core.catalog.search import Unsure
from core.importing.cells import RowRejected
from core.language.message import _
from core.people.model import Person
from core.progress import counting
from core.records.model import Outcome, Record

_UNDO = re.compile(r"undo\s+([0-9a-f]{8})", re.IGNORECASE)
_PASSED = r"pass(?:ed)?|pas[oó]|aprob(?:[oó]|ado)|complet(?:ed|[oó])"
_FAILED = r"fail(?:ed)?|did not pass|didn'?t pass|reprob(?:[oó]|ado)|no pas[oó]|no aprob[oó]"
_OUTCOME = rf"(?P<failed>{_FAILED})|(?P<passed>{_PASSED})"
_SENTENCE = re.compile(
    rf"(?P<who>.+?)\s+(?:{_OUTCOME})\s+(?:(?:the|her|his|their|el|la|su)\s+)?(?P<exam>.+?)"
    rf"(?:[,\s]+(?:on\s+|el\s+)?(?P<day>{DAY}))?[.!]?",
    re.IGNORECASE,
)
_CODE_FIRST = re.compile(
    rf"(?P<who>.+?)[,\s]+(?P<exam>[A-Z]+\d*(?:-[A-Z0-9]+)?-[TP]\d?)[,\s]+(?:{_OUTCOME})"
    rf"(?:[,\s]+(?:on\s+|el\s+)?(?P<day>.+?))?[.!]?",
    re.IGNORECASE,
)
"""Matches the columns of a results file in their order: `1001 M1-TCH-P pass 11/23/2026`."""
_LIST = re.compile(
    rf"(?P<who>[^;]+);(?P<exam>[^;]+);\s*(?:{_OUTCOME})\s*(?:;\s*(?P<day>[^;]+))?", re.IGNORECASE
)
_MOST = 8
_WAITING = Button(_("What waits?"), "result")


@dataclass(frozen=True, slots=True)
class _Said:
    """A typed result: the student, the exam, the outcome and the day."""

    who: str
    exam: str
    outcome: Outcome
    day: str


@command(
    argument=Argument("STUDENT passed|failed EXAM [DAY]"),
    changes=True,
    access=Access(Audience.STAFF, Shows.STUDENTS, private=True),
)
async def result(call: Call) -> Answer:
    """Record a candidate's performance exam, or list those waiting to be confirmed"""
    person = call.asker.person
    assert person is not None, "only for people on record"
    if asked := _UNDO.fullmatch(call.argument.strip()):
        return _undo(call, person, asked[1].lower())
    if not call.argument.strip():
        return await _waiting(call)
    said = _read(call.argument)
    if said is None:
        return Answer("result_how", {"query": call.argument}, ((_WAITING,),))
    students = await call.edgefinder.rosters.students(call.asker)
    found = students_named(students, said.who)
    if len(found) != 1:
        found = found or students_nearly_named(students, said.who)
        data = {"query": said.who, "found": found}
        rows = tuple((_of(each, said),) for each in found[:_MOST])
        return Answer("result_who", data, (*rows, (_WAITING,)))
    exam = _exam(call, said.exam)
    if isinstance(exam, Unsure):
        return which_one(said.exam, exam, "credential")
    if exam is None:
        return Answer("result_which_exam", {"query": said.exam}, ((_WAITING,),))
    try:
        day = typed_day(said.day, call.edgefinder.today())
    except RowRejected as why:
        return Answer("result_refused", {"why": why.reject.reason}, ((_WAITING,),))
    return await _ask(call, person, found[0], exam, said.outcome, day)


async def _ask(
    call: Call, person: Person, student: Person, exam: Exam, said: Outcome, day: date
) -> Answer:
    """Show what would be recorded, and ask whether to record it."""
    by_hand = call.edgefinder.results_by_hand
    authority = await by_hand.authority(call.asker, student)
    outcome = authority.outcome(exam, said)
    data = {
        "student": student, "exam": exam, "said": said.value, "day": day,
        "theory": exam.kind is ExamKind.THEORY, "outcome": outcome.value if outcome else "",
    }  # fmt: skip
    post = authority.post
    if outcome is None or post is None:
        return Answer("result_not_yours", data, ((_WAITING,),))

    async def act() -> Answer:
        done = await by_hand.record(person, post, student, exam, outcome, day)
        if done.refused:
            return Answer("result_refused", {"why": done.refused}, ((_WAITING,),))
        buttons = [_WAITING]
        if done.number:
            buttons.insert(0, Button(_("Undo it"), f"result undo {done.number}"))
        return Answer("result", {**data, "done": done}, (tuple(buttons),))

    words = f"result {_call_of(student, exam, said, day)}"
    return Answer(
        "result_sure", data, change=Change(_("Yes, record it"), words, act, Button(_("No"), "help"))
    )


def _undo(call: Call, person: Person, number: str) -> Answer:
    async def act() -> Answer:
        undone = await call.edgefinder.results_by_hand.undo(person, number)
        return Answer("result_undone", {"undone": undone}, ((_WAITING,),))

    change = Change(
        _("Yes, undo it"), f"result undo {number}", act, Button(_("No"), "help"), danger=True
    )
    return Answer("result_undo_sure", {}, change=change)


async def _waiting(call: Call) -> Answer:
    """Show the performance exams that were submitted, but have no decision yet."""
    waiting: dict[tuple[int, str], tuple[Person, Exam, date]] = {}
    for student, record in await call.edgefinder.rosters.visible_records(call.asker):
        for code, day in _undecided(record).items():
            if exam := call.edgefinder.catalog.exams.get(code):
                waiting[student.id, code] = (student, exam, day)
    listed = sorted(waiting.values(), key=lambda each: each[2])
    rows = tuple(
        (
            Button(
                short(f"{student.name}: {exam.title}"),
                f"result {_call_of(student, exam, Outcome.PASS, day)}",
            ),
        )
        for student, exam, day in listed[:_MOST]
    )
    nothing = ((Button(_("My rosters"), "roster"),),)
    return Answer("result_waiting", {"waiting": listed[:30], "count": len(listed)}, rows or nothing)


def _undecided(record: Record) -> dict[str, date]:
    """Return the exams that were submitted but not decided, with their days.

    A later pass, failure or void is the decision on a submitted exam.
    """
    found: dict[str, date] = {}
    for exam, sittings in counting(record.results).items():
        submitted = [each.taken_on for each in sittings if each.outcome is Outcome.SUBMITTED]
        decided = [each.taken_on for each in sittings if each.outcome is not Outcome.SUBMITTED]
        if submitted and (not decided or max(decided) < max(submitted)):
            found[exam] = max(submitted)
    return found


def _read(text: str) -> _Said | None:
    forms = (_LIST, _CODE_FIRST, _SENTENCE)
    match = next(filter(None, (each.fullmatch(text.strip()) for each in forms)), None)
    if match is None:
        return None
    outcome = Outcome.FAIL if match["failed"] else Outcome.PASS
    return _Said(match["who"].strip(), match["exam"].strip(), outcome, (match["day"] or "").strip())


def _exam(call: Call, text: str) -> Exam | Unsure | None:
    """Return the exam with this code, or the exam of the named credential.

    If the text names no kind of exam, the performance exam is meant. Return Unsure if the name
    could mean several credentials.
    """
    exams = call.edgefinder.catalog.exams
    if exam := exams.get(text.upper()):
        return exam
    asked = exam_asked(call, text)
    if asked is None or isinstance(asked, Unsure):
        return asked
    meant = asked.credential.exams_of(asked.kind or ExamKind.PERFORMANCE)
    return meant[0] if len(meant) == 1 else None


def _call_of(student: Person, exam: Exam, outcome: Outcome, day: date) -> str:
    return f"{student.number}; {exam.code}; {outcome.value}; {day.isoformat()}"


def _of(student: Person, said: _Said) -> Button:
    call = f"result {student.number}; {said.exam}; {said.outcome.value}; {said.day}".rstrip("; ")
    if len(call.encode()) > CALL_BYTES:
        call = f"student {student.number}"
    return Button(short(f"{student.name}, {student.number}"), call)
