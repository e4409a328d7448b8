"""A class's progress, as a picture and as a table, for replies and notices."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from bot.chart_picture import Cell, Chart, Column, Sign, chart_png
from bot.reply import Attachment
from bot.spreadsheet import csv_file, csv_line, csv_of_lines
from core.catalog.model import Credential
from core.class_progress import ClassProgress, Student
from core.goals.model import Goal
from core.goals.standing import Standing
from core.language.message import Message, _, _n
from core.memories import emptied_when_forgetting
from core.people.model import Person
from core.progress import CredentialProgress, CredentialState
from core.records.members import MOST_KEPT
from core.threads import in_thread

if TYPE_CHECKING:
    from core.goals.signoffs import Signature

STUDENTS = 25
"""Maximum rows in one picture: as many as a phone's screen shows."""
_CREDENTIALS = 12
"""Maximum columns in a picture. The table has a column for every credential."""
_DONE, _NONE = Cell(Sign.DONE), Cell(Sign.NONE)
_PNG = "image/png"


async def class_files(
    stands: ClassProgress, first: int = 0, locale: str = "en"
) -> tuple[Attachment, ...]:
    """Return a picture of up to `STUDENTS` students, starting with number `first`.

    If `first` is 0, also return a table of all students. If no student has started a credential,
    return ().
    """
    if not stands.credentials:
        return ()
    shown = _most_begun(stands)
    students = stands.students[first : first + STUDENTS]
    which = _stretch(first, len(students), len(stands.students))
    chart = Chart(
        stands.name,
        _("%(day)s · %(which)s", day=stands.today, which=which),
        tuple(Column(" ".join(each.code.split("-", 1)), each.title) for each in shown),
        tuple(
            (each.person.name, tuple(_cell(each, credential) for credential in shown))
            for each in students
        ),
        (
            (_DONE, _("earned")),
            (Cell(Sign.BEGUN, "2"), _("started: exams left")),
            (_NONE, _("not started")),
        ),
        _left_out(len(stands.credentials) - len(shown)),
    )
    picture = await _picture("class.png", chart, _described(stands, shown), locale)
    return (picture, _table(stands)) if first == 0 else (picture,)


async def goal_files(
    name: str, goal: Goal, students: Sequence[tuple[Person, Standing]], locale: str = "en"
) -> tuple[Attachment, ...]:
    """Return a picture and a table that show how far students are from a goal.

    They show which students meet the goal, and how many exams the other students still need. The
    order of the students is kept. The picture shows only the first `STUDENTS` students.
    """
    if not students:
        return ()
    signing = sum(_no_exam_left(each) for _, each in students)
    near = _("0\N{EN DASH}1 exam") if signing else _("1 exam")
    columns = (Column(_("met")), Column(near), Column(_("more")))
    chart = Chart(
        name,
        _(
            "%(goal)s · %(which)s",
            goal=goal.title,
            which=_stretch(0, min(STUDENTS, len(students)), len(students)),
        ),
        columns,
        tuple((person.name, _by_distance(each)) for person, each in students[:STUDENTS]),
        (
            (_DONE, _("meets it")),
            (Cell(Sign.BEGUN, "2"), _("exams to go")),
            (_FAR, _("no exam can meet it")),
        ),
    )
    by_place = Counter(_place(each) for _, each in students)
    counts = {"met": by_place[0], "near": by_place[1] - signing, "more": by_place[2]}
    if signing:
        described = _(
            "%(roster)s, %(goal)s: %(met)s met, %(signing)s waiting only for a sign-off, "
            "%(near)s one exam to go, %(more)s more than one",
            roster=name,
            goal=goal.title,
            signing=signing,
            **counts,
        )
    else:
        described = _(
            "%(roster)s, %(goal)s: %(met)s met, %(near)s one exam to go, %(more)s more than one",
            roster=name,
            goal=goal.title,
            **counts,
        )
    table = csv_file(
        "goal.csv",
        _n(
            "The same as a table: %(count)s student",
            "The same as a table: %(count)s students",
            len(students),
        ),
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
    return await _picture("goal.png", chart, described, locale), table


def signed_file(
    persons: Iterable[Person], goal: Goal, signatures: Sequence["Signature"]
) -> tuple[Attachment, ...]:
    """Return a table of students' sign-offs toward a goal, student by student.

    If there are no sign-offs, return ().
    """
    if not signatures:
        return ()
    table = csv_file(
        "signoffs.csv",
        _n(
            "Signed off by hand for %(goal)s: %(count)s sign-off",
            "Signed off by hand for %(goal)s: %(count)s sign-offs",
            len(signatures),
            goal=goal.title,
        ),
        (
            "student",
            "candidate_number",
            "item",
            "hours",
            "signed_on",
            "signed_by",
            "done_on",
            "trainer",
        ),
        (
            (
                person.name,
                person.number,
                each.item,
                each.hours or None,
                each.signed_on,
                each.signed_by,
                each.done_on,
                each.trainer,
            )
            for person in persons
            for each in signatures
            if each.candidate_id == person.id
        ),
    )
    return (table,)


async def _picture(name: str, chart: Chart, described: str, locale: str) -> Attachment:
    made = await in_thread(partial(chart_png, chart, locale))
    return Attachment(name, _PNG, made, described, picture=True)


def _most_begun(stands: ClassProgress) -> list[Credential]:
    """Return the credentials that the most students have started, in catalog order."""

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


def _stretch(first: int, shown: int, count: int) -> Message:
    if shown == count:
        return _n("%(count)s student", "%(count)s students", count)
    return _(
        "students %(first)s to %(last)s of %(count)s",
        first=first + 1,
        last=first + shown,
        count=count,
    )


def _left_out(credentials: int) -> tuple[str, ...]:
    if not credentials:
        return ()
    return (
        _n(
            "%(count)s more is in the table: these are the ones most students have started.",
            "%(count)s more are in the table: these are the ones most students have started.",
            credentials,
        ),
    )


def _described(stands: ClassProgress, shown: Sequence[Credential]) -> str:
    """Describe the picture for people who cannot see it.

    The text says how many students have earned or started each credential.
    """
    told = []
    for each in shown:
        earned = stands.count(each, CredentialState.EARNED)
        begun = stands.count(each, CredentialState.IN_PROGRESS)
        told.append(
            _(
                "%(code)s: %(earned)s earned, %(begun)s in progress",
                code=each.code,
                earned=earned,
                begun=begun,
            )
        )
    return _(
        "%(roster)s, each student with each credential. In all: %(counts)s",
        roster=stands.name,
        counts=told,
    )


@lru_cache(maxsize=16)
def _table(stands: ClassProgress) -> Attachment:
    """Return a table of all students with all credentials.

    The table is cached, so equal progress gives it without new work.
    """
    titles = [f"{each.code} {each.title}" for each in stands.credentials]
    codes = tuple([each.code for each in stands.credentials])
    head = csv_line(("student", "candidate_number", *titles))
    return csv_of_lines(
        "class.csv",
        _(
            "The same as a table: %(students)s by %(credentials)s",
            students=_n("%(count)s student", "%(count)s students", len(stands.students)),
            credentials=_n(
                "%(count)s credential", "%(count)s credentials", len(stands.credentials)
            ),
        ),
        (head, *[_line(each, codes) for each in stands.students]),
    )


@lru_cache(maxsize=MOST_KEPT)
def _line(student: Student, codes: tuple[str, ...]) -> str:
    """Return a student's line of the table.

    Lines are cached, so equal progress gives them again.
    """
    cells = [_in_words(student.begun.get(code)) for code in codes]
    return csv_line((student.person.name, student.person.number, *cells))


for _memory in (_table, _line):
    emptied_when_forgetting(_memory.cache_clear)


def _in_words(found: CredentialProgress | None) -> str:
    if found is None:
        return _NOT_STARTED
    if found.state is CredentialState.EARNED and found.award is not None:
        return _earned_on(found.award.issued_on)
    return _exams_left(len(found.remaining))


_NOT_STARTED = _("not started")


# cached, because a large class has thousands of cells, but few different ones
@lru_cache(maxsize=1024)
def _earned_on(day: date) -> str:
    return _("earned %(day)s", day=day.isoformat())


@lru_cache(maxsize=64)
def _exams_left(count: int) -> str:
    return _n("in progress, %(count)s exam left", "in progress, %(count)s exams left", count)


_FAR = Cell(Sign.BEGUN, "\N{EN DASH}")


def _place(standing: Standing) -> int:
    """Return the number of a student's column in a goal's picture.

    The number is 0 if the student meets the goal, 1 if one exam is enough, and 2 otherwise.
    """
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
