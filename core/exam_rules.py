"""Dated rules for taking exams: their order, the number of attempts, how long a lock lasts."""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from core.catalog.model import Exam
from core.people.model import RetakePlan


@dataclass(frozen=True, slots=True)
class OrderRule:
    """A dated rule on whether to submit the performance affidavit before the theory exam."""

    first_day: date
    last_day: date
    affidavit_first: bool
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class AttemptsRule:
    """A dated rule on how many attempts an exam includes, and how long it is locked afterwards.

    `kind` is the kind of exam, or None for all kinds. `plan` is how the test was bought, or None if
    that does not matter. `included` is None if any number of attempts is allowed at any time.
    """

    first_day: date
    last_day: date
    kind: str | None
    plan: RetakePlan | None
    included: int | None
    lock_days: int
    confirmed: bool
    source: str

    def covers(self, exam: Exam, attempts: int) -> bool:
        """Whether the rule applies to the exam after this many attempts.

        A rule that includes some attempts applies only after these attempts are used up.
        """
        if self.included is None or attempts < self.included:
            return False
        return self.kind is None or self.kind == exam.kind.value


@dataclass(frozen=True, slots=True)
class Rules:
    """All dated rules. On any day, one rule on order and several rules on attempts apply."""

    order: tuple[OrderRule, ...]
    attempts: tuple[AttemptsRule, ...]

    def order_on(self, day: date) -> OrderRule:
        """Return the rule that applies on this day to the order of affidavit and theory exam."""
        return next(rule for rule in self.order if rule.first_day <= day <= rule.last_day)

    def attempts_on(self, day: date, plan: RetakePlan | None = None) -> AttemptsRule:
        """Return the rule on attempts that applies on this day to tests bought under this plan.

        `plan` is None if nobody knows how the tests were bought. If no rule names the plan, return
        the rule for None.
        """
        held = [rule for rule in self.attempts if rule.first_day <= day <= rule.last_day]
        return next(
            (rule for rule in held if rule.plan is plan),
            next(rule for rule in held if rule.plan is None),
        )


def load_rules() -> Rules:
    """Load the rules shipped with Edgefinder, from `rules.toml`."""
    text = resources.files("core").joinpath("rules.toml").read_text("utf-8")
    entries = tomllib.loads(text)
    return Rules(
        order=tuple(
            OrderRule(*_days(entry), entry["affidavit_first"], entry["confirmed"], entry["source"])
            for entry in entries["order"]
        ),
        attempts=tuple(
            AttemptsRule(
                *_days(entry),
                entry.get("kind"),
                RetakePlan(entry["plan"]) if "plan" in entry else None,
                entry.get("included"),
                entry.get("lock_days", 0),
                entry["confirmed"],
                entry["source"],
            )
            for entry in entries["attempts"]
        ),
    )


def _days(entry: dict[str, Any]) -> tuple[date, date]:
    return entry.get("from", date.min), entry.get("until", date.max)
