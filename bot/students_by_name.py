"""Find students by the name or number that somebody typed."""

from collections.abc import Callable, Iterable
from functools import cache

from core.audit.actor import Action, looked_at
from core.names import unaccented
from core.people.model import Person

_SLIP_FROM, _TWO_SLIPS_FROM = 4, 8
"""How long a typed word must be, so that one letter or two letters of it may be wrong."""


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
        if wanted and all(any(_is_slip(word, part) for part in _parts(each)) for word in wanted)
    ]
    looked_at(Action.SAW_NAME, *(each.id for each in found))
    return found


def _words(name: str) -> list[str]:
    return unaccented(name).replace("'", "").replace("-", " ").split()


def _parts(person: Person) -> set[str]:
    """Return the words of a name, and these words joined, as in "vanderberg"."""
    words = _words(person.name)
    return {"".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}


def _is_slip(word: str, part: str) -> bool:
    if word == part:
        return True
    allowed = (len(word) >= _SLIP_FROM) + (len(word) >= _TWO_SLIPS_FROM)
    return allowed > 0 and _distance()(word, part, score_cutoff=allowed) <= allowed


@cache
def _distance() -> Callable[..., int]:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - for misspelled names alone

    return OSA.distance
