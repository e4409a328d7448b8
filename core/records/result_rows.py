"""Rows of exam results: facts that are only ever added, so that any file may come again.

A result is known by candidate, exam, day, attempt (0: not stated) and outcome. The same again
changes nothing, but may fill in a score, evaluator or reference that was not known; a score or
evaluator that contradicts the recorded one is refused. A correction is a row with the outcome
void for the same exam, day and attempt: it may come before what it voids.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Double,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.exam_names import ExamNames, NearMiss
from core.catalog.model import Catalog, Exam, ExamKind
from core.records import rows as cells
from core.records.model import Outcome
from core.records.numbers import CandidateNumbers
from core.records.rows import Remembered, RowRejected, shown
from core.records.sheets import Line
from core.records.taking import Taken
from core.storage.staging import staging_table
from core.storage.tables import results
from core.storage.types import Day, Key

_OUTCOMES = {
    "pass": Outcome.PASS,
    "passed": Outcome.PASS,
    "p": Outcome.PASS,
    "complete": Outcome.PASS,
    "completer": Outcome.PASS,
    "fail": Outcome.FAIL,
    "failed": Outcome.FAIL,
    "f": Outcome.FAIL,
    "non-completer": Outcome.FAIL,
    "incomplete": Outcome.FAIL,
    "void": Outcome.VOID,
    "voided": Outcome.VOID,
    "submitted": Outcome.SUBMITTED,
}
_LONGEST_TEXT = 200

_KEY = ("candidate_id", "exam_code", "taken_on", "attempt", "outcome")
_DETAILS = ("score", "evaluator", "source_ref")
_CONTRADICTING = ("score", "evaluator")


class ResultRows:
    """Reads and takes in exam results."""

    needed: ClassVar[tuple[str, ...]] = ("candidate_number", "exam", "outcome", "taken_on")
    awards: ClassVar[bool] = True
    staged: ClassVar[Table] = staging_table(
        "staged_results",
        Column("place", Integer),
        Column("candidate_id", Key),
        Column("exam_code", Text),
        Column("taken_on", Day),
        Column("attempt", Integer),
        Column("outcome", Text),
        Column("score", Double),
        Column("evaluator", Text),
        Column("source_ref", Text),
    )

    def __init__(self, catalog: Catalog, today: date) -> None:
        self._names = ExamNames(catalog)
        self._numbers = CandidateNumbers()
        self._exams = Remembered(self._exam)
        self._outcomes = Remembered(cells.choice("outcome", _OUTCOMES, "pass, fail or void"))
        self._days = Remembered(cells.day_reader("taken_on", today))
        self._attempts = Remembered(cells.attempt)
        self._scores = Remembered(cells.score)
        self._evaluators = Remembered(cells.optional_text("evaluator", _LONGEST_TEXT))
        self._reference = cells.optional_text("source_ref", _LONGEST_TEXT)
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(names)}

    async def read(
        self, connection: AsyncConnection, lines: Sequence[Line]
    ) -> tuple[list[tuple[object, ...]], list[tuple[int, RowRejected]]]:
        number_at = self._places["candidate_number"]
        ids = await self._numbers.ids(
            connection, {line.cells[number_at].strip() for line in lines if not line.trouble}
        )
        exam_at, outcome_at = self._places["exam"], self._places["outcome"]
        day_at = self._places["taken_on"]
        # a column that the file lacks reads as an empty cell behind the last one
        none = len(self._places)
        attempt_at, score_at = (self._places.get(n, none) for n in ("attempt", "score"))
        evaluator_at, ref_at = (self._places.get(n, none) for n in ("evaluator", "source_ref"))
        exams, outcomes, attempts = self._exams, self._outcomes, self._attempts
        scores, evaluators = self._scores, self._evaluators
        as_text = connection.dialect.name == "sqlite"
        days: Any = _IsoDays(self._days) if as_text else self._days
        staged: list[tuple[object, ...]] = []
        refused: list[tuple[int, RowRejected]] = []
        for place, line in enumerate(lines):
            try:
                if line.trouble:
                    raise RowRejected("", line.trouble)  # noqa: TRY301 - one way to refuse a row
                row = line.cells
                row.append("")
                exam, outcome = exams[row[exam_at]], outcomes[row[outcome_at]]
                if outcome is Outcome.SUBMITTED and exam.kind is ExamKind.THEORY:
                    _only_performances_are_submitted()
                day, attempt = days[row[day_at]], attempts[row[attempt_at]]
                score, evaluator = scores[row[score_at]], evaluators[row[evaluator_at]]
                reference = self._reference(row[ref_at]) if row[ref_at] else None
                candidate = ids.get(row[number_at].strip())
                if candidate is None:
                    _no_such_candidate(row[number_at])
                staged.append(
                    (
                        place,
                        candidate,
                        exam.code,
                        day,
                        attempt,
                        outcome.value,
                        score,
                        evaluator,
                        reference,
                    )
                )
            except RowRejected as why:
                refused.append((place, why))
            if not line.trouble:
                line.cells.pop()
        return staged, refused

    async def take(self, connection: AsyncConnection, count: int, import_id: int) -> Taken:
        maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        staged = self.staged.c
        chosen = (
            select(*(staged[name] for name in _KEY + _DETAILS), literal(import_id, Key))
            .where(true())  # SQLite wants a WHERE before ON CONFLICT
            .order_by(staged.candidate_id, staged.place)
        )
        new = await connection.execute(
            maker(results)
            .from_select([*_KEY, *_DETAILS, "import_id"], chosen)
            .on_conflict_do_nothing()
        )
        if new.rowcount == count:
            return Taken(count)
        refused = await self._contradictions(connection)
        filled = await self._fill_in(connection, {place for place, _ in refused})
        return Taken(new.rowcount + filled, refused)

    async def _contradictions(self, connection: AsyncConnection) -> list[tuple[int, RowRejected]]:
        staged = self.staged.c
        differ = or_(*(staged[name] != results.c[name] for name in _CONTRADICTING))
        rows = await connection.execute(_recorded(self.staged).where(differ))
        return [(row.place, _contradiction(row)) for row in rows]

    async def _fill_in(self, connection: AsyncConnection, refused: set[int]) -> int:
        """Adds details that were not known; of two that come at once the first one stays."""
        staged = self.staged.c
        unknown = or_(
            *(and_(results.c[name].is_(None), staged[name].is_not(None)) for name in _DETAILS)
        )
        rows = await connection.execute(
            _recorded(self.staged).where(unknown).order_by(staged.place)
        )
        fill = update(results).where(*(results.c[n] == bindparam(f"its_{n}") for n in _KEY))
        fill = fill.values(
            {n: func.coalesce(results.c[n], bindparam(f"its_{n}")) for n in _DETAILS}
        )
        values = [
            {f"its_{name}": getattr(row, name) for name in _KEY + _DETAILS}
            for row in rows
            if row.place not in refused
        ]
        if values:
            await connection.execute(fill, values)
        return len(values)

    def _exam(self, cell: str) -> Exam:
        text = cell.strip()
        if not text:
            raise RowRejected("exam", "exam is empty: write its code or title")
        found = self._names.exam_or_nearest(text)
        if isinstance(found, Exam):
            return found
        if isinstance(found, NearMiss):
            raise RowRejected(
                "exam",
                f"{shown(cell)} is not the name of an exam; the nearest is "
                f"{found.exam.code} ({found.exam.title})",
            )
        raise RowRejected(
            "exam", f"{shown(cell)} is not known: see the exams with 'edgefinder catalog'"
        )


class _IsoDays(dict[str, str]):
    """Days in the form in which SQLite keeps them."""

    def __init__(self, days: Remembered[date]) -> None:
        super().__init__()
        self._days = days

    def __missing__(self, cell: str) -> str:
        if len(self) > len(self._days):
            self.clear()
        self[cell] = self._days[cell].isoformat()
        return self[cell]


def _recorded(staged: Any) -> Select[Any]:
    """Staged rows beside the recorded ones of the same key."""
    same = and_(*(staged.c[name] == results.c[name] for name in _KEY))
    recorded = (results.c[name].label(f"recorded_{name}") for name in _CONTRADICTING)
    return select(staged, *recorded).join_from(staged, results, same)


def _contradiction(row: Any) -> RowRejected:
    column = next(
        name
        for name in _CONTRADICTING
        if None not in (getattr(row, name), getattr(row, f"recorded_{name}"))
        and getattr(row, name) != getattr(row, f"recorded_{name}")
    )
    recorded = getattr(row, f"recorded_{column}")
    known = f"{recorded:g}" if column == "score" else repr(recorded)
    return RowRejected(
        column,
        f"this result is recorded with {column} {known}: to correct it, import it once with "
        "outcome void, then the right one with its attempt number",
    )


def _only_performances_are_submitted() -> None:
    raise RowRejected("outcome", "a theory exam is not submitted: write pass, fail or void")


def _no_such_candidate(cell: str) -> None:
    if not cell.strip():
        raise RowRejected("candidate_number", "candidate_number is empty")
    raise RowRejected(
        "candidate_number", f"no candidate has the number {shown(cell)}: import people first"
    )
