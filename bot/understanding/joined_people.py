"""Find students whom a question names one by one, as in "how are Wei and Hiroshi doing"."""

from collections.abc import Sequence

from bot.understanding.names import JOINS, find_people
from bot.understanding.readings import Said, View
from bot.understanding.words import Word
from core.people.model import Person


def students_apart(said: Said, view: View, common: frozenset[str]) -> tuple[Person, ...]:
    """Return the students that a question names one by one.

    Return () if the question is not about students. `common` has words that are never misspelled
    names.
    """
    best = next((each.command for each in said.readings), "")
    if not said.people or said.codes or best not in _OF_STUDENTS:
        return ()
    return people_told_apart(said.named.words, view.people, common)


def people_told_apart(
    words: Sequence[Word], people: Sequence[Person], common: frozenset[str] = frozenset()
) -> tuple[Person, ...]:
    """Return the two or three students that a message names one by one: "Wei or Hiroshi".

    Return () if there are fewer or more, or if a name fits several students.
    """
    each = [find_people(part, people, common) for part in _parted_by_joins(words)]
    named = [found.people for found in each if found.people]
    if not 1 < len(named) <= _MOST_APART or any(len(found) > 1 for found in named):
        return ()
    one_by_one = tuple(dict.fromkeys(found[0] for found in named))
    return one_by_one if len(one_by_one) > 1 else ()


def _parted_by_joins(words: Sequence[Word]) -> list[list[Word]]:
    """Split the words at "and", "or", "versus" and the like."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.folded in JOINS:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


_MOST_APART = 3
_OF_STUDENTS = frozenset(("student", "students", "status", "score", "next", "roster"))
"""Commands that the classifier may choose for a question about several students."""
