"""The fewest things to do that meet a requirement: exact, by branch and bound.

What is asked for overlaps: an exam may count for two credentials, and a credential in several
branches. So the branches cannot be worked out one by one. But they can when the cost of each thing
is divided among the places that want it: then every branch pays its share, the cheapest choice
follows from the leaves upwards, and what it costs is never more than the truth (a Lagrangian
relaxation). The shares are shifted towards the places that use a thing until the bound meets a
choice that is really possible; where it does not, a thing that only some places use is decided
both ways.
"""

from dataclasses import dataclass
from math import ceil, inf


@dataclass(frozen=True, slots=True)
class Gate:
    """At least `need` of the parts, or with `worth` parts that are worth `need` together.

    A part is a gate, or a set of things as bits that all must be done.
    """

    need: int
    parts: tuple["int | Gate", ...]
    worth: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fewest:
    """The things to do, as bits. `exact` is False when the search was given up: then fewer may do.

    `looked_at`: how many partial choices were weighed.
    """

    things: int
    exact: bool = True
    looked_at: int = 1


MOST_LOOKED_AT = 400
"""Choices weighed before a search is given up. Rules that people write need one to a few dozen."""

_AT_ROOT, _BELOW = 24, 4
"""How often shares are shifted: where every choice profits, and further down."""
_NEARLY = 1e-6


def fewest(tree: "int | Gate", costs: list[int]) -> Fewest | None:
    """The cheapest set of things that meets the tree; None when nothing does.

    `costs` has the cost of each thing, by its bit: at least 1. Of equally cheap sets always the
    same one is found; it leans towards parts that stand first.
    """
    return _Search(tree, costs).run()


class _Search:
    def __init__(self, tree: "int | Gate", costs: list[int]) -> None:
        self._leaves: list[int] = []
        self._places: list[tuple[int, int]] = []
        self._gates = 0
        self._root = self._numbered(tree, -1, 0)
        # things that are wanted in the very same places are one
        together: dict[tuple[int, ...], list[int]] = {}
        for thing, wanting in _wanted_by(self._leaves).items():
            together.setdefault(tuple(wanting), []).append(thing)
        self._meant = [sum(1 << thing for thing in things) for things in together.values()]
        self._costs = [sum(costs[thing] for thing in things) for things in together.values()]
        self._wanted_by = dict(enumerate(together))
        self._leaves = [0] * len(self._leaves)
        for one, leaves in self._wanted_by.items():
            for leaf in leaves:
                self._leaves[leaf] |= 1 << one
        self._alike = self._classes()
        self._best = inf
        self._found: int | None = None
        self._looked_at = 0

    def run(self) -> Fewest | None:
        shares = {
            thing: [self._costs[thing] / len(places)] * len(places)
            for thing, places in self._wanted_by.items()
        }
        finished = self._branch(0, 0, shares, _AT_ROOT)
        if self._found is None:
            return None
        things = sum(self._meant[one] for one in _bits(self._found))
        return Fewest(things, finished, self._looked_at)

    def _numbered(self, tree: "int | Gate", gate: int, worth: int) -> "int | Gate":
        """The tree with its leaves' numbers in place of their sets."""
        if isinstance(tree, int):
            self._leaves.append(tree)
            self._places.append((gate, worth))
            return len(self._leaves) - 1
        number, self._gates = self._gates, self._gates + 1
        worths = tree.worth or (0,) * len(tree.parts)
        parts = [self._numbered(p, number, w) for p, w in zip(tree.parts, worths, strict=True)]
        return Gate(tree.need, tuple(parts), tree.worth)

    def _classes(self) -> dict[int, list[int]]:
        """For each thing those that are as good in every place, itself among them, in order.

        Of such it never matters which are done, only how many: so they are done in order.
        """
        classes: dict[object, list[int]] = {}
        for one, leaves in self._wanted_by.items():
            alone = all(self._leaves[leaf] == 1 << one for leaf in leaves)
            places = tuple(sorted(self._places[leaf] for leaf in leaves))
            classes.setdefault((self._costs[one], places) if alone else one, []).append(one)
        return {one: members for members in classes.values() for one in members}

    def _branch(self, taken: int, out: int, shares: dict[int, list[float]], shifts: int) -> bool:
        """Whether all that could be cheaper was looked at."""
        if self._looked_at >= MOST_LOOKED_AT:
            return False
        self._looked_at += 1
        paid = self._cost(taken)
        bound, undecided = 0.0, None
        step = 1.0
        for shift in range(shifts + 1):
            below, used = self._relaxed(taken, out, shares)
            if below == inf:
                return True
            self._keep(used)
            bound = max(bound, paid + below)
            if ceil(bound - _NEARLY) >= self._best:
                return True
            undecided, shares = self._shifted(taken, out, used, shares, step)
            if undecided is None:
                return True
            if shift:
                step *= 0.8
        assert undecided is not None
        free = [one for one in self._alike[undecided] if not (taken | out) >> one & 1]
        finished = self._branch(taken | 1 << free[0], out, shares, _BELOW)
        none = sum(1 << one for one in free)
        return self._branch(taken, out | none, shares, _BELOW) and finished

    def _relaxed(self, taken: int, out: int, shares: dict[int, list[float]]) -> tuple[float, int]:
        """The cheapest choice when each place pays its share, and the leaves that it uses."""
        prices = [0.0] * len(self._leaves)
        for thing, places in self._wanted_by.items():
            if taken >> thing & 1:
                continue
            if out >> thing & 1:
                for leaf in places:
                    prices[leaf] = inf
            else:
                for leaf, share in zip(places, shares[thing], strict=True):
                    prices[leaf] += share
        return _cheapest(self._root, prices)

    def _keep(self, used: int) -> None:
        """Remembers the choice if it is the cheapest so far."""
        things = 0
        for leaf in _bits(used):
            things |= self._leaves[leaf]
        cost = self._cost(things)
        if cost < self._best:
            self._best, self._found = cost, things

    def _shifted(
        self, taken: int, out: int, used: int, shares: dict[int, list[float]], step: float
    ) -> tuple[int | None, dict[int, list[float]]]:
        """The thing on which places disagree most, if any; and shares that follow who uses it."""
        shifted = dict(shares)
        most, undecided = _NEARLY, None
        for thing, places in self._wanted_by.items():
            if (taken | out) >> thing & 1:
                continue
            uses = [used >> leaf & 1 for leaf in places]
            users = sum(uses)
            if not users or users == len(places):
                continue
            cost = self._costs[thing]
            unpaid = sum(s for s, u in zip(shares[thing], uses, strict=True) if not u)
            if unpaid > most:
                most, undecided = unpaid, thing
            gain = unpaid * step
            left = (unpaid - gain) / unpaid if unpaid > _NEARLY else 0.0
            each = (cost - unpaid * left) - (cost - unpaid)
            shifted[thing] = [
                s + each / users if u else s * left
                for s, u in zip(shares[thing], uses, strict=True)
            ]
        return undecided, shifted

    def _cost(self, things: int) -> int:
        return sum([self._costs[thing] for thing in _bits(things)])


def _cheapest(node: "int | Gate", prices: list[float]) -> tuple[float, int]:
    if isinstance(node, int):
        return prices[node], 1 << node
    chosen = [_cheapest(part, prices) for part in node.parts]
    if node.worth is not None:
        return _worth_enough(node.need, node.worth, chosen)
    if node.need > len(chosen):
        return inf, 0
    if node.need < len(chosen):
        chosen.sort(key=_price)
        del chosen[node.need :]
    price, used = 0.0, 0
    for its_price, its_leaves in chosen:
        price += its_price
        used |= its_leaves
    return price, used


def _price(choice: tuple[float, int]) -> float:
    return choice[0]


def _worth_enough(
    need: int, worth: tuple[int, ...], choices: list[tuple[float, int]]
) -> tuple[float, int]:
    """The cheapest parts that are worth enough together: for each sum up to `need` the best."""
    best: list[tuple[float, int]] = [(0.0, 0)] + [(inf, 0)] * need
    for its_worth, (price, used) in zip(worth, choices, strict=True):
        for reached in range(need, 0, -1):
            before, leaves = best[max(0, reached - its_worth)]
            if before + price < best[reached][0]:
                best[reached] = (before + price, leaves | used)
    return best[need]


def _wanted_by(leaves: list[int]) -> dict[int, list[int]]:
    wanted: dict[int, list[int]] = {}
    for leaf, things in enumerate(leaves):
        for thing in _bits(things):
            wanted.setdefault(thing, []).append(leaf)
    return wanted


def _bits(number: int) -> list[int]:
    found = []
    while number:
        lowest = number & -number
        found.append(lowest.bit_length() - 1)
        number ^= lowest
    return found
