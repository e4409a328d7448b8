"""A candidate's progress with the goals that they follow, and the exam that helps most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from core.catalog.model import Catalog, Credential, Exam
from core.goals.evaluation import Goals
from core.goals.model import Goal
from core.goals.standing import Facts, Standing
from core.progress import ExamProgress, Progress
from core.records.model import Record

MOST_FOLLOWED = 8
"""The maximum number of goals that a person can follow. `status` works out every one of them."""
_WEIGHED = 8
"""The maximum number of open exams that `best` compares."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A candidate's standing with a goal that they follow.

    `whole` is how many exams somebody who has passed nothing needs at least to meet the goal.
    `done` is how many of these exams the candidate no longer has to take.
    """

    standing: Standing
    whole: int

    @property
    def done(self) -> int:
        return self.whole - len(self.standing.path)


@dataclass(frozen=True, slots=True)
class HelpfulExam:
    """The exam that helps most, the credentials that require it, and the goals that it helps.

    `nearer` has the candidate's standing with each of these goals after passing the exam.
    """

    exam: ExamProgress
    credentials: tuple[Credential, ...]
    nearer: tuple[Standing, ...]


class FollowedProgress:
    """Works out candidates' progress with the goals they follow."""

    def __init__(self, goals: Goals, catalog: Catalog, progress: Progress) -> None:
        self._goals = goals
        self._catalog = catalog
        self._progress = progress
        self._whole = lru_cache(maxsize=1024)(self._from_nothing)

    def of(
        self, seen: Mapping[str, Goal], codes: Iterable[str], record: Record, today: date
    ) -> list[Followed]:
        """Return a candidate's standing with each goal of these codes, in the order of the codes.

        Codes of goals that are not in `seen` are skipped.
        """
        facts = self._goals.facts(record)
        return [self.one(seen[code], facts, today) for code in codes if code in seen]

    def one(self, goal: Goal, facts: Facts, today: date) -> Followed:
        standing = self._goals.standing(goal, facts, today)
        whole = len(standing.path)
        if standing.reachable and not standing.met:
            whole = max(whole, self._whole(goal, standing.towards))
        return Followed(standing, whole)

    def best(self, followed: Sequence[Followed], record: Record, today: date) -> HelpfulExam | None:
        """Return the exam that can be taken now and helps the most goals.

        Return None if no exam helps. Among exams that help equally many goals, an exam that
        completes a goal wins, then the exam that comes first on the paths.
        """
        open_ways = [each.standing for each in followed if each.standing.path]
        exams = self._can_be_taken(open_ways, record, today)
        facts = self._goals.facts(record)
        helps = [self._help(exam, open_ways, facts, today) for exam in exams]
        return max(helps, key=_weight, default=None)

    def locked(self, way: Standing, record: Record, today: date) -> dict[str, date]:
        """Return the exams on a path that are locked, and the day when each opens again.

        An exam is locked after too many failed attempts.
        """
        exams = (self._exam(exam, record, today) for exam in way.path)
        return {each.exam.code: each.until for each in exams if each.until is not None}

    def _can_be_taken(
        self, ways: Iterable[Standing], record: Record, today: date
    ) -> list[ExamProgress]:
        """Return the exams of these paths that are open now, each once, at most `_WEIGHED` of them.

        The exams are in the order of the paths.
        """
        found: dict[str, ExamProgress] = {}
        for way in ways:
            for exam in way.path:
                if exam.code in found or len(found) == _WEIGHED:
                    continue
                its = self._exam(exam, record, today)
                if its.open:
                    found[exam.code] = its
        return list(found.values())

    def _exam(self, exam: Exam, record: Record, today: date) -> ExamProgress:
        one, *_ = self._catalog.credentials_needing(exam.code)
        progress = self._progress.of_credential(one, record, today)
        [its] = [each for each in progress.exams if each.exam is exam]
        return its

    def _help(
        self, exam: ExamProgress, ways: Iterable[Standing], facts: Facts, today: date
    ) -> HelpfulExam:
        code = exam.exam.code
        then = replace(facts, passed={**facts.passed, code: (today, today)})
        nearer: list[Standing] = []
        for before in ways:
            after = self._goals.standing(before.goal, then, today)
            if after.met or after.tier != before.tier or len(after.path) < len(before.path):
                nearer.append(after)
        return HelpfulExam(exam, self._catalog.credentials_needing(code), tuple(nearer))

    def _from_nothing(self, goal: Goal, towards: str) -> int:
        step = tuple(tier for tier in goal.tiers if tier.name == towards)
        return len(self._goals.standing(replace(goal, tiers=step), Facts(), date.max).path)


def _weight(help_: HelpfulExam) -> tuple[int, int]:
    return len(help_.nearer), sum(each.met for each in help_.nearer)
