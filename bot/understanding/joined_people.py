"""Find students whom a question names one by one, as in "how are Wei and Hiroshi doing"."""

from collections.abc import Callable, Sequence

from bot.understanding.credentials import Named
from bot.understanding.names import JOINS, find_people, words_of_rosters
from bot.understanding.readings import Said, View
from bot.understanding.unlisted_names import find_unlisted, names_staff
from bot.understanding.words import Word
from core.people.model import Person


def students_apart(
    text: str, said: Said, view: View, common: frozenset[str], knows: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the names of the students whom a question names one by one.

    Return () if the question is not about students. `common` has words that are never misspelled
    names, and `knows` tells whether a folded word is an ordinary word.
    """
    best = next((each.command for each in said.readings), "")
    if not (said.people or said.unlisted) or said.codes or best not in _OF_STUDENTS:
        return ()
    if found := people_told_apart(said.named.words, view.people, common):
        return tuple(each.name for each in found)
    return _also_unlisted(text, said, view, common, knows) if best == "student" else ()


def _also_unlisted(
    text: str, said: Said, view: View, common: frozenset[str], knows: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return two or three students whose names are joined, if some are on none of the rosters."""
    found: list[str] = []
    taken = words_of_rosters(view.rosters)
    for part in _parted_by_joins(said.named.words):
        people = find_people(part, view.people, common).people
        # the word before a name helps to tell it apart from other words
        led = Named((Word("and", "and"), *part))
        name = people[0].name if len(people) == 1 else find_unlisted(text, led, taken, knows).name
        if name and not names_staff(name, view.staff):
            found.append(name)
    apart = tuple(dict.fromkeys(found))
    return apart if 1 < len(apart) <= _MOST_APART else ()


def people_told_apart(
    words: Sequence[Word], people: Sequence[Person], common: frozenset[str] = frozenset()
) -> tuple[Person, ...]:
    """Return the two or three students that a message names one by one: "Wei or Hiroshi".

    Return () if the message names one student or more than three, or if a name fits several.
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
