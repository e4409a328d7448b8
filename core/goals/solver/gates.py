"""Requirement trees as gates, and what remains of them after some exams are passed.

The code calls an exam or a sign-off a thing to do. Each thing is a bit of an int.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias


class Gate:
    """A requirement that at least `need` of the parts be met.

    A part is another gate, or a set of exams and sign-offs (as bits) that must all be done. If
    `worth` is set, it has a number for each part, and the met parts' worth must add up to `need`.
    `things` has the bits of all exams and sign-offs in the tree below. Gates are immutable and
    equal if their parts are equal.
    """

    __slots__ = ("_hash", "need", "parts", "things", "worth")

    def __init__(
        self, need: int, parts: tuple["Tree", ...], worth: tuple[int, ...] | None = None
    ) -> None:
        self.need = need
        self.parts = parts
        self.worth = worth
        things = 0
        for part in parts:
            things |= part if isinstance(part, int) else part.things
        self.things: int = things
        self._hash = hash((need, parts, worth))

    @property
    def all(self) -> bool:
        """Whether the gate needs all of its parts."""
        return self.worth is None and self.need == len(self.parts)

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Gate)
            and self._hash == other._hash
            and (self.need, self.parts, self.worth) == (other.need, other.parts, other.worth)
        )

    def __lt__(self, other: "Gate") -> bool:
        """Compare two gates in an arbitrary order, which is the same in every run."""
        return (self.need, repr(self)) < (other.need, repr(other))

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Gate({self.need}, {self.parts}, {self.worth})"


Tree: TypeAlias = int | Gate


def things_of(tree: Tree) -> int:
    """Return all exams and sign-offs that occur in a tree, as bits."""
    return tree if isinstance(tree, int) else tree.things


def meets(tree: Tree, done: int) -> bool:
    """Whether the exams and sign-offs whose bits are in `done` meet a tree of requirements."""
    if isinstance(tree, int):
        return not tree & ~done
    if not tree.things & ~done:
        return True
    need = tree.need
    for place, part in enumerate(tree.parts):
        if (not part & ~done) if isinstance(part, int) else meets(part, done):
            need -= tree.worth[place] if tree.worth else 1
            if need <= 0:
                return True
    return False


def each_removable(tree: Tree, done: int) -> int:
    """Return those bits of `done` that can be left out one at a time.

    The tree stays met without any one of them, but perhaps not without two.
    """
    needed = _needed(tree, done)
    assert needed is not None, "the things done meet the tree"
    return done & ~needed


def _needed(tree: Tree, done: int) -> int | None:
    """Return the bits of `done` that the tree cannot do without, or None if it is not met."""
    if isinstance(tree, int):
        return None if tree & ~done else tree
    met: list[tuple[int, int]] = []
    spare = -tree.need
    for place, part in enumerate(tree.parts):
        needed = _needed(part, done)
        if needed is not None:
            its_worth = tree.worth[place] if tree.worth else 1
            met.append((needed, its_worth))
            spare += its_worth
    if spare < 0:
        return None
    # lost[n]: the exams and sign-offs whose absence costs more than n of the worth
    lost = [0] * (spare + 1)
    for needed, its_worth in met:
        for much in range(spare, -1, -1):
            lost[much] |= needed if much < its_worth else needed & lost[much - its_worth]
    return lost[spare]


def price(things: int, costs: list[int]) -> int:
    """Return the total cost of these exams and sign-offs, given as bits."""
    cost = 0
    while things:
        lowest = things & -things
        cost += costs[lowest.bit_length() - 1]
        things ^= lowest
    return cost


def remainder(tree: Tree, done: int, out: int) -> Tree | None:
    """Return what is left of a tree if the bits `done` are done and the bits `out` are impossible.

    Return 0 if the tree is met, and None if it can no longer be met.
    """
    if isinstance(tree, int):
        return None if tree & out else tree & ~done
    if not tree.things & (done | out):
        return tree
    parts = [remainder(part, done, out) for part in tree.parts]
    return gate(tree.need, parts, tree.worth)


def gate(
    need: int, parts: Iterable[Tree | None], worth: Sequence[int] | None = None
) -> Tree | None:
    """Return the simplest tree for a gate: 0 if it is met, None if it cannot be met.

    The parts must be simplest trees: 0 for a part that is met, None for a part that cannot be met.
    """
    left: list[Tree] = []
    worths: list[int] = []
    for place, part in enumerate(parts):
        its_worth = worth[place] if worth else 1
        if part == 0:
            need -= its_worth
        elif part is not None:
            left.append(part)
            worths.append(its_worth)
    total = sum(worths)
    if need <= 0:
        return 0
    if total < need:
        return None
    if worths.count(worths[0]) == len(worths):
        need, worths = -(-need // worths[0]), [1] * len(worths)
        total, worth = len(worths), None
    if total - min(worths) < need:
        return _all_of(left)
    if need == 1 and not worth:
        return _any_of(left)
    return Gate(need, tuple(left), tuple(min(each, need) for each in worths) if worth else None)


def simplest(tree: Tree) -> Tree | None:
    """Return the simplest tree that means the same: 0 if met, None if it cannot be met."""
    if isinstance(tree, int):
        return tree
    return gate(tree.need, map(simplest, tree.parts), tree.worth)


def _all_of(parts: list[Tree]) -> Tree:
    """Return an all-of gate with one set of all exams and sign-offs that are always needed.

    The set comes first, and counts as done in the other parts.
    """
    must, gates = _merged(parts)
    while True:
        rest = [remainder(each, must, 0) for each in gates]
        more, gates = _merged([part for part in rest if part is not None])
        if not more:
            break
        must |= more
    gates = list(dict.fromkeys(gates))
    if not gates:
        return must
    if not must and len(gates) == 1:
        return gates[0]
    together: tuple[Tree, ...] = (must, *gates) if must else tuple(gates)
    return Gate(len(together), together)


def _merged(parts: list[Tree]) -> tuple[int, list[Gate]]:
    """Return the exams and sign-offs that must all be done, as bits, and the other gates.

    Nested all-of gates are flattened: their parts are merged with the given parts.
    """
    must, gates = 0, []
    for part in parts:
        for each in part.parts if isinstance(part, Gate) and part.all else (part,):
            if isinstance(each, int):
                must |= each
            else:
                gates.append(each)
    return must, gates


def _any_of(parts: list[Tree]) -> Tree:
    """Return an any-of gate.

    Drop each set of exams that contains another of the sets.
    """
    flat: dict[Tree, None] = {}
    for part in parts:
        if isinstance(part, Gate) and part.need == 1 and part.worth is None:
            flat.update(dict.fromkeys(part.parts))
        else:
            flat[part] = None
    sets = [part for part in flat if isinstance(part, int)]
    seen = overlapping = 0
    for each in sets:
        overlapping |= seen & each
        seen |= each
    kept = [
        part
        for part in flat
        if not isinstance(part, int)
        or not part & overlapping
        or not any(not each & ~part and each != part for each in sets)
    ]
    return kept[0] if len(kept) == 1 else Gate(1, tuple(kept))
