"""Find the sign-off items and the trainers that people name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.goals.model import Goal, SignOffRequired
from core.names import Similarity, similarity, unaccented
from core.people.model import Person
from core.people.name_folding import fold

MOST_HOURS = 20_000
"""Maximum hours in one sign-off."""


_ALIKE = (Similarity.SAME, Similarity.NEAR)


_ONESELF = frozenset({"me", "myself", "i", "yo", "mí"})


@dataclass(frozen=True, slots=True)
class Trainer:
    """The trainer: a name, and the person's id if they are on record."""

    name: str
    person_id: int | None = None


def items_named(goal: Goal, typed: str) -> list[SignOffRequired]:
    """Return the sign-offs in a goal that have this name.

    If none has exactly this name, return those whose name contains it. If several steps require the
    same sign-off, it is returned with the most hours, and with two people if any step requires two.
    """
    items: dict[str, SignOffRequired] = {}
    for leaf in goal.leaves:
        if isinstance(leaf, SignOffRequired):
            before = items.get(leaf.item, leaf)
            items[leaf.item] = replace(
                leaf,
                hours=max(leaf.hours, before.hours),
                two_people=leaf.two_people or before.two_people,
            )
    wanted = fold(typed)
    exact = [each for each in items.values() if fold(each.item) == wanted]
    return exact or [each for each in items.values() if wanted in fold(each.item)]


def trainer_named(staff: Sequence[Person], signer: Person, typed: str) -> list[Trainer]:
    """Return the trainers that a name, an address or #ID may mean.

    A trainer is on the staff, is the signer, or else is a person not on record. If the text is
    ambiguous, several are returned.
    """
    if typed.startswith("#"):
        return [Trainer(each.name, each.id) for each in staff if typed == f"#{each.id}"]
    if fold(typed) in _ONESELF:
        return [Trainer(signer.name, signer.id)]
    known = [each for each in staff if each.email and each.email == typed.lower()]
    known = known or [
        each
        for each in (*staff, *(() if signer in staff else (signer,)))
        if _is_called(each, typed)
    ]
    return [Trainer(each.name, each.id) for each in known] or [Trainer(" ".join(typed.split()))]


def _is_called(person: Person, typed: str) -> bool:
    """Whether a text is a person's name, or part of it."""
    if similarity((person.given_name, person.family_name), (typed, "")) in _ALIKE:
        return True
    return set(unaccented(typed).split()) <= set(unaccented(person.name).split())
