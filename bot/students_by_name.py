"""Find students by the name or number that somebody typed."""

from collections.abc import Iterable

from core.audit.actor import Action, looked_at
from core.names import is_slip, unaccented
from core.people.model import Person


def students_named(students: Iterable[Person], typed: str) -> list[Person]:
    """Return the students with this number or full name.

    If no student has it, return the students whose names contain all typed words. Case, accents,
    apostrophes and hyphens do not matter. The audit log records that the asker saw the names of the
    returned students.
    """
    students, wanted = list(students), _words(typed)
    joined = "".join(wanted)
    exact = [
        each
        for each in students
        if joined and joined in {"".join(_words(each.name)), (each.number or "").lower()}
    ]
    found = exact or [
        each for each in students if wanted and all(word in _parts(each) for word in wanted)
    ]
    looked_at(Action.SAW_NAME, *(each.id for each in found))
    return found


def students_nearly_named(students: Iterable[Person], typed: str) -> list[Person]:
    """Return the students whose names contain all typed words, if a few letters are corrected."""
    wanted = _words(typed)
    found = [
        each
        for each in students
        if wanted and all(any(is_slip(word, part) for part in _parts(each)) for word in wanted)
    ]
    looked_at(Action.SAW_NAME, *(each.id for each in found))
    return found


def _words(name: str) -> list[str]:
    return unaccented(name).replace("'", "").replace("-", " ").split()


def _parts(person: Person) -> set[str]:
    """Return the words of a name, and these words joined, as in "vanderberg"."""
    words = _words(person.name)
    return {"".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
