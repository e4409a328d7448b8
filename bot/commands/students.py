"""student and students: one student's page, and which students match a question."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.commands.catalog import short, which_one
from bot.commands.exam_argument import ExamAsked, exam_asked, exam_words
from bot.commands.student_filters import (
    AVERAGE,
    FILTERS,
    NOT_LINKED,
    OF_A_TIME,
    Asked,
    Case,
    furthest_first,
)
from bot.periods import days_of, period_in
from bot.reply import CALL_BYTES, Button
from bot.students_by_name import students_named, students_nearly_named
from bot.understanding.words import plain
from bot.whose_record import Shows
from core.catalog.search import Found, Unsure
from core.class_progress import Student
from core.edgefinder import Edgefinder
from core.language.message import _
from core.people.model import Asker, Person
from core.people.roster_names import Roster, rosters_meant
from core.records.model import Record
from core.records.scores import Score, average

_MOST_LISTED = 30
_LAST = 5
"""Results shown on a student's page."""
_MOST_BUTTONS = 8
_NO_REASON: tuple[str, ...] = ()
_IN = re.compile(r"(?:^|\s+)in\s+(?=\S)", re.IGNORECASE)
"""Matches the "in" before the name of a class, as in "behind in Group A"."""
_ALSO = " and "
"""The word between the names of several classes."""
_ANY_CLASS = re.compile(
    r"\b(?:the|this|last|past|week|month|my|all|class|classes)\b", re.IGNORECASE
)
"""Matches words after "in" that are not part of a class's name."""
_ROSTERS = Button(_("My rosters"), "roster")


@command(
    argument=Argument("NAME", required=True),
    access=Access(Audience.TEACHERS, Shows.STUDENTS, private=True),
)
async def student(call: Call) -> Answer:
    """One student's page: status, next exam and goals"""
    students = await call.edgefinder.rosters.students(call.asker)
    found = students_named(students, call.argument)
    if len(found) != 1:
        found = found or students_nearly_named(students, call.argument)
        rows = tuple((_to_student(each),) for each in found[:_MOST_BUTTONS])
        data = {"query": call.argument, "found": found}
        return Answer("which_student_named", data, (*rows, (_ROSTERS,)))
    [person] = found
    edgefinder = call.edgefinder
    asker, _whole = await edgefinder.askers.person_with_record(person.id)
    record = await _record_seen(call, person)
    today = edgefinder.today()
    progress = edgefinder.progress.of(record, today)
    seen = await edgefinder.goal_repository.seen_by(call.asker)
    followed = edgefinder.followed_progress.of(seen, asker.followed, record, today)
    sittings = _visible(await edgefinder.scores.of(person.id), record)
    exams = edgefinder.catalog.exams
    page: dict[str, Any] = {
        "person": person,
        "progress": progress,
        "followed": followed,
        "last": [(exam_words(exams[s.exam]), s) for s in sittings if s.exam in exams][:_LAST],
        "average": average(sittings),
        "scores": sum(each.score is not None for each in sittings),
    }
    begun = tuple(each.credential.code for each in progress.in_progress)
    buttons = ((_ROSTERS, Button(_("Who is behind?"), "students behind")),)
    meant = call.argument if call.argument == person.number else person.name
    return Answer("student", page, buttons, about=begun, meant=meant)


async def _record_seen(call: Call, person: Person) -> Record:
    """Return the part of a student's record that the asker may see."""
    for member, record in await call.edgefinder.rosters.visible_records(call.asker):
        if member.id == person.id:
            return record
    return Record()


def _visible(attempts: Iterable[Score], record: Record) -> list[Score]:
    """Return the scores of the results in `record`, the part that the asker may see."""
    shown = {(each.exam, each.taken_on) for each in record.results}
    return [each for each in attempts if (each.exam, each.taken_on) in shown]


async def names_student(edgefinder: Edgefinder, asker: Asker, argument: str) -> bool:
    """Whether the argument names one of the asker's students, and does not name a credential."""
    if isinstance(edgefinder.index.resolve(argument), Found):
        return False
    return bool(students_named(await edgefinder.rosters.students(asker), argument))


def _to_student(person: Person) -> Button:
    call = f"student {person.name}"
    if not _fits(call):
        call = f"student {person.number}"
    return Button(short(f"{person.name}, {person.number}"), call)


@command(
    argument=Argument("FILTER [WHEN] [in CLASS]"),
    access=Access(Audience.TEACHERS, Shows.STUDENTS, private=True),
)
async def students(call: Call) -> Answer:
    """Find students: behind, ahead, locked, not linked, close, or by what they failed or earned"""
    asked = await _read(call, call.edgefinder.today())
    if isinstance(asked, Answer):
        return asked
    if isinstance(asked.exam, Unsure):
        return _which_credential(call.argument, asked, asked.exam)
    scores: dict[int, list[Score]] = {}
    if asked.kind == NOT_LINKED:
        listed = [(person, _NO_REASON) for person in await _unlinked(call, asked.rosters)]
        count = len(listed)
    else:
        members = await _members(call, asked.rosters)
        scores = await _scores(call, asked, members)
        listed, count = _found(call, asked, members, scores), len(members)
    every = [each for attempts in scores.values() for each in attempts]
    data = {
        "kind": asked.kind,
        "exam": asked.exam,
        "found": listed[:_MOST_LISTED],
        "count": len(listed),
        "all": count,
        "days": asked.days,
        "today": call.edgefinder.today(),
        "average": average(every),
        "scores": len(every),
        "classes": tuple(each.label for each in asked.rosters),
    }
    rows = tuple((_to_student(person),) for person, _ in listed[:_MOST_BUTTONS])
    shown = tuple(f"student {person.name}" for person, _ in listed[:_MOST_LISTED])
    return Answer("students", data, (*rows, (_ROSTERS,)), listed=shown)


async def _scores(
    call: Call, asked: Asked, members: Sequence[tuple[Person, Record]]
) -> dict[int, list[Score]]:
    """Return students' scores by id, or {} if the question is not about scores."""
    if asked.kind != AVERAGE:
        return {}
    found = await call.edgefinder.scores.of_many([person.id for person, _record in members])
    exams = {each.code for each in asked.exam.exams} if isinstance(asked.exam, ExamAsked) else None
    return {
        person.id: [
            each
            for each in _visible(found.get(person.id, ()), record)
            if each.score is not None and (exams is None or each.exam in exams)
        ]
        for person, record in members
    }


def _found(
    call: Call,
    asked: Asked,
    members: Iterable[tuple[Person, Record]],
    scores: dict[int, list[Score]],
) -> list[tuple[Person, tuple[str, ...]]]:
    """Return the students that match the question, each with the reasons."""
    edgefinder, today = call.edgefinder, call.edgefinder.today()
    cases = [
        Case(
            Student(person, edgefinder.progress.of(record, today)),
            record,
            asked,
            edgefinder.catalog,
            tuple(scores.get(person.id, ())),
        )
        for person, record in members
    ]
    if asked.kind == "ahead":
        cases.sort(key=furthest_first)
    if asked.kind == AVERAGE:
        cases.sort(key=lambda case: -(average(case.scores) or 0))
    found = [(each.student.person, FILTERS[asked.kind](each)) for each in cases]
    return [(person, why if isinstance(why, tuple) else _NO_REASON) for person, why in found if why]


async def _unlinked(call: Call, rosters: tuple[Roster, ...]) -> list[Person]:
    """Return the students who have not linked a chat.

    If classes are given, return only students of these classes.
    """
    unlinked = await call.edgefinder.rosters.unlinked(call.asker)
    if not rosters:
        return unlinked
    members = {person.id for person, _record in await _members(call, rosters)}
    return [each for each in unlinked if each.id in members]


async def _members(call: Call, rosters: tuple[Roster, ...]) -> list[tuple[Person, Record]]:
    """Return the students of these classes with their records, each only once.

    If no classes are given, return all students that the asker may see.
    """
    rows: list[tuple[Person, Record]] = []
    for each in rosters:
        members = await call.edgefinder.rosters.class_records(each)
        rows += [(member.person, member.record) for member in members]
    rows = rows if rosters else await call.edgefinder.rosters.visible_records(call.asker)
    once: dict[int, tuple[Person, Record]] = {}
    for person, record in rows:
        once.setdefault(person.id, (person, record))
    return list(once.values())


async def _read(call: Call, today: date) -> Asked | Answer:
    """Parse the question.

    If it names a class that the asker does not have, return an answer with classes to choose from.
    """
    about, visible = call.argument.strip(), list[Roster]()
    rosters: tuple[Roster, ...] = ()
    if _IN.search(about):
        visible = await call.edgefinder.rosters.visible_to(call.asker)
        about, rosters = _without_class(visible, about)
    said = " ".join(about.lower().split())
    kind = next((each for each in (*FILTERS, NOT_LINKED) if said.startswith(each)), "count")
    rest = about[len(kind) :] if said.startswith(kind) else about
    period = period_in(plain(rest)) if kind in OF_A_TIME else None
    rest = period.rest if period is not None else rest
    exam = exam_asked(call, rest.strip())
    unknown = None if rosters else _IN.search(_ANY_CLASS.sub("", rest))
    of_title = isinstance(exam, ExamAsked) and _IN.search(exam.credential.title)
    if unknown and not of_title:
        question = f"students {kind}{_IN.split(rest)[0]}"
        return _no_class(visible, question, _IN.split(rest, maxsplit=1)[1])
    word = period.word if period is not None else "month" if kind == "earned" else ""
    return Asked(kind, exam, days_of(word, today) if word else None, rosters)


def _without_class(visible: list[Roster], said: str) -> tuple[str, tuple[Roster, ...]]:
    """Split the names of classes from the end of a question.

    Return the rest of the question, and the classes with these names. Several classes may have the
    same name.
    """
    for place in _IN.finditer(said):  # find the first "in" followed only by class names
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


def _which_credential(query: str, asked: Asked, meant: Unsure) -> Answer:
    """Ask which credential is meant. Each button repeats the question for that credential."""
    answer = which_one(query, meant, f"students {asked.kind}")
    ids = _ALSO.join(f"#{each.id}" for each in asked.rosters)
    if not ids:
        return answer
    buttons = [replace(one, call=f"{one.call} in {ids}") for row in answer.buttons for one in row]
    return replace(answer, buttons=tuple((each,) for each in buttons if _fits(each.call)))


def _fits(call: str) -> bool:
    return len(call.encode()) <= CALL_BYTES
