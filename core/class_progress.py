"""The progress of a class: its students, and every credential that any of them has started."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from itertools import chain

from core.catalog.model import Credential
from core.memories import emptied_when_forgetting
from core.people.model import Person
from core.progress import CandidateProgress, CredentialProgress, CredentialState, Progress
from core.records.members import Member
from core.records.model import Record

_CLASSES = 16
"""The last progress of at most this many classes is cached."""


@dataclass(frozen=True, slots=True, eq=False)
class Student:
    """A student on a given day.

    `begun` maps codes to the credentials that they have started. `class_progress` returns the same
    object again while nothing on record about the student changes.
    """

    person: Person
    progress: CandidateProgress
    begun: Mapping[str, CredentialProgress] = field(init=False, repr=False)
    states: tuple[tuple[str, str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        begun = {each.credential.code: each for each in self.progress.credentials}
        states = tuple([(code, each.state.value) for code, each in begun.items()])
        object.__setattr__(self, "begun", begun)  # set like this because the class is frozen
        object.__setattr__(self, "states", states)


@dataclass(frozen=True, slots=True, eq=False)
class ClassProgress:
    """The progress of a class on a given day, with its students in order.

    `credentials` are those that any student has started, in catalog order. `counts` has the number
    of students by credential code and state. `class_progress` returns the same object again while
    nothing changes.
    """

    name: str
    today: date
    students: tuple[Student, ...]
    credentials: tuple[Credential, ...]
    counts: Counter[tuple[str, str]]

    def count(self, credential: Credential, state: CredentialState) -> int:
        """Return the number of students who have started the credential and are in this state."""
        return self.counts[credential.code, state.value]


def class_progress(
    name: str, members: Iterable[Member], progress: Progress, today: date
) -> ClassProgress:
    """Work out a class's progress from its members' records."""
    given, work = (progress, today), partial(_student, progress, today)
    students = tuple([member.worked_out(given, work) for member in members])
    return _class_progress(name, students, progress, today)


def _student(progress: Progress, today: date, person: Person, record: Record) -> Student:
    return Student(person, progress.of(record, today))


@lru_cache(maxsize=_CLASSES)
def _class_progress(
    name: str, students: tuple[Student, ...], progress: Progress, today: date
) -> ClassProgress:
    counts = Counter(chain.from_iterable(student.states for student in students))
    begun = {code for code, _ in counts}
    credentials = tuple(each for each in progress.catalog.credentials if each.code in begun)
    return ClassProgress(name, today, students, credentials, counts)


emptied_when_forgetting(_class_progress.cache_clear)
