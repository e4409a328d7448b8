"""The questions about students. Each filter decides which students match, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bot.commands.exam_argument import ExamAsked, exam_words
from core.catalog.model import Catalog, Exam
from core.catalog.search import Unsure
from core.class_progress import Student
from core.language.message import _, _n
from core.people.roster_names import Roster
from core.progress import CredentialState, ExamState
from core.records.model import Outcome, Record
from core.records.scores import Score, average

NOT_LINKED, AVERAGE = "not linked", "average"
OF_A_TIME = frozenset(("earned", "failed"))
"""The questions that may be about a time."""
_QUIET_DAYS = 60
"""After this many days without a result, a student with exams left counts as behind."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A parsed question about students.

    `kind` is a key of `FILTERS` or `NOT_LINKED`. `exam` is the credential or exam in question.
    `days` are the first and the last day of the time in question, if it is about a time. `rosters`
    are the classes in question, or () for all that the asker may see.
    """

    kind: str
    exam: ExamAsked | Unsure | None
    days: tuple[date, date] | None
    rosters: tuple[Roster, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A student, to be matched with a question about students."""

    student: Student
    record: Record
    asked: Asked
    catalog: Catalog
    scores: tuple[Score, ...] = ()

    @property
    def exam(self) -> ExamAsked | None:
        """Return the credential or exam that was asked about."""
        return self.asked.exam if isinstance(self.asked.exam, ExamAsked) else None

    def is_within(self, day: date) -> bool:
        """Whether a day is in the time that was asked about, or no time was."""
        return self.asked.days is None or self.asked.days[0] <= day <= self.asked.days[1]

    def is_about(self, code: str) -> bool:
        """Whether the question is about this credential, or names no credential."""
        return self.exam is None or self.exam.credential.code == code


Why = bool | tuple[str, ...]
"""Whether a student matches: True, or the reasons to show. False or () means no match."""


def _words(exams: Iterable[Exam]) -> tuple[str, ...]:
    return tuple(exam_words(each) for each in sorted(exams, key=lambda each: each.title))


def _behind(case: Case) -> Why:
    """Return why a student counts as behind.

    There are three possible reasons. The student has nothing on record; or has exams left, but no
    result for a long time; or is locked out of an exam, and has earned nothing yet.
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


def _nothing(case: Case) -> Why:
    """Return whether a student has earned no credential, with how many they have begun."""
    progress = case.student.progress
    if progress.earned:
        return ()
    begun = len(progress.in_progress)
    return (_n("%(count)s begun", "%(count)s begun", begun),) if begun else (_("none begun"),)


def _retake(case: Case) -> Why:
    """Return the exams that a student failed and may retake now."""
    return _words(
        {
            e.exam
            for c in case.student.progress.in_progress
            for e in c.exams
            if e.state is ExamState.FAILED and case.is_about(c.credential.code)
        }
    )


def _ahead(case: Case) -> Why:
    count = len(case.student.progress.earned)
    return (_n("%(count)s credential", "%(count)s credentials", count),) if count else ()


def furthest_first(case: Case) -> tuple[int, int]:
    """Return the key that sorts students by progress, furthest first.

    Students with more credentials come first. Among students with equally many credentials, those
    with fewer exams left for the next credential come first.
    """
    progress = case.student.progress
    return -len(progress.earned), len(progress.nearest.remaining) if progress.nearest else 99


def _one_away(case: Case) -> Why:
    near = [c for c in case.student.progress.in_progress if len(c.remaining) == 1]
    return tuple(
        exam_words(each.remaining[0].exam) for each in near if case.is_about(each.credential.code)
    )


def _locked(case: Case) -> Why:
    until = {
        e.exam.code: _("%(exam)s: opens on %(day)s", exam=exam_words(e.exam), day=e.until)
        for c in case.student.progress.in_progress for e in c.exams
        if e.state is ExamState.LOCKED and e.until and case.is_about(c.credential.code)
    }  # fmt: skip
    return tuple(until.values())


def _failed(case: Case) -> Why:
    results = case.record.results
    failed = [e for e in results if e.outcome is Outcome.FAIL and case.is_within(e.taken_on)]
    if case.exam:
        codes = {exam.code for exam in case.exam.exams}
        failed = [each for each in failed if each.exam in codes]
    passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
    exams = case.catalog.exams
    return _words({exams[r.exam] for r in failed if r.exam not in passed and r.exam in exams})


def _missing(case: Case) -> Why:
    if case.exam is None:
        begun = case.student.progress.in_progress
        return _words({each.exam for one in begun for each in one.remaining})
    passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
    return _words({each for each in case.exam.exams if each.code not in passed})


def _earned(case: Case) -> Why:
    titles = [
        known.title
        for each in case.record.awards
        if each.revoked_on is None
        and case.is_within(each.issued_on)
        and case.is_about(each.credential)
        and (known := case.catalog.credential(each.credential))
    ]
    return tuple(titles)


def _average(case: Case) -> Why:
    value = average(case.scores)
    if value is None:
        return ()
    shown, count = f"{value:.3g}", len(case.scores)
    if count == 1:
        return (shown,)
    return (_("%(average)s, from %(count)s scores", average=shown, count=count),)


def _count(case: Case) -> Why:
    if case.exam is None:
        return True
    if case.exam.kind:
        passed = {r.exam for r in case.record.results if r.outcome is Outcome.PASS}
        return all(each.code in passed for each in case.exam.exams)
    begun = case.student.begun.get(case.exam.credential.code)
    return begun is not None and begun.state is CredentialState.EARNED


FILTERS: dict[str, Callable[[Case], Why]] = {
    "behind": _behind,
    "nothing": _nothing,
    "retake": _retake,
    "ahead": _ahead,
    "one away": _one_away,
    "locked": _locked,
    "failed": _failed,
    "missing": _missing,
    "earned": _earned,
    AVERAGE: _average,
    "count": _count,
}
