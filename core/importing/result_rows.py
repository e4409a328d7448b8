"""Rows of exam results: facts that are only ever added, so that any file may come again.

A result is known by candidate, exam, day, attempt (0: not stated) and outcome. The same again
changes nothing, but may fill in a score, evaluator or reference that was not known; a score or
evaluator that contradicts the recorded one is refused. A correction is a row with the outcome
void for the same exam, day and attempt: it may come before what it voids.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Column,
    Double,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.exam_names import ExamNames, NearMiss
from core.catalog.model import Catalog, Exam, ExamKind
from core.importing import cells
from core.importing.batches import Finished, Refused, Taken
from core.importing.candidate_numbers import CandidateNumbers, OrganizationNumbers
from core.importing.cells import Reject, Remembered, RowRejected, refuse_trouble
from core.importing.options import NONE, Options
from core.importing.scores import not_sat_words, outcome_key, outcome_words
from core.importing.sheets import Batch, shown
from core.importing.survey import Survey
from core.notices.results_recorded import before_results
from core.people.organizations import organizations_of
from core.records.brought_by import keep_who_brought_each
from core.records.model import Outcome
from core.storage.staging import insert_many, insert_text, stage, staging_table
from core.storage.tables import results
from core.storage.types import Day, Key

_LONGEST_TEXT = 200

_KEY = ("candidate_id", "exam_code", "taken_on", "attempt", "outcome")
_DETAILS = ("score", "evaluator", "source_ref")
_CONTRADICTING = ("score", "evaluator")


_Row = tuple[int, str, Any, int, str, float | None, str | None, str | None]
"""Candidate, exam, day (as the driver takes it), attempt, outcome, score, evaluator, reference."""


class ResultRows:
    """Reads and takes in exam results."""

    needed = ("candidate_number", "exam", "outcome", "taken_on")
    optional = ("score", "attempt", "evaluator", "source_ref", "organisation")
    staged = staging_table(
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

    def __init__(self, catalog: Catalog, _today: date, options: Options = NONE) -> None:
        self._options = options
        self._names = ExamNames(catalog)
        self._exam_kinds = {exam.code: exam.kind for exam in catalog.exams.values()}
        self._numbers = CandidateNumbers()
        self._own = OrganizationNumbers()
        self._brought: dict[int, int] = {}
        """By place in the batch, the organization that brought the result, where it is said."""
        self._exams = Remembered(self._exam)
        self._outcomes = Remembered(_outcome)
        self._survey = Survey()
        self._true_days = Remembered(lambda cell: self._survey.day("taken_on", cell))
        self._iso_days = Remembered(lambda cell: self._true_days[cell].isoformat())
        self._days: Remembered[date] | Remembered[str] = self._true_days
        self._attempts = Remembered(cells.attempt)
        self._scores = Remembered(lambda cell: self._survey.score(cell))  # noqa: PLW0108 - another survey a file
        self._evaluators = Remembered(cells.detail("evaluator", _LONGEST_TEXT))
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str], survey: Survey) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._survey = survey

    async def take(self, connection: AsyncConnection, batch: Batch, _import_id: int, /) -> Taken:
        numbers = {row[self._places["candidate_number"]] for row in batch.rows}
        ids = await self._numbers.ids(connection, numbers)
        says_whose = self._options.organization or "organisation" in self._places
        if says_whose or any("@" in number for number in numbers):
            await self._own.load(connection, numbers)
        self._brought = {}
        sqlite = connection.dialect.name == "sqlite"
        self._days = self._iso_days if sqlite else self._true_days
        places: Sequence[int] = range(len(batch.rows))
        done = Taken()
        at_once = None if says_whose else self._read_columns_if_good(batch, ids)
        if at_once is None:
            places, read = self._read_rows(batch, done.refused)
        else:
            read = at_once
        if not read:
            return done
        candidates = {row[0] for row in read}
        done.organisations = await organizations_of(connection, candidates)
        before = await before_results(connection, candidates)
        if sqlite:
            # in the order of the table, so that each page of it is written once a batch; of rows
            # that come at once the first one stays first
            added = await insert_many(connection, _INSERT, sorted(read, key=itemgetter(0)))
        else:
            await self._stage(connection, places, read)
            added = await self._insert_staged(connection)
        done.taken = added
        if self._brought:
            await self._keep_who_brought(connection, places, read)
        if added < len(read):
            if sqlite:
                await self._stage(connection, places, read)
            done.taken += await self._compare(connection, done.refused)
        if added:
            # more than was added when some were known: what is settled twice stays as it is
            done.brought = [(row[0], row[1], row[4]) for row in read]
            done.news = before.news(read)
        return done

    async def finish(self, _connection: AsyncConnection, *, rejected: int) -> Finished:
        """Nothing of the whole file."""
        del rejected
        return Finished()

    async def _stage(
        self, connection: AsyncConnection, places: Sequence[int], read: Sequence[_Row]
    ) -> None:
        rows = [(place, *row) for place, row in zip(places, read, strict=True)]
        await stage(connection, self.staged, rows)

    def _read_columns_if_good(self, batch: Batch, ids: dict[str, int]) -> list[_Row] | None:
        """A whole batch; None when a row is bad, so that each must be looked at."""
        try:
            return self._read_columns(batch, ids)
        except (RowRejected, KeyError):
            return None

    def _read_columns(self, batch: Batch, ids: dict[str, int]) -> list[_Row]:
        """A whole batch, column by column; raises RowRejected or KeyError when a row is bad."""
        if batch.troubles:
            raise KeyError
        columns = list(zip(*batch.rows, strict=True))

        def column(name: str) -> Sequence[str]:
            return columns[self._places[name]] if name in self._places else ("",) * len(batch.rows)

        outcomes = list(map(self._outcomes.__getitem__, column("outcome")))
        if Outcome.SUBMITTED.value in outcomes:
            raise KeyError  # whether it is of a performance exam is seen row by row
        references: Sequence[str] = column("source_ref")
        together = "".join(references)
        if together and together.split() != [together]:  # there is blank space in some
            references = list(map(" ".join, map(str.split, references)))
        if max(map(len, references)) > _LONGEST_TEXT:
            raise KeyError
        return list(
            zip(
                map(ids.__getitem__, column("candidate_number")),
                map(self._exams.__getitem__, column("exam")),
                map(self._days.__getitem__, column("taken_on")),
                map(self._attempts.__getitem__, column("attempt")),
                outcomes,
                map(self._scores.__getitem__, column("score")),
                map(self._evaluators.__getitem__, column("evaluator")),
                (reference or None for reference in references),
                strict=True,
            )
        )

    def _read_rows(self, batch: Batch, refused: Refused) -> tuple[list[int], list[_Row]]:
        places: list[int] = []
        read: list[_Row] = []
        for place, row in enumerate(batch.rows):
            try:
                refuse_trouble(batch, place)
                read.append(self._read_row(place, row))
                places.append(place)
            except RowRejected as why:
                refused.append((place, why.reject))
        return places, read

    def _read_row(self, place: int, row: list[str]) -> _Row:
        def cell(name: str) -> str:
            return row[self._places[name]] if name in self._places else ""

        exam, outcome = self._exams[cell("exam")], self._outcomes[cell("outcome")]
        if outcome == Outcome.SUBMITTED and self._exam_kinds[exam] is ExamKind.THEORY:
            raise RowRejected("outcome", "a theory exam is not submitted: write pass, fail or void")
        return (
            self._candidate(place, cell("candidate_number"), cell("organisation")),
            exam,
            self._days[cell("taken_on")],
            self._attempts[cell("attempt")],
            outcome,
            self._scores[cell("score")],
            self._evaluators[cell("evaluator")],
            cells.detail("source_ref", _LONGEST_TEXT)(cell("source_ref")),
        )

    def _candidate(self, place: int, cell: str, organization: str) -> int:
        """Whose result it is; keeps which organization brought it."""
        named = " ".join(organization.split()) or self._options.organization
        if not named and "@" not in cell:
            return self._numbers.candidate(cell)
        own = self._own.candidate(cell, named)
        if own is not None:
            self._brought[place] = own.organization_id
            return own.person
        where = named or cell.partition("@")[2].strip()
        others = self._own.known(cell)
        if not others:
            raise self._numbers.unknown(cell)
        whose = " and ".join(f"{one.name} of {one.organization}" for one in others)
        raise RowRejected(
            "candidate_number",
            f"{where} has no candidate {others[0].number}, who is {whose}: correct the number or "
            "the organisation, or import people first",
        )

    async def _keep_who_brought(
        self, connection: AsyncConnection, places: Sequence[int], read: Sequence[_Row]
    ) -> None:
        brought = [
            (row[:5], self._brought[place])
            for place, row in zip(places, read, strict=True)
            if place in self._brought
        ]
        await keep_who_brought_each(connection, brought)

    async def _insert_staged(self, connection: AsyncConnection) -> int:
        staged = self.staged.c
        chosen = select(*(staged[name] for name in _KEY + _DETAILS))
        new = await connection.execute(
            postgresql.insert(results)
            .from_select([*_KEY, *_DETAILS], chosen.order_by(staged.place))
            .on_conflict_do_nothing()
        )
        return new.rowcount

    async def _compare(self, connection: AsyncConnection, refused: Refused) -> int:
        """Refuses staged rows that contradict what is recorded, and adds details that were not
        known; returns how many rows added some. Of rows that come at once the first one stays.
        """
        staged = self.staged.c
        differ = (staged[name] != results.c[name] for name in _CONTRADICTING)
        unknown = (and_(results.c[n].is_(None), staged[n].is_not(None)) for n in _DETAILS)
        rows = await connection.execute(
            _recorded(self.staged).where(or_(*differ, *unknown)).order_by(staged.place)
        )
        filled: dict[tuple[Any, ...], dict[str, Any]] = {}
        taken = 0
        for row in rows:
            key = tuple(getattr(row, name) for name in _KEY)
            known = filled.get(key) or {n: getattr(row, f"recorded_{n}") for n in _DETAILS}
            if why := _contradiction(row, known):
                refused.append((row.place, why))
                continue
            more = {n: getattr(row, n) for n in _DETAILS if known[n] is None}
            if any(value is not None for value in more.values()):
                filled[key] = known | more
                taken += 1
        if filled:
            fill = update(results).where(*(results.c[n] == bindparam(f"its_{n}") for n in _KEY))
            values = [
                {f"its_{n}": value for n, value in zip(_KEY, key, strict=True)} | details
                for key, details in filled.items()
            ]
            fill = fill.values({n: bindparam(n) for n in _DETAILS})
            await connection.execute(fill, values)
        return taken

    def _exam(self, cell: str) -> str:
        text = cell.strip()
        if not text:
            raise RowRejected("exam", "exam is empty: write its code or title")
        found = self._names.exam_or_nearest(text)
        if isinstance(found, Exam):
            return found.code
        if isinstance(found, NearMiss):
            raise RowRejected(
                "exam",
                f"{shown(cell)} is not the name of an exam; the nearest is "
                f"{found.exam.code} ({found.exam.title})",
            )
        raise RowRejected(
            "exam", f"{shown(cell)} is not known: see the exams with 'edgefinder catalog'"
        )


def _outcome(cell: str) -> str:
    key = outcome_key(cell)
    if key in not_sat_words():
        raise RowRejected(
            "outcome", f"{shown(cell)} says that nobody sat the exam", passed_over=True
        )
    found = outcome_words().get(key)
    if found is None:
        raise RowRejected("outcome", f"{shown(cell)} is not known: write pass, fail or void")
    return found.value


_INSERT = insert_text(results, (*_KEY, *_DETAILS))


def _recorded(staged: Any) -> Select[Any]:
    """Staged rows beside the recorded ones of the same key."""
    same = and_(*(staged.c[name] == results.c[name] for name in _KEY))
    recorded = (results.c[name].label(f"recorded_{name}") for name in _DETAILS)
    return select(staged, *recorded).join_from(staged, results, same)


def _contradiction(row: Any, known: Mapping[str, Any]) -> Reject | None:
    for name in _CONTRADICTING:
        said, recorded = getattr(row, name), known[name]
        if None not in (said, recorded) and said != recorded:
            is_now = f"{recorded:g}" if name == "score" else repr(recorded)
            return Reject(
                name,
                f"this result is recorded with {name} {is_now}: to correct it, import it once "
                "with outcome void, then the right one with its attempt number",
            )
    return None
