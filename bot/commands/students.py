"""student and students: one student's page, and which students match a question."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.commands.catalog import short
from bot.commands.exam_argument import ExamAsked, exam_asked, exam_words
from bot.reply import CALL_BYTES, Button
from bot.shown_records import Shows
from core.audit.actor import Action, looked_at
from core.catalog.model import Catalog, Exam
from core.class_progress import Student
from core.language.message import _, _n
from core.people.model import Person
from core.people.name_folding import fold
from core.progress import CredentialState, ExamState
from core.records.model import Outcome, Record

_MOST_LISTED = 30
_LAST = 5
"""Results shown on a student's page."""
_MOST_BUTTONS = 8
_QUIET_DAYS = 60
"""Days without a result after which a student with exams left counts as behind."""
_WEEK, _MONTH = 7, 31
_ROSTERS = Button(_("My rosters"), "roster")


@command(
    argument=Argument("NAME", required=True),
    access=Access(Audience.TEACHERS, Shows.STUDENTS, private=True),
)
async def student(call: Call) -> Answer:
    """One student's page: status, next exam and goals"""
    found = students_named(await call.edgefinder.rosters.students(call.asker), call.argument)
    if len(found) != 1:
        rows = tuple((_to_student(each),) for each in found[:_MOST_BUTTONS])
        data = {"query": call.argument, "found": found}
        return Answer("which_student_named", data, (*rows, (_ROSTERS,)))
    [person] = found
    edgefinder = call.edgefinder
    asker, _whole = await edgefinder.askers.person_with_record(person.id)
    record = await _record_seen(call, person)
    today = edgefinder.clock().date()
    progress = edgefinder.progress.of(record, today)
    seen = await edgefinder.goal_repository.seen_by(call.asker)
    followed = edgefinder.followed_progress.of(seen, asker.followed, record, today)
    shown = {(each.exam, each.taken_on) for each in record.results}
    sittings = [
        each
        for each in await edgefinder.scores.of(person.id)
        if (each.exam, each.taken_on) in shown
    ]
    page: dict[str, Any] = {
        "person": person,
        "progress": progress,
        "followed": followed,
        "last": sittings[:_LAST],
        "catalog": edgefinder.catalog,
    }
    return Answer("student", page, ((_ROSTERS, Button(_("Who is behind?"), "students behind")),))


async def _record_seen(call: Call, person: Person) -> Record:
    """The part of a student's record that the asker may see."""
    for member, record in await call.edgefinder.rosters.visible_records(call.asker):
        if member.id == person.id:
            return record
    return Record()


def students_named(students: list[Person], typed: str) -> list[Person]:
    """The students with this number or full name; if there are none, those whose name contains it.

    The caller shows them, so the audit records that their records were looked at.
    """
    wanted = fold(typed)
    exact = [each for each in students if wanted in {fold(each.name), (each.number or "").lower()}]
    words = wanted.split()
    found = exact or [
        each
        for each in students
        if words and all(word in fold(each.name).split() for word in words)
    ]
    looked_at(Action.SAW_NAME, *(each.id for each in found))
    return found


def _to_student(person: Person) -> Button:
    call = f"student {person.name}"
    if len(call.encode()) > CALL_BYTES:
        call = f"student {person.number}"
    return Button(short(f"{person.name}, {person.number}"), call)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about students, parsed."""

    kind: str
    exam: ExamAsked | None
    since: date


@command(
    argument=Argument("FILTER"), access=Access(Audience.TEACHERS, Shows.STUDENTS, private=True)
)
async def students(call: Call) -> Answer:
    """Find students: behind, locked, not linked, close, or by what they failed, need or earned"""
    edgefinder, today = call.edgefinder, call.edgefinder.clock().date()
    asked = _read(call, today)
    if asked.kind == "not linked":
        found: list[tuple[Person, tuple[str, ...]]] = [
            (person, ()) for person in await edgefinder.rosters.unlinked(call.asker)
        ]
    else:
        found = []
        told: set[int] = set()
        for person, record in await edgefinder.rosters.visible_records(call.asker):
            one = Student(person, edgefinder.progress.of(record, today))
            if person.id not in told and (
                why := _FILTERS[asked.kind](_Case(one, record, asked, edgefinder.catalog))
            ):
                told.add(person.id)
                found.append((person, why if isinstance(why, tuple) else ()))
    data = {
        "kind": asked.kind,
        "exam": asked.exam,
        "found": found[:_MOST_LISTED],
        "count": len(found),
        "since": asked.since,
    }
    rows = tuple((_to_student(person),) for person, _ in found[:_MOST_BUTTONS])
    return Answer("students", data, (*rows, (_ROSTERS,)))


def _read(call: Call, today: date) -> _Asked:
    said = " ".join(call.argument.lower().split())
    kind = next((each for each in _FILTERS if said.startswith(each)), "count")
    rest = call.argument.strip()[len(kind) :] if said.startswith(kind) else call.argument
    week = bool(re.search(r"\bweek\b", rest))
    exam = exam_asked(call, re.sub(r"\b(?:this|last|week|month)\b", "", rest).strip())
    meant = exam if isinstance(exam, ExamAsked) else None
    return _Asked(kind, meant, today - timedelta(days=_WEEK if week else _MONTH))


@dataclass(frozen=True, slots=True)
class _Case:
    """One student, and what is asked about them."""

    student: Student
    record: Record
    asked: _Asked
    catalog: Catalog


Why = bool | tuple[str, ...]
"""Whether a student matches, with the reasons if there are any to give."""


def _words(exams: Iterable[Exam]) -> tuple[str, ...]:
    return tuple(exam_words(each) for each in sorted(exams, key=lambda each: each.title))


def _behind(case: _Case) -> Why:
    """Whether a student is behind: locked out of the next exam, failed it, or long without a
    result.

    A student who has finished is never behind.
    """
    progress = case.student.progress
    begun = [each for each in progress.in_progress if each.remaining]
    if not progress.earned and not begun:
        return (_("nothing on record yet"),)
    last = max((each.taken_on for each in case.record.results), default=None)
    if begun and last is not None and (progress.today - last).days > _QUIET_DAYS:
        days = (progress.today - last).days
        return (_n("no result for %(count)s day", "no result for %(count)s days", days),)
    if not progress.earned and any(e.state is ExamState.LOCKED for c in begun for e in c.exams):
        return (_("locked out of an exam, and nothing earned yet"),)
    return ()


def _one_away(case: _Case) -> Why:
    near = [c for c in case.student.progress.in_progress if len(c.remaining) == 1]
    return tuple(exam_words(each.remaining[0].exam) for each in near)


def _locked(case: _Case) -> Why:
    exams = {
        e.exam for c in case.student.progress.in_progress for e in c.exams
        if e.state is ExamState.LOCKED and e.until is not None
    }  # fmt: skip
    return _words(exams)


def _failed(case: _Case) -> Why:
    failed = [each for each in case.record.results if each.outcome is Outcome.FAIL]
    if case.asked.exam:
        codes = {exam.code for exam in case.asked.exam.exams}
        failed = [each for each in failed if each.exam in codes]
    passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
    exams = case.catalog.exams
    return _words({exams[r.exam] for r in failed if r.exam not in passed and r.exam in exams})


def _missing(case: _Case) -> Why:
    if case.asked.exam is None:
        begun = case.student.progress.in_progress
        return _words({each.exam for one in begun for each in one.remaining})
    passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
    return _words({each for each in case.asked.exam.exams if each.code not in passed})


def _earned(case: _Case) -> Why:
    titles = [
        known.title
        for each in case.record.awards
        if each.revoked_on is None
        and each.issued_on >= case.asked.since
        and (known := case.catalog.credential(each.credential))
    ]
    return tuple(titles)


def _count(case: _Case) -> Why:
    if case.asked.exam is None:
        return True
    begun = case.student.begun.get(case.asked.exam.credential.code)
    return begun is not None and begun.state is CredentialState.EARNED


_FILTERS: dict[str, Callable[[_Case], Why]] = {
    "behind": _behind,
    "one away": _one_away,
    "locked": _locked,
    "failed": _failed,
    "missing": _missing,
    "earned": _earned,
    "not linked": lambda case: case.student.person.id < 0,
    "count": _count,
}
