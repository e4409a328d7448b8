"""Find the fewest exams and sign-offs that meet a goal, by branch and bound.

In the code, a thing is an exam or a sign-off, as a bit. Requirements overlap: one exam may count
for two credentials, and one credential in several branches of the tree. The branches therefore
cannot be solved one by one. The search does this instead:

- It drops parts of the tree if something else in the tree is at least as good (`reductions`).
- It solves a branch alone if the branch shares nothing with the rest. The branch's cheapest set
  of things then replaces it.
- It solves the rest by cost sharing (a Lagrangian relaxation). The cost of each thing is divided
  among the leaves that need it, and every branch pays its share. By these shares, the cheapest
  choice is easy to find from the leaves upward. Its cost is a lower bound of the true cost. Shares
  then move to the leaves that use a thing, until the bound equals the cost of a possible choice.
- If that fails, it drops everything that the bound proves too expensive. It then tries a branch or
  a thing both ways, with and without, and simplifies each remaining tree in the same way.
"""

from dataclasses import dataclass
from math import ceil, inf

from core.goals.solver.cost_sharing import NEARLY, Shares
from core.goals.solver.gates import Gate, Tree, each_removable, gate, price, remainder, things_of
from core.goals.solver.reductions import reduce_simplest


@dataclass(frozen=True, slots=True)
class Fewest:
    """The exams and sign-offs to do, as bits (`things`).

    `exact` is False if the search was given up. Fewer exams may then be enough. `looked_at` is the
    number of partial choices that were examined.
    """

    things: int
    exact: bool = True
    looked_at: int = 1


MOST_WEIGHED = 120_000
"""The search is given up after it has priced this many leaves. Typical rules need a few hundred."""

_SHIFTS = 16
"""How often the search moves cost shares before it tries undecided parts both ways."""
_SLOWER = 0.8
"""Each move of cost shares is smaller than the previous move by this factor."""
_WORTH_PRUNING = 2
"""A choice that costs at most this much more than the best so far is pruned by `_pruned`."""


_SMALLER = 0.8
"""If bounding shrinks a tree to less than this fraction of its size, bound the tree again."""


def fewest(tree: Tree, costs: list[int]) -> Fewest:
    """Return the cheapest exams and sign-offs that meet a tree made by `gate` or `simplest`.

    `costs[n]` is the cost of the exam or sign-off with bit n, at least 1. Among equally cheap sets,
    the result does not change from run to run: it prefers the parts that come first.
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
        """Return the cheapest exams and sign-offs, as bits, that meet the tree.

        The tree must be one that `simplest` returns. Return None unless some choice costs less than
        `limit`. If the search was given up, return the best choice found so far.
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
        """Return the cheapest exams and sign-offs that meet the tree, as `cheapest` does.

        First drop the parts of the tree that are not needed, and solve separate parts alone.
        """
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
        """Return the tree with its separate branches solved.

        A branch is separate if no other branch needs any of its exams and sign-offs. Its cheapest
        set replaces the branch. `elsewhere` has the bits that the rest of the whole tree needs. A
        gate keeps only as many of its separate sets as it needs, namely the cheapest.
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
        """Return the cheapest exams and sign-offs that meet the tree, as `cheapest` does.

        First bound the tree's cost by moving cost shares. Then try both ways for each part that is
        still undecided.
        """
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
        """Return the cheapest choice for the tree, with or without one exam or sign-off.

        `alike` are the bits of interchangeable exams or sign-offs. One try does the first of them,
        and the other try does none of them. `found` is the best choice so far, and `best` its cost.
        """
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
        """Drop exams and sign-offs that the tree does not need, last ones first.

        Return the rest.
        """
        while spare := each_removable(tree, things):
            things ^= 1 << spare.bit_length() - 1
        return things

    def _cost(self, things: int) -> int:
        return price(things, self._costs)


def _groups(tree: Gate) -> list[Tree]:
    """Divide an all-of gate's parts into groups that share no exam or sign-off, in order."""
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
