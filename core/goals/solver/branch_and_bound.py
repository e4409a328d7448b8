"""Find the fewest things to do that meet a requirement: exact, by branch and bound.

Requirements overlap: one exam may count for two credentials, and one credential in several
branches. So the branches cannot be solved one by one. But

- much of a tree can be dropped, because something else there does as well (`reductions`);
- a branch that shares nothing with the rest can be solved alone: its cheapest set replaces it;
- the rest is solved by dividing the cost of each thing among the places that need it. Then every
  branch pays its share, the cheapest choice follows from the leaves upward, and its cost is a
  lower bound of the true cost (a Lagrangian relaxation). The shares are shifted toward the places
  that use a thing until the bound meets a choice that is really possible. If that fails,
  everything that the bound proves too expensive is dropped, a branch or a thing is tried both
  ways, and the remaining tree is simplified again.
"""

from dataclasses import dataclass
from math import ceil, inf

from core.goals.solver.cost_sharing import NEARLY, Shares
from core.goals.solver.gates import Gate, Tree, each_removable, gate, price, remainder, things_of
from core.goals.solver.reductions import reduce_simplest


@dataclass(frozen=True, slots=True)
class Fewest:
    """The things to do, as bits.

    If `exact` is False, the search was given up, so there may be a set of fewer things. `looked_at`
    is the number of partial choices that were examined.
    """

    things: int
    exact: bool = True
    looked_at: int = 1


MOST_WEIGHED = 120_000
"""How many places are priced before the search is given up. Typical rules need a few hundred."""

_SHIFTS = 16
"""How often shares are shifted before undecided parts are tried both ways."""
_SLOWER = 0.8
"""The factor by which each shift is smaller than the one before."""
_WORTH_PRUNING = 2
"""Choices that cost up to this much more than the cheapest are checked for unneeded things."""


_SMALLER = 0.8
"""If the bound shrinks a tree to less than this share of its size, the tree is bounded again."""


def fewest(tree: Tree, costs: list[int]) -> Fewest:
    """Return the cheapest set of things that meets a simplest tree (see `gate` and `simplest`).

    `costs` has the cost of each thing, by its bit: at least 1. Among equally cheap sets, the result
    is always the same one, which prefers the parts that come first.
    """
    search = _Search(costs)
    things = search.cheapest(tree, inf)
    assert things is not None, "a simplest tree can be met"
    return Fewest(things, not search.given_up, search.looked_at)


class _Search:
    def __init__(self, costs: list[int]) -> None:
        self._costs = costs
        self._left = MOST_WEIGHED
        self._known: dict[Gate, int] = {}
        self.given_up = False
        self.looked_at = 0

    def cheapest(self, tree: Tree, limit: float) -> int | None:
        """Return the cheapest things that meet a simplest tree, if they cost less than the limit.

        Otherwise return None. If the search is given up, return the best choice found so far.
        """
        if isinstance(tree, int):
            return tree if self._cost(tree) < limit else None
        known = self._known.get(tree)
        if known is None:
            known = self._apart(tree, limit)
            if known is not None and not self.given_up:
                self._known[tree] = known
        return known if known is not None and self._cost(known) < limit else None

    def _apart(self, tree: Gate, limit: float) -> int | None:
        """Drop useless parts and solve separate parts alone. Then solve what is left as a whole."""
        self.looked_at += 1
        while True:
            narrow = reduce_simplest(tree, self._costs)
            simpler = self._without_own(narrow, 0) if isinstance(narrow, Gate) else narrow
            if simpler is None or isinstance(simpler, int):
                return simpler
            tree = simpler
            if simpler == narrow:
                break
        groups = _groups(tree) if tree.all else [tree]
        if len(groups) == 1:
            return self._decided(tree, limit)
        things = 0
        for group in groups:
            best = self.cheapest(group, inf)
            assert best is not None, "a simplest tree can be met"
            things |= best
        return things

    def _without_own(self, tree: Gate, elsewhere: int) -> Tree | None:
        """Replace branches that share nothing with others by their cheapest set.

        `elsewhere` are the things that are needed outside of this tree. Of its separate sets, a
        gate keeps only the cheapest, and no more than it needs.
        """
        shared, seen = elsewhere, 0
        for part in tree.parts:
            shared |= seen & things_of(part)
            seen |= things_of(part)
        parts: list[Tree | None] = []
        for part in tree.parts:
            if isinstance(part, int):
                parts.append(part)
            elif part.things & shared:
                parts.append(self._without_own(part, shared))
            else:
                parts.append(self.cheapest(part, inf))
        if tree.worth is None and not tree.all:
            own = [p for p in parts if isinstance(p, int) and not p & shared]
            if len(own) > tree.need:
                own.sort(key=self._cost)
                spare = set(own[tree.need :])
                parts = [part for part in parts if part not in spare]
        if tuple(parts) == tree.parts:
            return tree
        return gate(tree.need, parts, tree.worth)

    def _decided(self, tree: Gate, limit: float) -> int | None:
        """Bound the tree's cost. Then try both ways for what the bound leaves open."""
        shares = Shares(tree, self._costs)
        best, found = limit, None
        step = 1.0
        tried: set[int] = set()
        undecided: int | None = None
        for _ in range(_SHIFTS + 1):
            self._left -= shares.places
            if self._left < 0:
                self.given_up = True
                return found if found is not None else self._pruned(tree, tree.things)
            used = shares.cheapest()
            things = shares.things(used)
            if things not in tried:
                tried.add(things)
                if self._cost(things) < best + _WORTH_PRUNING:
                    things = self._pruned(tree, things)
                if self._cost(things) < best:
                    best, found = self._cost(things), things
            if ceil(shares.bound - NEARLY) >= best:
                return found
            undecided = shares.shift(used, step)
            if undecided is None:
                return found
            step *= _SLOWER
        assert undecided is not None
        shares.settle()
        rest = shares.within(best - 1 - shares.bound + NEARLY)
        if rest is None or _size(rest) < _SMALLER * _size(tree):
            ways = [rest]
        elif (fork := shares.fork()) is not None:
            ways = [fork.taken, fork.left]
        else:
            return self._both_ways(tree, shares.alike(undecided), best, found)
        for way in ways:
            cheaper = None if way is None else self.cheapest(way, best)
            if cheaper is not None:
                best, found = self._cost(cheaper), cheaper
        return found

    def _both_ways(
        self, tree: Gate, alike: list[int], best: float, found: int | None
    ) -> int | None:
        """Try the tree with the first of several interchangeable things, and with none of them."""
        done = remainder(tree, alike[0], 0)
        assert done is not None, "doing something never makes a tree impossible"
        cheaper = self.cheapest(done, best - self._cost(alike[0]))
        if cheaper is not None:
            found = cheaper | alike[0]
            best = self._cost(found)
        none = remainder(tree, 0, sum(alike))
        cheaper = None if none is None else self.cheapest(none, best)
        return found if cheaper is None else cheaper

    def _pruned(self, tree: Gate, things: int) -> int:
        """Drop the things that the tree does not need. The last ones are dropped first."""
        while spare := each_removable(tree, things):
            things ^= 1 << spare.bit_length() - 1
        return things

    def _cost(self, things: int) -> int:
        return price(things, self._costs)


def _groups(tree: Gate) -> list[Tree]:
    """Divide an all-of gate's parts into groups that share nothing, in order."""
    groups: list[tuple[int, list[Tree]]] = []
    for part in tree.parts:
        things, together = things_of(part), [part]
        apart = []
        for group in groups:
            if group[0] & things:
                things, together = group[0] | things, group[1] + together
            else:
                apart.append(group)
        groups = [*apart, (things, together)]
    return [parts[0] if len(parts) == 1 else Gate(len(parts), tuple(parts)) for _, parts in groups]


def _size(tree: Tree) -> int:
    return 1 if isinstance(tree, int) else sum(map(_size, tree.parts))
