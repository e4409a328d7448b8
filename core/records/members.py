"""The students of a class, each with their record."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from core.people.model import Person
from core.records.model import Record

MOST_KEPT = 4096
"""The rows of at most this many students, of all classes together, are cached."""
T = TypeVar("T")


class Member:
    """A student of a class, and the student's record: `person, record = member`."""

    __slots__ = ("_kept", "person", "record")

    def __init__(self, person: Person, record: Record) -> None:
        self.person = person
        self.record = record
        self._kept: tuple[object, Any] | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter((self.person, self.record))

    def worked_out(self, given: object, work: Callable[[Person, Record], T]) -> T:
        """Return `work(person, record)` for this student, from a cache if possible.

        The cached result is used again as long as `given` equals the `given` of the last call.
        """
        if self._kept is None or self._kept[0] != given:
            self._kept = given, work(self.person, self.record)
        made: T = self._kept[1]
        return made
