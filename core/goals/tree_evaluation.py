"""Evaluate a goal's requirement tree against the facts of a person or group."""

from collections.abc import Mapping
from datetime import date
from math import gcd
from typing import TypeAlias

from core.catalog.model import Catalog, Exam
from core.goals.model import Component, Goal, Has, Node, SignOffRequired, Some, Tier, leaves
from core.goals.solver.branch_and_bound import Fewest, fewest
from core.goals.solver.gates import Tree, gate
from core.goals.standing import Facts, Part, SupportingCredential
from core.language.message import _

_UNPRICED = 50
"""The path to a goal avoids exams without a price.

Such an exam counts as this many times as expensive as the most expensive exam.
"""


_Result: TypeAlias = tuple[date | None, int, Tree | None]
"""The result for a part: the day it was met or None, how much is done, and the tree left.

The tree left is 0 if nothing is left to do, and None if no exam and no sign-off can help.
"""


class TreeEvaluation:
    """Evaluates requirement trees against the facts of one person or group."""

    def __init__(
        self,
        catalog: Catalog,
        bit: Mapping[str, int],
        wanted: Mapping[tuple[str, Component], tuple[Exam, ...]],
        facts: Facts,
        today: date,
    ) -> None:
        self._catalog = catalog
        self._bit = bit
        self._wanted = wanted
        self._facts = facts
        self._today = today
        self.unsigned: list[SignOffRequired] = []
        self._known: dict[int, _Result] = {}
        self._looked_up: dict[Has, tuple[date | None, int | None]] = {}
        self.counting: set[Has] | None = None  # the credentials that count; None: all

    def steps(self, goal: Goal) -> tuple[str, Tier | None, date | None]:
        """Return the highest step reached, the next step, and when the reached step was met."""
        reached, met_on = "", None
        for tier in goal.tiers:
            day = self.met_on(tier.needs)
            if day is None:
                return reached, tier, met_on
            reached, met_on = tier.name, max(day, met_on or day)
        return reached, None, met_on

    def met_on(self, node: Node) -> date | None:
        """Return the first day on which the tree is met, or None if it is not met."""
        return self._result(node)[0]

    def carrying(self, tree: Node) -> tuple[SupportingCredential, ...]:
        """Return credentials that together meet the tree. None of them could be left out."""
        there = {leaf: self._has(leaf)[0] for leaf in leaves(tree) if isinstance(leaf, Has)}
        self.counting = {leaf for leaf, since in there.items() if since is not None}
        latest_first = sorted(
            self.counting, key=lambda leaf: (there[leaf], leaf.credential), reverse=True
        )
        for leaf in latest_first:
            self.counting.discard(leaf)
            self._known.clear()
            if self.met_on(tree) is None:
                self.counting.add(leaf)
        kept = [
            SupportingCredential(h.credential, self._words(h), there[h] or self._today)
            for h in self.counting
        ]
        return tuple(sorted(kept, key=lambda each: (each.since, each.title)))

    def parts(self, node: Node) -> tuple[Part, ...]:
        """Return the requirements in a tree one by one.

        A tree that needs all of its parts is split into these parts. Any other tree is a single
        requirement.
        """
        if isinstance(node, Some) and node.all:
            return tuple(self._part(part) for part in node.parts)
        return (self._part(node),)

    def fewest(self, node: Node, prices: Mapping[str, int] | None = None) -> Fewest | None:
        """Return the fewest exams that meet the tree.

        With prices, return the cheapest exams. Return None if no exams can meet the tree.
        """
        _, _, tree = self._result(node)
        if tree is None:
            return None
        if tree == 0:
            return Fewest(0)
        # an exam costs more than all sign-offs together, so that fewer exams always win
        exam = len(self.unsigned) + 1
        exams = [exam] * len(self._bit)
        if prices is not None:
            # with prices, one unit of money weighs more than all exams together
            unit = exam * (len(self._bit) + 1)
            common = gcd(*prices.values()) or 1
            dearest = _UNPRICED * max(prices.values(), default=1) // common
            for code, bit in self._bit.items():
                price = prices[code] // common if code in prices else dearest + 1
                exams[bit] += price * unit
        return fewest(tree, exams + [1] * len(self.unsigned))

    def _part(self, node: Node) -> Part:
        met_on, there, _ = self._result(node)
        match node:
            case Some():
                return Part(node.words, min(there, node.cap or node.need), node.need, met_on)
            case SignOffRequired():
                return Part(node.words, there, node.hours or 1, met_on)
            case Has():
                return Part(self._words(node), there, 1, met_on)

    def _result(self, node: Node) -> _Result:
        # the goal keeps its nodes alive, so no other object can get the same id
        result = self._known.get(id(node))
        if result is None:
            result = self._known[id(node)] = self._evaluate(node)
        return result

    def _evaluate(self, node: Node) -> _Result:
        match node:
            case Has():
                counts = self.counting is None or node in self.counting
                since, rest = self._has(node) if counts else (None, None)
                return since, int(since is not None), rest
            case SignOffRequired():
                since, there = self._signed(node)
                return since, there, 0 if since is not None else self._unsigned(node)
            case Some():
                return self._some(node)

    def _some(self, node: Some) -> _Result:
        worth = node.worth or (1,) * len(node.parts)
        parts = [(self._result(part), w) for part, w in zip(node.parts, worth, strict=True)]
        met_on, there = None, 0
        for day, its_worth in sorted((day, w) for (day, *_rest), w in parts if day is not None):
            there += its_worth
            if met_on is None and there >= node.need:
                met_on = day
        if met_on is not None:
            return met_on, there, 0
        # `carrying` only asks whether the tree is met, not what is left
        if self.counting is not None:
            return None, there, None
        left = [(rest, w) for (_, _, rest), w in parts if rest is not None and rest != 0]
        left.sort(key=_partners_first)
        trees, worths = [tree for tree, _ in left], [w for _, w in left]
        return None, there, gate(node.need - there, trees, worths if node.worth else None)

    def _signed(self, node: SignOffRequired) -> tuple[date | None, int]:
        """Return the day when the sign-off was complete, or None, and the hours so far.

        The hours of a sign-off that is not about hours are 1 when it is signed off, and 0 before.
        """
        hours = 0
        for each in sorted(self._facts.signed, key=lambda one: one.signed_on):
            if each.item == node.item and (each.two_people or not node.two_people):
                hours += each.hours
                if hours >= node.hours:
                    return each.signed_on, node.hours or 1
        return None, hours

    def _words(self, node: Has) -> str:
        words = self._catalog.title_of(node.credential)
        if node.component is not Component.EARNED:
            done = (
                _("theory passed")
                if node.component is Component.THEORY
                else _("performance passed")
            )
            words = _("%(title)s: %(done)s", title=words, done=done)
        if node.within_years:
            words = _("%(title)s, within %(years)s years", title=words, years=node.within_years)
        return words

    def _has(self, node: Has) -> tuple[date | None, int | None]:
        """Return the first day on which the credential is held, or None, and the missing exams.

        The missing exams are bits, or None if no exam can help.
        """
        known = self._looked_up.get(node)
        if known is None:
            known = self._looked_up[node] = self._look_up(node)
        return known

    def _look_up(self, node: Has) -> tuple[date | None, int | None]:
        exams, facts = self._wanted[node.credential, node.component], self._facts
        if not exams or (node.credential in facts.barred and node.component is Component.EARNED):
            return None, None
        missing = sum(1 << self._bit[e.code] for e in exams if e.code not in facts.passed)
        if missing:
            return None, missing
        since = max(facts.passed[exam.code][0] for exam in exams)
        if node.component is Component.EARNED:
            since = facts.held.get(node.credential, since)
        if node.within_years is not None:
            oldest = _years_before(self._today, node.within_years)
            renewed = min(facts.passed[exam.code][1] for exam in exams)
            # the credential is too old: it counts again once every exam has been passed again
            if max(since, renewed) < oldest:
                return None, sum(1 << self._bit[exam.code] for exam in exams)
            since = since if since >= oldest else renewed
        return since, 0

    def _unsigned(self, node: SignOffRequired) -> int:
        if node not in self.unsigned:
            self.unsigned.append(node)
        return 1 << len(self._bit) + self.unsigned.index(node)


def _partners_first(part: tuple[Tree, int]) -> tuple[int, int, Tree, int]:
    """Return the sort key of a part: first sets of few exams, then catalog order, then gates.

    With this order, the solver's choice does not depend on how the rule is written.
    """
    tree, worth = part
    if isinstance(tree, int):
        return tree.bit_count(), tree, 0, worth
    return 1 << 30, tree.things, tree, worth


def _years_before(day: date, years: int) -> date:
    if years >= day.year:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # February 29, which the other year does not have
        return day.replace(year=day.year - years, day=28)
