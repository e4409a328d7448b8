"""Split the cost of each exam or sign-off among the leaves that need it.

The cheapest choice is then easy to find. In the code, a thing is an exam or a sign-off, and a place
is one thing at one leaf of the tree. Things that are needed at exactly the same leaves count as one
thing.
"""

from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from core.goals.solver.gates import Gate, Tree, gate

NEARLY = 1e-6
"""Two costs are treated as equal if they differ by less than this."""

_Choice: TypeAlias = tuple[float, list[int]]
"""The cost of a choice, and the numbers of the places (one thing at one leaf) that it uses."""


@dataclass(frozen=True, slots=True)
class Fork:
    """A tree split in two.

    `taken` is the tree if one chosen part must be met, and `left` is the tree without that part.
    The solver solves both trees instead of the original tree.
    """

    taken: Tree | None
    left: Tree | None


class _Node:
    """A gate of the tree.

    Its parts are other nodes, or places (one thing at one leaf).
    """

    __slots__ = ("below", "need", "part", "parts", "places", "worth")

    def __init__(
        self, part: Tree, need: int, parts: list["int | _Node"], worth: tuple[int, ...] | None
    ) -> None:
        self.part = part
        self.need = need
        self.parts = parts
        self.worth = worth
        self.places = [part for part in parts if isinstance(part, int)]
        self.below = [part for part in parts if not isinstance(part, int)]


class Shares:
    """How much of the cost of an exam or sign-off each leaf that needs it pays.

    At first, all leaves that need the same exam pay the same. `bound` is a lower bound of the
    tree's cost: the highest bound found with any shares so far.
    """

    def __init__(self, tree: Gate, costs: list[int]) -> None:
        self._meant: list[int] = []
        self._cost: list[int] = []
        self._at: list[list[int]] = []
        self._thing: list[int] = []
        self._alike: dict[int, list[int]] = {}
        self._root = self._laid_out(tree, costs)
        self._shares = [0.0] * len(self._thing)
        for cost, places in zip(self._cost, self._at, strict=True):
            for place in places:
                self._shares[place] = cost / len(places)
        self._share = self._shares.__getitem__
        self._shared = [thing for thing, places in enumerate(self._at) if len(places) > 1]
        self.bound = 0.0
        self._best = self._shares

    @property
    def places(self) -> int:
        return len(self._thing)

    def cheapest(self) -> list[int]:
        """Return the places of the cheapest choice, priced by the current shares.

        The choice's cost is a lower bound of the tree's cost.
        """
        cost, used = self._cheapest(self._root)
        if cost > self.bound:
            self.bound, self._best = cost, self._shares.copy()
        return used

    def things(self, used: list[int]) -> int:
        """Return the exams and sign-offs of these places, as bits."""
        things = 0
        for place in used:
            things |= self._meant[self._thing[place]]
        return things

    def alike(self, thing: int) -> list[int]:
        """Return the bits of an exam or sign-off and those interchangeable with it, in order.

        Only the number of them that are done matters, so they are always done in this order.
        """
        return self._alike.get(thing, [self._meant[thing]])

    def shift(self, used: list[int], step: float) -> int | None:
        """Move cost shares to the places that use an exam from the places that do not.

        Return the exam or sign-off with the largest unpaid share, or None if every share is paid.
        """
        using, shares = set(used), self._shares
        most, undecided = NEARLY, None
        for thing in self._shared:
            places = self._at[thing]
            yes = [place for place in places if place in using]
            if not yes or len(yes) == len(places):
                continue
            no = [place for place in places if place not in using]
            unpaid = sum(map(self._share, no))
            if unpaid > most:
                most, undecided = unpaid, thing
            gain = unpaid * step / len(yes)
            for place in yes:
                shares[place] += gain
            for place in no:
                shares[place] *= 1 - step
        return undecided

    def settle(self) -> None:
        """Go back to the shares that gave the best bound. Do not call `shift` afterwards."""
        self._shares[:] = self._best

    def within(self, more: float) -> Tree | None:
        """Reduce the tree to choices that cost at most `more` above the bound.

        Return None if no choice is that cheap. A part that every remaining choice uses becomes
        required.
        """
        return self._within(self._root, more)

    def fork(self) -> Fork | None:
        """Split the tree in two: with and without one of its gates.

        Take the most expensive part that offers a choice between gates, and in it the cheapest
        gate. Return None if no part offers a choice between gates.
        """
        tree = self._root.part
        assert isinstance(tree, Gate), "a tree with things to choose from"
        most, found = -inf, None
        for place, node in enumerate(self._root.parts if tree.all else [self._root]):
            if isinstance(node, int) or not node.below or node.worth:
                continue
            prices = self._prices(node)
            cost = sum(sorted(prices)[: node.need])
            if cost > most:
                most, found = cost, (place, node, prices)
        if found is None:
            return None
        place, node, prices = found
        asked = node.part
        assert isinstance(asked, Gate), "has gates below it"
        gates = (at for at, part in enumerate(node.parts) if not isinstance(part, int))
        chosen = min(gates, key=prices.__getitem__)
        others = [*asked.parts[:chosen], *asked.parts[chosen + 1 :]]
        beside = [*tree.parts[:place], *tree.parts[place + 1 :]] if tree.all else []
        taken = [asked.parts[chosen], gate(asked.need - 1, others), *beside]
        left = [gate(asked.need, others), *beside]
        return Fork(gate(len(taken), taken), gate(len(left), left))

    def _within(self, node: _Node, more: float) -> Tree | None:
        part = node.part
        if isinstance(part, int) or part.worth:
            return part
        prices = self._prices(node)
        in_order = sorted(prices)
        last = in_order[node.need - 1]
        instead = in_order[node.need] if len(prices) > node.need else inf
        needed: list[Tree | None] = []
        rest: list[Tree | None] = []
        for below, tree, cost in zip(node.parts, part.parts, prices, strict=True):
            dearer = max(0.0, cost - last)
            if dearer > more:
                continue
            kept = tree if isinstance(below, int) else self._within(below, more - dearer)
            (needed if instead - cost > more else rest).append(kept)
        return gate(len(needed) + 1, [*needed, gate(node.need - len(needed), rest)])

    def _prices(self, node: _Node) -> list[float]:
        """Return the cost of each part of a node, priced by the current cost shares."""
        return [
            self._share(part) if isinstance(part, int) else self._cheapest(part)[0]
            for part in node.parts
        ]

    def _cheapest(self, node: _Node) -> _Choice:
        share = self._share
        places, below, need = node.places, node.below, node.need
        if node.worth is not None:
            return self._worth_enough(node)
        if not below:
            if need < len(places):
                places = sorted(places, key=share)[:need]
            return sum(map(share, places)), places
        gates = [self._cheapest(each) for each in below]
        used: list[int] = []
        if need == len(node.parts):
            used = [*places]
            for _, its_places in gates:
                used += its_places
            return sum(map(share, places)) + sum(map(_cost, gates)), used
        if len(places) > need:
            places = sorted(places, key=share)[:need]
        choices: list[_Choice] = [(share(place), [place]) for place in places]
        choices.extend(gates)
        choices.sort(key=_cost)
        for _, its_places in choices[:need]:
            used += its_places
        return sum(map(_cost, choices[:need])), used

    def _worth_enough(self, node: _Node) -> _Choice:
        """Return the cheapest parts of a node whose worth adds up to `need`.

        The method is to find the cheapest parts for each sum up to `need`.
        """
        assert node.worth is not None, "called only for gates with worths"
        best: list[_Choice] = [(0.0, []), *((inf, list[int]()) for _ in range(node.need))]
        for worth, part in zip(node.worth, node.parts, strict=True):
            its = (self._share(part), [part]) if isinstance(part, int) else self._cheapest(part)
            for reached in range(node.need, 0, -1):
                price, used = best[max(0, reached - worth)]
                if price + its[0] < best[reached][0]:
                    best[reached] = (price + its[0], used + its[1])
        return best[node.need]

    def _laid_out(self, tree: Gate, costs: list[int]) -> _Node:
        leaves: list[list[int]] = [[] for _ in _sets(tree)]
        for things, wanting in _together(tree):
            for leaf in wanting:
                leaves[leaf].append(len(self._meant))
            self._meant.append(sum(1 << bit for bit in things))
            self._cost.append(sum(costs[bit] for bit in things))
            self._at.append([])
        stands: list[list[tuple[int, int]]] = [[] for _ in self._meant]
        mixed: set[int] = set()
        gates, next_leaf = 0, iter(leaves)

        def laid(part: Tree, gate: int, worth: int) -> "int | _Node":
            nonlocal gates
            if isinstance(part, int):
                mine = []
                its_things = next(next_leaf)
                for thing in its_things:
                    place = len(self._thing)
                    self._thing.append(thing)
                    self._at[thing].append(place)
                    stands[thing].append((gate, worth))
                    mine.append(place)
                if len(mine) == 1:
                    return mine[0]
                mixed.update(its_things)
                return _Node(part, len(mine), [*mine], None)
            gates += 1
            number = gates
            worths = part.worth or (0,) * len(part.parts)
            parts = [laid(p, number, w) for p, w in zip(part.parts, worths, strict=True)]
            return _Node(part, part.need, parts, part.worth)

        root = laid(tree, 0, 0)
        assert isinstance(root, _Node), "a tree with things to choose from"
        self._alike = self._classes(stands, mixed)
        return root

    def _classes(
        self, stands: list[list[tuple[int, int]]], mixed: set[int]
    ) -> dict[int, list[int]]:
        classes: dict[object, list[int]] = {}
        for thing, gates in enumerate(stands):
            if thing not in mixed:
                classes.setdefault((self._cost[thing], tuple(sorted(gates))), []).append(thing)
        return {
            thing: [self._meant[each] for each in members]
            for members in classes.values()
            for thing in members
        }


def _cost(choice: _Choice) -> float:
    return choice[0]


def _sets(tree: Tree) -> list[int]:
    if isinstance(tree, int):
        return [tree]
    return [things for part in tree.parts for things in _sets(part)]


def _together(tree: Gate) -> list[tuple[list[int], tuple[int, ...]]]:
    """Group the exams and sign-offs that are needed at exactly the same leaves.

    Return the bit numbers of each group, and its leaves.
    """
    wanted: dict[int, list[int]] = {}
    for leaf, things in enumerate(_sets(tree)):
        left = things
        while left:
            lowest = left & -left
            wanted.setdefault(lowest.bit_length() - 1, []).append(leaf)
            left ^= lowest
    together: dict[tuple[int, ...], list[int]] = {}
    for thing, leaves in wanted.items():
        together.setdefault(tuple(leaves), []).append(thing)
    return [(things, leaves) for leaves, things in together.items()]
