"""Import exam results. Imports only add results, so a file can be imported again.

A result is identified by candidate, exam, day, attempt (0: not given) and outcome. Importing the
same row again changes nothing, but can add a missing score, evaluator or reference. A score or
evaluator that contradicts the record is refused. A row with the outcome `correct` corrects a
recorded result, and a row with `void` cancels it. Several attempts on one day are numbered in the
order of the file.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from operator import itemgetter

from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.exam_names import names_in
from core.catalog.model import Catalog, ExamKind
from core.importing import cells
from core.importing.adding_results import AddingResults
from core.importing.batches import Finished, Refused, Taken
from core.importing.candidate_numbers import CandidateNumbers, OrganizationNumbers
from core.importing.cells import Reject, Remembered, RowRejected, refuse_problem
from core.importing.date_and_score_formats import FileConventions
from core.importing.options import NONE, Options
from core.importing.recorded_results import compare_with_recorded
from core.importing.result_cells import read_exam, read_outcome
from core.importing.scores import outcome_key
from core.importing.sheets import Batch
from core.language.message import _, _n
from core.notices.exam_opening_reminders import take_back_passed
from core.notices.import_summaries import NEWS
from core.notices.results_recorded import before_results
from core.people.organizations import organizations_of
from core.records.attempts import (
    Day,
    Row,
    further_attempts,
    number_after_voids,
    number_attempts,
    widen_voids,
    write_rows,
    write_voids,
)
from core.records.corrections import CannotCorrect, Correction, correct
from core.records.model import Outcome
from core.records.submitted_by import record_submitter_of_each

_LONGEST_TEXT = 200
_REMEMBERED = 100_000
_DOUBTFUL = 50
"""A pass with a lower score than this was probably not scored out of 100.

NIMS publishes no passing score.
"""
_PASS = Outcome.PASS.value
_BROUGHT = itemgetter(0, 1, 4)
"""Returns the candidate, exam and outcome of a row of results."""

_CORRECT = re.compile(
    r"(?:correct|correction|corrected|corregir|correccion|corregido)\b(?:\s*:|\s+to)?\s*(.*)"
)
"""Matches the outcome in a row that corrects a result, such as "correct" or "correct pass"."""


class ResultRows:
    """Reads and records exam results."""

    needed = ("candidate_number", "exam", "outcome", "taken_on")
    optional = ("score", "attempt", "evaluator", "source_ref", "organisation")

    def __init__(self, catalog: Catalog, today: date, options: Options = NONE) -> None:
        self._options = options
        self._news_since = (today - NEWS).isoformat()
        self._exam_kinds = {exam.code: exam.kind for exam in catalog.exams.values()}
        self._numbers = CandidateNumbers()
        self._own = OrganizationNumbers()
        self._corrections: list[tuple[int, Correction]] = []
        self._brought: dict[int, int] = {}
        """Maps rows (by position in the batch) to the organization that submitted the result.

        Rows that name no organization are left out.
        """
        self._exams = Remembered(partial(read_exam, names_in(catalog)))
        self._outcomes = Remembered(read_outcome)
        self._conventions = FileConventions()
        self._true_days = Remembered(lambda cell: self._conventions.day("taken_on", cell))
        self._iso_days = Remembered(lambda cell: self._true_days[cell].isoformat())
        self._days: Remembered[date] | Remembered[str] = self._true_days
        self._attempts = Remembered(cells.attempt)
        self._scores = Remembered(lambda cell: self._conventions.score(cell))  # noqa: PLW0108 - each file has its own conventions
        self._evaluators = Remembered(cells.detail("evaluator", _LONGEST_TEXT))
        self._places: dict[str, int] = {}
        self._adding = AddingResults(today)
        self._voided: set[Day] = set()
        """The days on which this file has voided a result so far, each with candidate and exam."""
        self._low_passes = 0
        self._low_example: str = ""
        self._seen: set[int] = set()
        """Candidates in earlier batches. Only a limited number is kept."""

    def columns(self, names: Sequence[str], conventions: FileConventions) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._conventions = conventions

    async def take(self, connection: AsyncConnection, batch: Batch, import_id: int, /) -> Taken:
        self._adding.import_id = import_id
        numbers = set(map(itemgetter(self._places["candidate_number"]), batch.rows))
        ids = await self._numbers.ids(connection, numbers)
        says_whose = self._options.organization or "organisation" in self._places
        if says_whose or "@" in "".join(numbers):
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
        self._note_low_passes(batch, places, read)
        corrections = await self._correct(connection, done)
        read = await number_attempts(connection, read, identical=self._options.same_day_retakes)
        read = await number_after_voids(connection, read, self._voided)
        if not read:
            done.brought = corrections
            return done
        await write_voids(connection, await widen_voids(connection, read), import_id)
        candidates = set(map(itemgetter(0), read))
        done.organisations = await self._organizations_of(connection, candidates)
        if not (self._brought or corrections) and await self._adding.all_known(connection, read):
            return done
        before = await before_results(connection, candidates)
        added, recorded = await self._adding.add(connection, places, read)
        done.taken += added
        if self._brought:
            await self._record_submitters(connection, places, read)
        if recorded:
            filled, again = await compare_with_recorded(connection, recorded, done.refused)
            done.taken += filled
            resat = await self._sit_again(connection, places, read, again)
            added += len(resat)
            done.taken += len(resat)
            read = [*read, *resat]
        if added or corrections:
            # includes some results that were known before: updating their awards again changes
            # nothing
            done.results = read
            done.brought = [*corrections, *map(_BROUGHT, read)]
            done.news = before.news(read, since=self._news_since)
            await take_back_passed(connection, done.brought)
        return done

    async def _organizations_of(
        self, connection: AsyncConnection, candidates: set[int]
    ) -> set[int]:
        """Return the organizations of those candidates who were not in earlier batches."""
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        new = candidates - self._seen
        self._seen |= new
        return await organizations_of(connection, new) if new else set()

    async def _correct(
        self, connection: AsyncConnection, done: Taken
    ) -> list[tuple[int, str, str]]:
        """Apply the batch's corrections.

        Return candidate, exam and outcome of each changed result.
        """
        brought: list[tuple[int, str, str]] = []
        for place, one in self._corrections:
            try:
                changed = await correct(connection, one, self._adding.import_id)
            except CannotCorrect as why:
                done.refused.append((place, Reject("outcome", str(why))))
                continue
            if changed is not None:
                done.taken += 1
                brought += changed
        self._corrections = []
        return brought

    async def _sit_again(
        self,
        connection: AsyncConnection,
        places: Sequence[int],
        read: Sequence[Row],
        again: Sequence[int],
    ) -> list[Row]:
        """Record rows as new attempts, because the attempt recorded on the same day was voided.

        `read` are the rows of the batch, and `places` their positions in it. `again` are the
        positions of the rows to record. Return these rows with their attempt numbers.
        """
        if not again:
            return []
        by_place = dict(zip(places, read, strict=True))
        rows = await further_attempts(connection, [by_place[place] for place in again])
        await write_rows(connection, rows, self._adding.import_id)
        return rows

    def _note_low_passes(self, batch: Batch, places: Sequence[int], read: Sequence[Row]) -> None:
        """Count passes whose score is so low that it may not be out of 100.

        The first of these passes is kept as an example for the report.
        """
        low = [
            (place, row[5])
            for place, row in zip(places, read, strict=True)
            if row[5] is not None and row[5] < _DOUBTFUL and row[4] == _PASS
        ]
        if low and not self._low_passes:
            place, score = low[0]
            row = str(batch.numbers[place])
            self._low_example = _("row %(row)s: %(score)s", row=row, score=f"{score:g}")
        self._low_passes += len(low)

    async def finish(self, _connection: AsyncConnection, *, rejected: int) -> Finished:
        """Report how many passes in the file have a doubtful score."""
        del rejected
        if not self._low_passes:
            return Finished()
        note = _n(
            "Doubtful: %(count)s pass has a score below %(least)s of 100 (%(example)s): see "
            "whether "
            "the points are of 100, and correct what is wrong with the outcome 'correct'.",
            "Doubtful: %(count)s passes have a score below %(least)s of 100 (%(example)s): see "
            "whether the points are of 100, and correct what is wrong with the outcome 'correct'.",
            self._low_passes,
            least=_DOUBTFUL,
            example=self._low_example,
        )
        return Finished((note,))

    def _read_columns_if_good(self, batch: Batch, ids: dict[str, int]) -> list[Row] | None:
        """Read a whole batch of results.

        If any row is bad, return None: the rows must then be read one by one.
        """
        try:
            return self._read_columns(batch, ids)
        except (RowRejected, KeyError):
            return None

    def _read_columns(self, batch: Batch, ids: dict[str, int]) -> list[Row]:
        """Read a whole batch of results column by column.

        Raises RowRejected or KeyError if any row is bad.
        """
        if batch.problems:
            raise KeyError
        columns = list(zip(*batch.rows, strict=True))

        def column(name: str) -> Sequence[str]:
            return columns[self._places[name]] if name in self._places else ("",) * len(batch.rows)

        outcomes = list(map(self._outcomes.__getitem__, column("outcome")))
        if Outcome.SUBMITTED.value in outcomes:
            # read row by row, because performance exams have to be checked one by one
            raise KeyError
        references: Sequence[str] = column("source_ref")
        together = "".join(references)
        # some cells contain spaces, so each cell has to be cleaned
        if together and together.split() != [together]:
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
                [reference or None for reference in references] if "" in references else references,
                strict=True,
            )
        )

    def _read_rows(self, batch: Batch, refused: Refused) -> tuple[list[int], list[Row]]:
        places: list[int] = []
        read: list[Row] = []
        for place, row in enumerate(batch.rows):
            try:
                refuse_problem(batch, place)
                if (right := self._corrects(row)) is not None:
                    self._corrections.append((place, self._correction(place, row, right)))
                    continue
                read.append(self._read_row(place, row))
                places.append(place)
            except RowRejected as why:
                refused.append((place, why.reject))
        return places, read

    def _corrects(self, row: list[str]) -> str | None:
        """If a row corrects a result, return the corrected outcome, or '' if the row gives none.

        Return None for any other row.
        """
        match = _CORRECT.fullmatch(outcome_key(row[self._places["outcome"]]))
        return match[1] if match else None

    def _correction(self, place: int, row: list[str], right: str) -> Correction:
        read = self._read_row(place, [*row], outcome=right or Outcome.PASS.value)
        day = read[2] if isinstance(read[2], date) else date.fromisoformat(read[2])
        outcome = read[4] if right else None
        if outcome == Outcome.VOID:
            raise RowRejected("outcome", _("to void a result, write void"))
        return Correction(read[0], read[1], day, read[3], outcome, *read[5:8])

    def _read_row(self, place: int, row: list[str], *, outcome: str = "") -> Row:
        def cell(name: str) -> str:
            return row[self._places[name]] if name in self._places else ""

        exam, outcome = self._exams[cell("exam")], self._outcomes[outcome or cell("outcome")]
        if outcome == Outcome.SUBMITTED and self._exam_kinds[exam] is ExamKind.THEORY:
            raise RowRejected(
                "outcome", _("a theory exam is not submitted: write pass, fail or void")
            )
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
        """Return the id of a result's candidate, and note which organization submitted the result.

        Raises RowRejected if the organization has no such candidate.
        """
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
            _(
                "%(where)s has no candidate %(number)s, who is %(whose)s: "
                "correct the number or the organization, or import people first",
                where=where,
                number=others[0].number,
                whose=whose,
            ),
        )

    async def _record_submitters(
        self, connection: AsyncConnection, places: Sequence[int], read: Sequence[Row]
    ) -> None:
        brought = [
            (row[:5], self._brought[place])
            for place, row in zip(places, read, strict=True)
            if place in self._brought
        ]
        await record_submitter_of_each(connection, brought)
