"""Make the exam results of the sample center's people.

Their dates count back from today.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from random import Random

from core.catalog.model import Catalog, Exam, ExamKind
from core.records.model import Outcome

_EVALUATORS = ("Ruth Lindqvist", "Samuel Tso")
_PASSING, _FAILING = (72, 98), (41, 66)
"""The lowest and the highest score of passed exams, and of failed exams.

All scores are far from any passing score.
"""
_GAP = (8, 19)
"""The minimum and the maximum number of days between two exams of a candidate.

They apply where `careers.toml` gives no day, before days on a weekend are moved to the Friday.
"""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SampleResult:
    """One row of a results file: a result of a sample candidate."""

    candidate_number: str
    exam: Exam
    outcome: Outcome
    taken_on: date
    attempt: int
    score: int | None
    evaluator: str
    source_ref: str

    COLUMNS = (
        "candidate_number",
        "exam",
        "outcome",
        "taken_on",
        "score",
        "attempt",
        "evaluator",
        "source_ref",
    )

    def row(self) -> list[str]:
        """Return the row's cells. The exam is named by its title, as in real files."""
        score = "" if self.score is None else str(self.score)
        return [
            self.candidate_number,
            self.exam.title,
            self.outcome.value,
            self.taken_on.isoformat(),
            score,
            str(self.attempt),
            self.evaluator,
            self.source_ref,
        ]


def sample_results(catalog: Catalog, today: date) -> list[SampleResult]:
    """Return every result of the sample center, sorted by day.

    The same `today` always gives the same results.
    """
    text = files("adapters.sample").joinpath("careers.toml").read_text("utf-8")
    careers = tomllib.loads(text)
    taken = [
        result
        for number, career in careers.items()
        for result in _Career(number, catalog, today).results(career["began"], career["steps"])
    ]
    return sorted(taken, key=lambda result: (result.taken_on, result.candidate_number))


class _Career:
    """One candidate's history of exams."""

    def __init__(self, number: str, catalog: Catalog, today: date) -> None:
        self._number = number
        self._catalog = catalog
        self._today = today
        self._chance = Random(number)  # noqa: S311 - must be the same every time
        self._passed: set[str] = set()
        self._attempts: dict[str, int] = defaultdict(int)
        self._last: dict[str, SampleResult] = {}

    def results(self, began: int, steps: list[str]) -> Iterator[SampleResult]:
        days_ago = began
        for step in steps:
            words, _, pinned = step.partition(" @")
            if pinned:
                days_ago = int(pinned)
            for exam, outcome in self._meant(words):
                yield self._result(exam, outcome, self._working_day(days_ago))
                days_ago = max(days_ago - self._chance.randint(*_GAP), 2)

    def _meant(self, words: str) -> list[tuple[Exam, Outcome]]:
        code, _, outcome = words.partition(" ")
        if outcome:
            exam = self._catalog.exam(code)
            assert exam is not None, f"careers.toml names no exam {code}"
            return [(exam, Outcome(outcome))]
        credential = self._catalog.credential(code)
        assert credential is not None, f"careers.toml names no credential {code}"
        return [(e, Outcome.PASS) for e in credential.exams if e.code not in self._passed]

    def _result(self, exam: Exam, outcome: Outcome, day: date) -> SampleResult:
        if outcome is Outcome.VOID:
            return replace(self._last[exam.code], outcome=outcome, source_ref="")
        if outcome is Outcome.PASS:
            self._passed.add(exam.code)
        self._attempts[exam.code] += 1
        theory = exam.kind is ExamKind.THEORY
        span = _PASSING if outcome is Outcome.PASS else _FAILING
        result = SampleResult(
            self._number,
            exam,
            outcome,
            day,
            self._attempts[exam.code],
            self._chance.randint(*span) if theory else None,
            "" if theory else self._chance.choice(_EVALUATORS),
            f"RTC-{self._number}-{sum(self._attempts.values()):02}",
        )
        self._last[exam.code] = result
        return result

    def _working_day(self, days_ago: int) -> date:
        day = self._today - timedelta(days=days_ago)
        return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
