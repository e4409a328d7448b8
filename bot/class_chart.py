"""Where a class stands as a picture to look at and a table to keep, for replies and notices."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.chart_picture import Cell, Chart, Column, Sign, chart_png
from bot.reply import Attachment
from bot.spreadsheet import csv_file
from bot.template_environment import plural, written_day
from core.catalog.model import Credential
from core.class_progress import ClassProgress, Student
from core.goals.evaluating import Standing
from core.goals.model import Goal
from core.goals.signoffs import Signature
from core.people.model import Person
from core.progress import CredentialState

STUDENTS = 25
"""Rows of a picture, which a telephone shows at once."""
_CREDENTIALS = 12
"""Columns of a picture; the table has all of them."""
_DONE, _NONE = Cell(Sign.DONE), Cell(Sign.NONE)
_PNG = "image/png"


async def class_files(
    stands: ClassProgress, first: int = 0, locale: str = "en"
) -> tuple[Attachment, ...]:
    """A picture of `STUDENTS` students from place `first` on, and with the first of them a table of
    all. Nothing where nobody has begun anything.
    """
    if not stands.credentials:
        return ()
    shown = _most_begun(stands)
    students = stands.students[first : first + STUDENTS]
    which = _stretch(first, len(students), len(stands.students))
    chart = Chart(
        stands.name,
        f"{written_day(stands.today, locale)}{which}",
        tuple(Column(" ".join(each.code.split("-", 1)), each.title) for each in shown),
        tuple(
            (each.person.name, tuple(_cell(each, credential) for credential in shown))
            for each in students
        ),
        (
            (_DONE, "earned"),
            (Cell(Sign.BEGUN, "2"), "begun: exams that remain"),
            (_NONE, "not begun"),
        ),
        _left_out(len(stands.credentials) - len(shown)),
    )
    picture = await _picture("class.png", chart, _described(stands, shown))
    return (picture, _table(stands)) if first == 0 else (picture,)


async def goal_files(
    name: str, goal: Goal, students: Sequence[tuple[Person, Standing]]
) -> tuple[Attachment, ...]:
    """As `class_files`, of who meets a goal and how many exams the others are from it, in the order
    of the students. A picture holds `STUDENTS` of them.
    """
    if not students:
        return ()
    signing = sum(_no_exam_left(each) for _, each in students)
    near = "0\N{EN DASH}1 exam" if signing else "1 exam"
    columns = (Column("met"), Column(near), Column("more"))
    chart = Chart(
        name,
        f"{goal.title}{_stretch(0, min(STUDENTS, len(students)), len(students))}",
        columns,
        tuple((person.name, _by_distance(each)) for person, each in students[:STUDENTS]),
        ((_DONE, "meets it"), (Cell(Sign.BEGUN, "2"), "exams away"), (_FAR, "no exam can meet it")),
    )
    by_place = Counter(_place(each) for _, each in students)
    described = (
        f"{name}, {goal.title}: {by_place[0]} met, "
        + f"{signing} to be signed off only, " * bool(signing)
        + f"{by_place[1] - signing} one exam away, {by_place[2]} more"
    )
    table = csv_file(
        "goal.csv",
        f"The same as a table: {plural(len(students), 'student')}",
        ("student", "candidate_number", "met_on", "exams_away", "to_sign_off", "step_reached"),
        (
            (
                person.name,
                person.number,
                each.met_on if each.met else None,
                len(each.path) if each.reachable and not each.met else None,
                len(each.to_sign) if each.reachable and not each.met else None,
                each.tier,
            )
            for person, each in students
        ),
    )
    return await _picture("goal.png", chart, described), table


def signed_file(
    persons: Iterable[Person], goal: Goal, signatures: Sequence[Signature]
) -> tuple[Attachment, ...]:
    """A table of what was signed off by hand towards a goal for these students, in their order.
    Nothing where nothing was.
    """
    if not signatures:
        return ()
    table = csv_file(
        "signoffs.csv",
        f"Signed off by hand for {goal.title}: {plural(len(signatures), 'sign-off')}",
        ("student", "candidate_number", "item", "hours", "signed_on", "signed_by"),
        (
            (
                person.name,
                person.number,
                each.item,
                each.hours or None,
                each.signed_on,
                each.signed_by,
            )
            for person in persons
            for each in signatures
            if each.candidate_id == person.id
        ),
    )
    return (table,)


async def _picture(name: str, chart: Chart, described: str) -> Attachment:
    made = await asyncio.to_thread(chart_png, chart)
    return Attachment(name, _PNG, made, described, picture=True)


def _most_begun(stands: ClassProgress) -> list[Credential]:
    """The credentials that most have begun, in catalog order."""

    def begun(credential: Credential) -> int:
        return sum(stands.count(credential, state) for state in CredentialState)

    most = sorted(stands.credentials, key=begun, reverse=True)[:_CREDENTIALS]
    return [each for each in stands.credentials if each in most]


def _cell(student: Student, credential: Credential) -> Cell:
    found = student.begun.get(credential.code)
    if found is None:
        return _NONE
    if found.state is CredentialState.EARNED:
        return _DONE
    return Cell(Sign.BEGUN, str(len(found.remaining)))


def _stretch(first: int, shown: int, count: int) -> str:
    if shown == count:
        return f" · {plural(count, 'student')}"
    return f" · students {first + 1} to {first + shown} of {count}"


def _left_out(credentials: int) -> tuple[str, ...]:
    if not credentials:
        return ()
    are = "is" if credentials == 1 else "are"
    return (f"{credentials} more {are} in the table: these are what most have begun.",)


def _described(stands: ClassProgress, shown: Sequence[Credential]) -> str:
    """What the picture shows, for those who cannot see it: how many have earned and begun what."""
    told = []
    for each in shown:
        earned = stands.count(each, CredentialState.EARNED)
        begun = stands.count(each, CredentialState.IN_PROGRESS)
        parts = [f"{earned} earned"] * bool(earned) + [f"{begun} in progress"] * bool(begun)
        told.append(f"{each.code} {', '.join(parts)}")
    return f"{stands.name}, each student with each credential. In all: {'; '.join(told)}"


def _table(stands: ClassProgress) -> Attachment:
    codes = [f"{each.code} {each.title}" for each in stands.credentials]
    return csv_file(
        "class.csv",
        f"The same as a table: {plural(len(stands.students), 'student')} by "
        f"{plural(len(stands.credentials), 'credential')}",
        ("student", "candidate_number", *codes),
        (
            (
                each.person.name,
                each.person.number,
                *(_in_words(each, credential) for credential in stands.credentials),
            )
            for each in stands.students
        ),
    )


def _in_words(student: Student, credential: Credential) -> str:
    found = student.begun.get(credential.code)
    if found is None:
        return "not begun"
    if found.state is CredentialState.EARNED and found.award is not None:
        return f"earned {found.award.issued_on.isoformat()}"
    return f"in progress, {plural(len(found.remaining), 'exam')} remaining"


_FAR = Cell(Sign.BEGUN, "\N{EN DASH}")


def _place(standing: Standing) -> int:
    """The column: met, one exam away at most, more than that."""
    if standing.met:
        return 0
    return 1 if standing.reachable and len(standing.path) <= 1 else 2


def _no_exam_left(standing: Standing) -> bool:
    return not standing.met and standing.reachable and not standing.path


def _by_distance(standing: Standing) -> tuple[Cell, ...]:
    place = _place(standing)
    away = Cell(Sign.BEGUN, str(len(standing.path))) if standing.reachable else _FAR
    marked = _DONE if standing.met else away
    return tuple(marked if column == place else _NONE for column in range(3))
