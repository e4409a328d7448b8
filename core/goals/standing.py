"""A candidate's standing with a goal, and the facts that decide it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.catalog.model import Exam
from core.goals.model import Goal
from core.records.model import SignOff


@dataclass(frozen=True, slots=True)
class Facts:
    """What a candidate, or a group, has done that counts for goals.

    `passed` has the days of the first and the last pass, by exam. `held` has the day of each
    credential held. `barred` has the credentials that the issuer has revoked for good.
    """

    passed: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    held: Mapping[str, date] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    signed: tuple[SignOff, ...] = ()
    elsewhere: Mapping[str, date] = field(default_factory=dict)
    """Maps each credential earned elsewhere to the day on which it was earned."""


@dataclass(frozen=True, slots=True)
class Part:
    """One requirement of a goal: its text, how much of it is done, and when it was met."""

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

    `tier` is the highest step reached, and `towards` the next step. `parts` are the next step's
    requirements, `path` its missing exams in the order to take them, and `to_sign` its missing
    sign-offs. `reachable` is False if no exam can help because a needed credential was revoked for
    good. `exact` is False if the search was given up: fewer exams may then be enough.
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
        """Return the standing in JSON form."""
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
    """A credential that helps to meet a goal, and the day on which it was earned.

    If the goal needs only the theory or the performance exam, `since` is the day of that exam.
    """

    credential: str
    title: str
    since: date
