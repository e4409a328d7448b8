"""A candidate's standing with a goal: met or not, what is missing, the shortest path."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import gcd
from typing import Any, TypeAlias

from core.catalog.model import Catalog, Credential, Exam, ExamKind
from core.goals.model import Component, Goal, Has, Node, SignOffRequired, Some, Tier, leaves
from core.goals.solver.branch_and_bound import Fewest, fewest
from core.goals.solver.gates import Tree, gate
from core.language.message import _
from core.progress import counting
from core.records.model import Outcome, Record, SignOff


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that count for goals.

    Per exam the days of the first and last pass, the day of each credential held, the credentials
    that the issuer revoked for good, and the sign-offs.
    """

    passed: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    held: Mapping[str, date] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    signed: tuple[SignOff, ...] = ()
    elsewhere: Mapping[str, date] = field(default_factory=dict)
    """By credential, the day it was earned elsewhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """One requirement of a goal: in words, how much is done, and since when it is met."""

    words: str
    have: int
    need: int
    met_on: date | None

    @property
    def met(self) -> bool:
        return self.met_on is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate's standing with a goal on a given day.

    `tier` is the highest step reached, `towards` the next one, described by `parts`, `path` (exams
    in the order to take them) and `to_sign`. `reachable` is False if no exam can help, because a
    needed credential was revoked for good. `exact` is False if the search was given up, so that
    fewer exams may do.
    """

    goal: Goal
    met_on: date | None
    tier: str
    towards: str
    parts: tuple[Part, ...]
    path: tuple[Exam, ...] = ()
    to_sign: tuple[str, ...] = ()
    reachable: bool = True
    exact: bool = True

    @property
    def met(self) -> bool:
        return self.met_on is not None

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.met)

    def document(self) -> dict[str, Any]:
        """Return its JSON form."""
        return {
            "code": self.goal.code,
            "title": self.goal.title,
            "met": self.met,
            "met_on": self.met_on and self.met_on.isoformat(),
            "fewest_exams": len(self.path) if self.reachable else None,
            "path": [exam.code for exam in self.path],
            "missing": [
                {"requirement": part.words, "have": part.have, "need": part.need}
                for part in self.missing
            ],
            "to_sign": list(self.to_sign),
            "exact": self.exact,
        }


@dataclass(frozen=True, slots=True)
class SupportingCredential:
    """One thing that meets part of a goal: a credential or one side of it, and since when."""

    credential: str
    title: str
    since: date


class Goals:
    """Works out standings, using the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._exams = tuple(catalog.exams.values())
        self._bit = {exam.code: place for place, exam in enumerate(self._exams)}
        by_credential = (exam for each in catalog.credentials for exam in each.exams)
        self._order = {exam.code: place for place, exam in enumerate(by_credential)}
        self._wanted = {
            (credential.code, component): _asked(credential, component)
            for credential in catalog.credentials
            for component in Component
        }

    def facts(self, *records: Record) -> Facts:
        """The facts of one record, or of several together (a group)."""
        passed: dict[str, tuple[date, date]] = {}
        held: dict[str, date] = {}
        barred: set[str] = set()
        for record in records:
            for exam, sittings in counting(record.results).items():
                days = [each.taken_on for each in sittings if each.outcome is Outcome.PASS]
                if days:
                    first, last = passed.get(exam, (date.max, date.min))
                    passed[exam] = min(first, *days), max(last, *days)
            for award in record.awards:
                if award.revoked_on is None:
                    held[award.credential] = min(
                        award.issued_on, held.get(award.credential, date.max)
                    )
                elif award.revoked_by == "issuer":
                    barred.add(award.credential)
        signed = tuple(each for record in records for each in record.signed)
        elsewhere: dict[str, date] = {}
        for record in records:
            for each in record.elsewhere:
                first = elsewhere.get(each.credential, date.max)
                elsewhere[each.credential] = min(each.issued_on, first)
        barring = frozenset(barred - held.keys())
        return self.completed(Facts(passed, held, barring, signed, elsewhere))

    def completed(self, facts: Facts) -> Facts:
        """Return the facts with the exams of every credential held counted as passed."""
        passed = dict(facts.passed)
        for code, day in facts.held.items():
            credential = self._catalog.credential(code)
            for exam in credential.exams if credential else ():
                passed.setdefault(exam.code, (day, day))
        return replace(facts, passed=passed)

    @property
    def exam_codes(self) -> tuple[str, ...]:
        """The codes of all exams in the catalog."""
        return tuple(self._bit)

    def standing(
        self, goal: Goal, facts: Facts, today: date, *, prices: Mapping[str, int] | None = None
    ) -> Standing:
        """Work out how far these facts go toward the goal today.

        With prices, by exam in whole units (0 or more), the path is the cheapest one instead of the
        one with the fewest exams; among equally cheap paths, the one with the fewest. Exams without
        a price are avoided if there is any other way.
        """
        weighing = self._weighing(goal, facts, today)
        reached, tier, met_on = weighing.steps(goal)
        if tier is None:
            return Standing(goal, met_on, reached, "", weighing.parts(goal.tiers[-1].needs))
        todo = weighing.fewest(tier.needs, prices)
        parts = weighing.parts(tier.needs)
        if todo is None:
            return Standing(goal, None, reached, tier.name, parts, reachable=False)
        exams = [exam for bit, exam in enumerate(self._exams) if todo.things >> bit & 1]
        to_sign = tuple(
            signed.words
            for bit, signed in enumerate(weighing.unsigned, len(self._exams))
            if todo.things >> bit & 1
        )
        path = self._in_order(exams, facts)
        return Standing(goal, None, reached, tier.name, parts, path, to_sign, exact=todo.exact)

    def met_on(self, goal: Goal, facts: Facts, today: date) -> date | None:
        """The day since when the goal is met; None if it is not."""
        _, towards, met_on = self._weighing(goal, facts, today).steps(goal)
        return met_on if towards is None else None

    def carrying(self, goal: Goal, facts: Facts, today: date) -> tuple[SupportingCredential, ...]:
        """The smallest set of credentials that meets the goal's highest step."""
        return self._weighing(goal, facts, today).carrying(goal.tiers[-1].needs)

    def _weighing(self, goal: Goal, facts: Facts, today: date) -> "_Weighing":
        mine = tuple(each for each in facts.signed if each.goal == goal.code)
        facts = replace(facts, signed=mine) if facts.signed else facts
        if facts.elsewhere and goal.elsewhere:
            held = {**facts.elsewhere, **facts.held}
            facts = self.completed(
                replace(facts, held=held, barred=facts.barred - facts.elsewhere.keys())
            )
        return _Weighing(self._catalog, self._bit, self._wanted, facts, today)

    def _in_order(self, exams: Iterable[Exam], facts: Facts) -> tuple[Exam, ...]:
        """Sort exams: those that complete a credential already begun first, then catalog order.

        The catalog lists the lower levels of an area before the higher ones, and theory before
        performance.
        """
        todo = {exam.code: exam for exam in exams}

        def begun(exam: Exam) -> bool:
            return any(
                other.code in facts.passed
                for credential in self._catalog.credentials_needing(exam.code)
                if credential.code not in facts.held
                and all(e.code in todo or e.code in facts.passed for e in credential.exams)
                for other in credential.exams
            )

        return tuple(sorted(todo.values(), key=lambda e: (not begun(e), self._order[e.code])))


def _asked(credential: Credential, component: Component) -> tuple[Exam, ...]:
    if component is Component.EARNED:
        return credential.exams
    return credential.exams_of(ExamKind(component.value))


_UNPRICED = 50
"""An exam without a price counts as this many of the most expensive exams."""

_Weighed: TypeAlias = tuple[date | None, int, Tree | None]
"""Since when a part is met, or None; how much is done; and the tree that is left.

The tree is 0 if nothing is left, None if nothing can help.
"""


class _Weighing:
    """Evaluates trees against one person's facts."""

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
        self._known: dict[int, _Weighed] = {}
        self._looked_up: dict[Has, tuple[date | None, int | None]] = {}
        self.counting: set[Has] | None = None  # limits what counts; None: everything

    def steps(self, goal: Goal) -> tuple[str, Tier | None, date | None]:
        """The highest step reached, the next one, and since when all steps reached are met."""
        reached, met_on = "", None
        for tier in goal.tiers:
            day = self.met_on(tier.needs)
            if day is None:
                return reached, tier, met_on
            reached, met_on = tier.name, max(day, met_on or day)
        return reached, None, met_on

    def met_on(self, node: Node) -> date | None:
        """The day since when the tree is met; None if it is not."""
        return self._weighed(node)[0]

    def carrying(self, tree: Node) -> tuple[SupportingCredential, ...]:
        """The credentials that a met tree needs, without any that it can spare."""
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
        """The requirements of a tree, one by one: the parts of an 'all', or the tree itself."""
        if isinstance(node, Some) and node.all:
            return tuple(self._part(part) for part in node.parts)
        return (self._part(node),)

    def fewest(self, node: Node, prices: Mapping[str, int] | None = None) -> Fewest | None:
        _, _, tree = self._weighed(node)
        if tree is None:
            return None
        if tree == 0:
            return Fewest(0)
        # an exam costs more than all sign-offs together, so sign-offs only break ties
        exam = len(self.unsigned) + 1
        exams = [exam] * len(self._bit)
        if prices is not None:
            # and a unit of money more than all exams together
            unit = exam * (len(self._bit) + 1)
            common = gcd(*prices.values()) or 1
            dearest = _UNPRICED * max(prices.values(), default=1) // common
            for code, bit in self._bit.items():
                price = prices[code] // common if code in prices else dearest + 1
                exams[bit] += price * unit
        return fewest(tree, exams + [1] * len(self.unsigned))

    def _part(self, node: Node) -> Part:
        met_on, there, _ = self._weighed(node)
        match node:
            case Some():
                return Part(node.words, min(there, node.cap or node.need), node.need, met_on)
            case SignOffRequired():
                return Part(node.words, there, node.hours or 1, met_on)
            case Has():
                return Part(self._words(node), there, 1, met_on)

    def _weighed(self, node: Node) -> _Weighed:
        weighed = self._known.get(id(node))  # the goal keeps the nodes alive, so ids stay unique
        if weighed is None:
            weighed = self._known[id(node)] = self._weigh(node)
        return weighed

    def _weigh(self, node: Node) -> _Weighed:
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

    def _some(self, node: Some) -> _Weighed:
        worth = node.worth or (1,) * len(node.parts)
        parts = [(self._weighed(part), w) for part, w in zip(node.parts, worth, strict=True)]
        met_on, there = None, 0
        for day, its_worth in sorted((day, w) for (day, *_rest), w in parts if day is not None):
            there += its_worth
            if met_on is None and there >= node.need:
                met_on = day
        if met_on is not None:
            return met_on, there, 0
        if self.counting is not None:  # the rest is not needed here
            return None, there, None
        left = [(rest, w) for (_, _, rest), w in parts if rest is not None and rest != 0]
        left.sort(key=_partners_first)
        trees, worths = [tree for tree, _ in left], [w for _, w in left]
        return None, there, gate(node.need - there, trees, worths if node.worth else None)

    def _signed(self, node: SignOffRequired) -> tuple[date | None, int]:
        """The day it was completely signed off, or None; and the hours, or 1 if it has none."""
        hours = 0
        for each in sorted(self._facts.signed, key=lambda one: one.signed_on):
            if each.item == node.item and (each.two_people or not node.two_people):
                hours += each.hours
                if hours >= node.hours:
                    return each.signed_on, node.hours or 1
        return None, hours

    def _words(self, node: Has) -> str:
        credential = self._catalog.credential(node.credential)
        words = credential.title if credential else node.credential
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
        """The day since when it is held; else the exams it takes, or None if none can help."""
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
            if max(since, renewed) < oldest:  # counts again once every exam is passed again
                return None, sum(1 << self._bit[exam.code] for exam in exams)
            since = since if since >= oldest else renewed
        return since, 0

    def _unsigned(self, node: SignOffRequired) -> int:
        if node not in self.unsigned:
            self.unsigned.append(node)
        return 1 << len(self._bit) + self.unsigned.index(node)


def _partners_first(part: tuple[Tree, int]) -> tuple[int, int, Tree, int]:
    """Sort equivalent things: those with the fewest requirements first, then catalog order.

    This makes the choice independent of how a rule is written.
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
    except ValueError:  # February 29
        return day.replace(year=day.year - years, day=28)
