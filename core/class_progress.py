"""The progress of a class: its students, and every credential that any of them has started."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.catalog.model import Catalog, Credential
from core.people.model import Person
from core.progress import CandidateProgress, CredentialProgress, CredentialState, Progress
from core.records.model import Record
from core.values import value


@value
class Student:
    """A student on a given day; `begun` has each credential they have started, by code."""

    person: Person
    progress: CandidateProgress
    begun: Mapping[str, CredentialProgress] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        begun = {each.credential.code: each for each in self.progress.credentials}
        object.__setattr__(self, "begun", begun)  # frozen, so set like this


@dataclass(frozen=True)
class ClassProgress:
    """A class on a given day, with its students in order.

    `credentials` are those that any student has started, in catalog order; `counts`: the number of
    students by credential code and state.
    """

    name: str
    today: date
    students: tuple[Student, ...]
    credentials: tuple[Credential, ...]
    counts: Counter[tuple[str, CredentialState]]

    def count(self, credential: Credential, state: CredentialState) -> int:
        """The number of students who have started it and are in this state."""
        return self.counts[credential.code, state]


def class_progress(
    name: str,
    members: Iterable[tuple[Person, Record]],
    progress: Progress,
    catalog: Catalog,
    today: date,
) -> ClassProgress:
    """Work out a class's progress from its members' records."""
    students = tuple([Student(person, progress.of(record, today)) for person, record in members])
    counts = Counter(
        (code, each.state) for student in students for code, each in student.begun.items()
    )
    begun = {code for code, _ in counts}
    credentials = tuple(each for each in catalog.credentials if each.code in begun)
    return ClassProgress(name, today, students, credentials, counts)
