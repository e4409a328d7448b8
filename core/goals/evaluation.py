"""A candidate's standing with a goal: met or not, what is missing, the shortest path."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from core.catalog.model import Catalog, Credential, Exam, ExamKind
from core.goals.model import Component, Goal
from core.goals.standing import Facts, Standing, SupportingCredential
from core.goals.tree_evaluation import TreeEvaluation
from core.progress import counting
from core.records.model import Outcome, Record


class Goals:
    """Works out how close candidates are to their goals, by the exams that credentials need."""

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
        """Return the facts of one record, or the combined facts of a group's records."""
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
        """Return the facts with every exam of each held credential counted as passed."""
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

        The path in the result has the fewest exams. With `prices`, it is the cheapest path, and
        among equally cheap paths, the path with the fewest exams. `prices` maps exam codes to
        prices, as whole numbers such as cents. An exam without a price is used only if there is no
        other way.
        """
        evaluation = self._evaluation(goal, facts, today)
        reached, tier, met_on = evaluation.steps(goal)
        if tier is None:
            return Standing(goal, met_on, reached, "", evaluation.parts(goal.tiers[-1].needs))
        todo = evaluation.fewest(tier.needs, prices)
        parts = evaluation.parts(tier.needs)
        if todo is None:
            return Standing(goal, None, reached, tier.name, parts, reachable=False)
        exams = [exam for bit, exam in enumerate(self._exams) if todo.things >> bit & 1]
        to_sign = tuple(
            signed.words
            for bit, signed in enumerate(evaluation.unsigned, len(self._exams))
            if todo.things >> bit & 1
        )
        path = self._in_order(exams, facts)
        return Standing(goal, None, reached, tier.name, parts, path, to_sign, exact=todo.exact)

    def met_on(self, goal: Goal, facts: Facts, today: date) -> date | None:
        """Return the first day on which these facts meet the goal, or None if they do not."""
        _, towards, met_on = self._evaluation(goal, facts, today).steps(goal)
        return met_on if towards is None else None

    def carrying(self, goal: Goal, facts: Facts, today: date) -> tuple[SupportingCredential, ...]:
        """Return credentials that together meet the goal's highest step.

        None of them could be left out.
        """
        return self._evaluation(goal, facts, today).carrying(goal.tiers[-1].needs)

    def _evaluation(self, goal: Goal, facts: Facts, today: date) -> "TreeEvaluation":
        mine = tuple(each for each in facts.signed if each.goal == goal.code)
        facts = replace(facts, signed=mine) if facts.signed else facts
        if facts.elsewhere and goal.elsewhere:
            held = {**facts.elsewhere, **facts.held}
            facts = self.completed(
                replace(facts, held=held, barred=facts.barred - facts.elsewhere.keys())
            )
        return TreeEvaluation(self._catalog, self._bit, self._wanted, facts, today)

    def _in_order(self, exams: Iterable[Exam], facts: Facts) -> tuple[Exam, ...]:
        """Sort exams in the order in which a candidate should take them.

        Exams that complete a started credential come first. Other exams follow in catalog order:
        lower levels of an area before higher levels, and theory before performance.
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
