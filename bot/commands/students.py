"""student and students: one student's page, and which students match a question."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.commands.catalog import short, which_one
from bot.commands.exam_argument import ExamAsked, exam_asked, exam_words
from bot.reply import CALL_BYTES, Button
from bot.shown_records import Shows
from core.audit.actor import Action, looked_at
from core.catalog.model import Catalog, Exam
from core.catalog.search import Unsure
from core.class_progress import Student
from core.language.message import _, _n
from core.people.model import Person
from core.people.name_folding import fold
from core.people.roster_names import Roster, rosters_meant
from core.progress import CredentialState, ExamState
from core.records.model import Outcome, Record

_MOST_LISTED = 30
_LAST = 5
"""Results shown on a student's page."""
_MOST_BUTTONS = 8
_QUIET_DAYS = 60
"""Days without a result after which a student with exams left counts as behind."""
_WEEK, _MONTH = 7, 31
_NOT_LINKED = "not linked"
_NO_REASON: tuple[str, ...] = ()
_IN = re.compile(r"(?:^|\s+)in\s+(?=\S)", re.IGNORECASE)
"""Stands before the name of a class."""
_ALSO = " and "
"""Stands between the names of several."""
_ANY_CLASS = re.compile(
    r"\b(?:the|this|last|past|week|month|my|all|class|classes)\b", re.IGNORECASE
)
"""Words after it that name no class."""
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
    if not _fits(call):
        call = f"student {person.number}"
    return Button(short(f"{person.name}, {person.number}"), call)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about students, parsed. `rosters`: the classes it is about; empty for all."""

    kind: str
    exam: ExamAsked | Unsure | None
    since: date
    rosters: tuple[Roster, ...] = ()


@command(
    argument=Argument("FILTER [in CLASS]"),
    access=Access(Audience.TEACHERS, Shows.STUDENTS, private=True),
)
async def students(call: Call) -> Answer:
    """Find students: behind, ahead, locked, not linked, close, or by what they failed or earned"""
    asked = await _read(call, call.edgefinder.clock().date())
    if isinstance(asked, Answer):
        return asked
    if isinstance(asked.exam, Unsure):
        return _which_credential(call.argument, asked, asked.exam)
    if asked.kind == _NOT_LINKED:
        listed = [(person, _NO_REASON) for person in await _unlinked(call, asked.rosters)]
        count = len(listed)
    else:
        members = await _members(call, asked.rosters)
        listed, count = _found(call, asked, members), len(members)
    data = {
        "kind": asked.kind,
        "exam": asked.exam,
        "found": listed[:_MOST_LISTED],
        "count": len(listed),
        "all": count,
        "since": asked.since,
        "classes": tuple(each.label for each in asked.rosters),
    }
    rows = tuple((_to_student(person),) for person, _ in listed[:_MOST_BUTTONS])
    return Answer("students", data, (*rows, (_ROSTERS,)))


def _found(
    call: Call, asked: _Asked, members: Iterable[tuple[Person, Record]]
) -> list[tuple[Person, tuple[str, ...]]]:
    """The students that match, with the reasons."""
    edgefinder, today = call.edgefinder, call.edgefinder.clock().date()
    cases = [
        _Case(
            Student(person, edgefinder.progress.of(record, today)),
            record,
            asked,
            edgefinder.catalog,
        )
        for person, record in members
    ]
    if asked.kind == "ahead":
        cases.sort(key=_furthest_first)
    found = [(each.student.person, _FILTERS[asked.kind](each)) for each in cases]
    return [(person, why if isinstance(why, tuple) else _NO_REASON) for person, why in found if why]


async def _unlinked(call: Call, rosters: tuple[Roster, ...]) -> list[Person]:
    """The students of these classes, or of all, who have not linked a chat."""
    unlinked = await call.edgefinder.rosters.unlinked(call.asker)
    if not rosters:
        return unlinked
    members = {person.id for person, _record in await _members(call, rosters)}
    return [each for each in unlinked if each.id in members]


async def _members(call: Call, rosters: tuple[Roster, ...]) -> list[tuple[Person, Record]]:
    """The students of these classes, or of all that the asker may see, each once."""
    rows: list[tuple[Person, Record]] = []
    for each in rosters:
        members = await call.edgefinder.rosters.class_records(each)
        rows += [(member.person, member.record) for member in members]
    rows = rows if rosters else await call.edgefinder.rosters.visible_records(call.asker)
    once: dict[int, tuple[Person, Record]] = {}
    for person, record in rows:
        once.setdefault(person.id, (person, record))
    return list(once.values())


async def _read(call: Call, today: date) -> _Asked | Answer:
    """What is asked; or the classes to choose from, if the one named is none of theirs."""
    about, visible = call.argument.strip(), list[Roster]()
    rosters: tuple[Roster, ...] = ()
    if _IN.search(about):
        visible = await call.edgefinder.rosters.visible_to(call.asker)
        about, rosters = _without_class(visible, about)
    said = " ".join(about.lower().split())
    kind = next((each for each in (*_FILTERS, _NOT_LINKED) if said.startswith(each)), "count")
    rest = about[len(kind) :] if said.startswith(kind) else about
    exam = exam_asked(call, re.sub(r"\b(?:this|last|week|month)\b", "", rest).strip())
    unknown = None if rosters else _IN.search(_ANY_CLASS.sub("", rest))
    of_title = isinstance(exam, ExamAsked) and _IN.search(exam.credential.title)
    if unknown and not of_title:
        question = f"students {kind}{_IN.split(rest)[0]}"
        return _no_class(visible, question, _IN.split(rest, maxsplit=1)[1])
    since = today - timedelta(days=_WEEK if re.search(r"\bweek\b", rest) else _MONTH)
    return _Asked(kind, exam, since, rosters)


def _without_class(visible: list[Roster], said: str) -> tuple[str, tuple[Roster, ...]]:
    """A question without the class at its end, and the class; several may share a name."""
    for place in _IN.finditer(said):  # the first one after which a class is named
        name = " ".join(said[place.end() :].split())
        found = [rosters_meant(visible, each) for each in name.split(_ALSO)]
        if named := rosters_meant(visible, name):
            found = [named]
        if all(found):
            return said[: place.start()], tuple(
                dict.fromkeys(one for each in found for one in each)
            )
    return said, ()


def _no_class(visible: list[Roster], question: str, name: str) -> Answer:
    calls = [(each, f"{question} in #{each.id}") for each in visible[:_MOST_BUTTONS]]
    rows = tuple((Button(short(each.label), call),) for each, call in calls if _fits(call))
    return Answer("no_roster", {"query": name, "others": visible}, (*rows, (_ROSTERS,)))


def _which_credential(query: str, asked: _Asked, meant: Unsure) -> Answer:
    """Ask which credential is meant; each button repeats the question for the same classes."""
    answer = which_one(query, meant, f"students {asked.kind}")
    ids = _ALSO.join(f"#{each.id}" for each in asked.rosters)
    if not ids:
        return answer
    buttons = [replace(one, call=f"{one.call} in {ids}") for row in answer.buttons for one in row]
    return replace(answer, buttons=tuple((each,) for each in buttons if _fits(each.call)))


def _fits(call: str) -> bool:
    return len(call.encode()) <= CALL_BYTES


@dataclass(frozen=True, slots=True)
class _Case:
    """One student, and what is asked about them."""

    student: Student
    record: Record
    asked: _Asked
    catalog: Catalog

    @property
    def exam(self) -> ExamAsked | None:
        """The credential or exam that was asked about."""
        return self.asked.exam if isinstance(self.asked.exam, ExamAsked) else None

    def is_about(self, code: str) -> bool:
        """Whether the question is about this credential, or about none in particular."""
        return self.exam is None or self.exam.credential.code == code


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


def _ahead(case: _Case) -> Why:
    count = len(case.student.progress.earned)
    return (_n("%(count)s credential", "%(count)s credentials", count),) if count else ()


def _furthest_first(case: _Case) -> tuple[int, int]:
    """The order of students by credentials, and then by exams left for the nearest one."""
    progress = case.student.progress
    return -len(progress.earned), len(progress.nearest.remaining) if progress.nearest else 99


def _one_away(case: _Case) -> Why:
    near = [c for c in case.student.progress.in_progress if len(c.remaining) == 1]
    return tuple(
        exam_words(each.remaining[0].exam) for each in near if case.is_about(each.credential.code)
    )


def _locked(case: _Case) -> Why:
    until = {
        e.exam.code: _("%(exam)s: opens on %(day)s", exam=exam_words(e.exam), day=e.until)
        for c in case.student.progress.in_progress for e in c.exams
        if e.state is ExamState.LOCKED and e.until and case.is_about(c.credential.code)
    }  # fmt: skip
    return tuple(until.values())


def _failed(case: _Case) -> Why:
    failed = [each for each in case.record.results if each.outcome is Outcome.FAIL]
    if case.exam:
        codes = {exam.code for exam in case.exam.exams}
        failed = [each for each in failed if each.exam in codes]
    passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
    exams = case.catalog.exams
    return _words({exams[r.exam] for r in failed if r.exam not in passed and r.exam in exams})


def _missing(case: _Case) -> Why:
    if case.exam is None:
        begun = case.student.progress.in_progress
        return _words({each.exam for one in begun for each in one.remaining})
    passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
    return _words({each for each in case.exam.exams if each.code not in passed})


def _earned(case: _Case) -> Why:
    titles = [
        known.title
        for each in case.record.awards
        if each.revoked_on is None
        and each.issued_on >= case.asked.since
        and case.is_about(each.credential)
        and (known := case.catalog.credential(each.credential))
    ]
    return tuple(titles)


def _count(case: _Case) -> Why:
    if case.exam is None:
        return True
    if case.exam.kind:
        passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
        return all(each.code in passed for each in case.exam.exams)
    begun = case.student.begun.get(case.exam.credential.code)
    return begun is not None and begun.state is CredentialState.EARNED


_FILTERS: dict[str, Callable[[_Case], Why]] = {
    "behind": _behind,
    "ahead": _ahead,
    "one away": _one_away,
    "locked": _locked,
    "failed": _failed,
    "missing": _missing,
    "earned": _earned,
    "count": _count,
}
