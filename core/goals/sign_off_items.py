"""Find the sign-offs and the trainers that people name in a message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.goals.model import Goal, SignOffRequired
from core.names import Similarity, similarity, unaccented
from core.people.model import Person
from core.people.name_folding import fold

MOST_HOURS = 20_000
"""The maximum number of hours that one sign-off can record."""


_ALIKE = (Similarity.SAME, Similarity.NEAR)


_ONESELF = frozenset({"me", "myself", "i", "yo", "mí"})


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer whom somebody named. `id` is set if the trainer is on record."""

    name: str
    person_id: int | None = None


def items_named(goal: Goal, typed: str) -> list[SignOffRequired]:
    """Return the sign-offs that a goal requires and that have the typed name.

    If none has exactly this name, return those whose name contains it. Several steps may require
    the same sign-off. It is then returned once, with the most hours, and with `two_people` if any
    step says so.
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
    """Return the trainers whom a typed name, e-mail address or id such as "#12" may mean.

    Trainers on record are staff or the signer. If none of them has the name, return a trainer
    without an id. For an ambiguous text, return several trainers.
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
    """Whether the typed text is the person's name or a part of the name."""
    if similarity((person.given_name, person.family_name), (typed, "")) in _ALIKE:
        return True
    return set(unaccented(typed).split()) <= set(unaccented(person.name).split())
