"""Results that staff record one at a time, checked and stored like those of a file.

Evaluators and account administrators record final results. Trainers cannot pass their own students.
A pass that an instructor records for their own student therefore stays `submitted` until somebody
else confirms it.
"""

import asyncio
import csv
import secrets
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.catalog.model import Catalog, Exam, ExamKind
from core.clock import Clock
from core.importing.import_file import import_file
from core.importing.options import Options
from core.importing.reading_options import ReadingOptions
from core.importing.report import ImportKind, ImportReport
from core.importing.submissions import (
    REFERENCE,
    Submission,
    file_name,
    notify_decided,
    notify_waiting,
    submission,
)
from core.people.model import Asker, Person, Post, Role
from core.records.attempts import Day, day_of, is_void, next_attempt, recorded_on
from core.records.model import Outcome
from core.storage.database import Database
from core.storage.tables import (
    candidate_numbers,
    imports,
    organisations,
    people,
    results,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)

_HEADER = ("candidate_number", "exam", "outcome", "taken_on", "attempt", "evaluator", "source_ref")


@dataclass(frozen=True, slots=True)
class Recorded:
    """The outcome of recording a result by hand.

    `undo` takes `number`, which is empty if somebody else recorded the result. `known` is whether
    the result was already on record, for example because the button was pressed twice.
    """

    number: str = ""
    known: bool = False
    refused: str = ""
    awarded: int = 0


@dataclass(frozen=True, slots=True)
class Authority:
    """What a user may record about a student.

    `post` is the role that lets the user record results, or None if the user may record nothing.
    """

    post: Post | None = None
    trains: bool = False
    """Whether the user teaches the student. Someone else then has to confirm a pass."""

    def outcome(self, exam: Exam, said: Outcome) -> Outcome | None:
        """Return the outcome to record if the user enters `said`.

        Return None if the user may not record that outcome.
        """
        if self.post is None:
            return None
        if exam.kind is ExamKind.THEORY:
            return said if self.post.role is Role.ADMINISTRATOR and not self.trains else None
        if not self.trains:
            return said
        return Outcome.SUBMITTED if said is Outcome.PASS else None


class ResultsByHand:
    """Records results that staff enter one at a time, and undoes them."""

    def __init__(self, database: Database, catalog: Catalog, clock: Clock, zone: str) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._zone = zone

    async def authority(self, asker: Asker, student: Person) -> Authority:
        """Return what a user may record about a student.

        The user must be allowed to see the student.
        """
        if asker.person is None:
            return Authority()
        together = (
            select(rosters.c.organisation_id)
            .join(roster_candidates, roster_candidates.c.roster_id == rosters.c.id)
            .join(roster_instructors, roster_instructors.c.roster_id == rosters.c.id)
            .where(
                roster_candidates.c.person_id == student.id,
                roster_instructors.c.person_id == asker.person.id,
            )
        )
        of = select(roles.c.organisation_id).where(
            roles.c.person_id == student.id, roles.c.role == Role.CANDIDATE.value
        )
        async with self._database.reading() as connection:
            assigned = set((await connection.execute(together)).scalars())
            home = set((await connection.execute(of)).scalars())
        posts = {
            role: next(
                (p for p in asker.posts if p.role is role and p.organisation_id in where), None
            )
            for role, where in (
                (Role.ADMINISTRATOR, home),
                (Role.EVALUATOR, assigned),
                (Role.INSTRUCTOR, assigned),
            )
        }
        post = next((each for each in posts.values() if each), None)
        return Authority(post, trains=posts[Role.INSTRUCTOR] is not None)

    async def record(
        self, by: Person, post: Post, student: Person, exam: Exam, outcome: Outcome, day: date
    ) -> Recorded:
        """Record a student's result, and notify the people concerned."""
        token = secrets.token_hex(4)
        async with self._database.reading() as connection:
            number, known_there = await _number_at(connection, student, post.organisation_id)
            key = day_of((student.id, exam.code, day))
            known = (await recorded_on(connection, {key}))[key]
        # recording an undone result again is a new attempt, because the undone result stays void
        attempt = str(next_attempt(known)) if is_void(known, 0) else ""
        if any(e.outcome == outcome and not is_void(known, e.attempt) for e in known):
            return Recorded(await self._recorded_by(by, key, day, outcome), known=True)
        said = (exam.code, outcome.value, day.isoformat(), attempt)
        row = (number, *said, by.name, f"{REFERENCE}{token}")
        where = post.organisation if known_there else ""
        report = await self._bring(by, student.id, where, row, token)
        if report.first_rejects:
            return Recorded(refused=report.first_rejects[0])
        if report.taken:
            now = self._clock()
            async with self._database.begin() as connection:
                if outcome is Outcome.SUBMITTED:
                    await notify_waiting(connection, now, token, student.id, by.id)
                else:
                    await notify_decided(connection, now, student.id, exam.code, outcome, by.id)
        if not report.taken:  # somebody else recorded the result in the meantime
            return Recorded(known=True)
        return Recorded(token, awarded=report.awarded)

    async def _recorded_by(self, by: Person, of: Day, day: date, outcome: Outcome) -> str:
        """Return the number of a result that this person recorded by hand.

        Return '' if somebody else recorded the result, or if it came with a file.
        """
        candidate, exam, _day = of
        newest = (
            select(results.c.source_ref)
            .where(
                results.c.candidate_id == candidate,
                results.c.exam_code == exam,
                results.c.taken_on == day,
                results.c.outcome == outcome.value,
            )
            .order_by(results.c.attempt.desc())
            .limit(1)
        )
        async with self._database.reading() as connection:
            reference = await connection.scalar(newest) or ""
            token = str(reference).removeprefix(REFERENCE)
            if token == reference:  # the result came with a file
                return ""
            return token if await connection.scalar(_import_of(by, token)) is not None else ""

    async def submission(self, token: str, reader: int) -> Submission | None:
        """Return a submitted result, or None if the reader may not see the student."""
        async with self._database.reading() as connection:
            return await submission(connection, token, reader)

    async def undo(self, by: Person, token: str) -> bool:
        """Void the result with this token, which the person recorded by hand.

        Return False if the person recorded no result with this token. Return True if the result is
        void now, even if it was void before.
        """
        recorded = select(results).where(
            results.c.source_ref == f"{REFERENCE}{token}", results.c.outcome != Outcome.VOID.value
        )
        async with self._database.reading() as connection:
            if await connection.scalar(_import_of(by, token)) is None:
                return False
            row: Any = (await connection.execute(recorded)).first()
            if row is None:
                return False
            number, organization = await _some_number(connection, row.candidate_id)
        attempt = row.attempt or await self._own_attempt(row) or ""
        day = row.taken_on.isoformat()
        void = (number, row.exam_code, Outcome.VOID.value, day, attempt, by.name, "")
        report = await self._bring(by, row.candidate_id, organization, void, token)
        return report.taken + report.unchanged > 0  # unchanged: the button was pressed twice

    async def _own_attempt(self, row: Any) -> int:
        """Number a day's results that have no attempt number.

        Return the number of this result. Without numbers, a void would cancel all results of the
        day. If this is the only valid result of its day, change nothing and return 0.
        """
        day = day_of((row.candidate_id, row.exam_code, row.taken_on))
        unnumbered = and_(
            results.c.candidate_id == row.candidate_id,
            results.c.exam_code == row.exam_code,
            results.c.taken_on == row.taken_on,
            results.c.attempt == 0,
            results.c.outcome != Outcome.VOID.value,
        )
        number = 0
        async with self._database.begin() as connection:
            await record(connection, Action.CORRECTED_RESULT, row.candidate_id, exam=row.exam_code)
            known = (await recorded_on(connection, {day}))[day]
            if len([each for each in known if each.outcome != Outcome.VOID.value]) == 1:
                return 0
            outcomes = (
                select(results.c.outcome).where(unnumbered).order_by(results.c.outcome.desc())
            )
            for attempt, outcome in enumerate(
                (await connection.execute(outcomes)).scalars().all(), next_attempt(known)
            ):
                this = and_(unnumbered, results.c.outcome == outcome)
                await connection.execute(update(results).where(this).values(attempt=attempt))
                if outcome == row.outcome:
                    number = attempt
        return number

    async def _bring(
        self, by: Person, student: int, organization: str, row: tuple[object, ...], token: str
    ) -> ImportReport:
        options = Options(organization=organization, only=organization)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file_name(token)
            await asyncio.to_thread(_write, path, row)
            return await import_file(
                self._database,
                self._catalog,
                self._clock,
                ImportKind.RESULTS,
                path,
                options=options,
                reading=ReadingOptions(zone=ZoneInfo(self._zone)),
                brought_by=by.id,
                announced=False,
                about=student,
            )


def _import_of(by: Person, token: str) -> Select[tuple[int]]:
    """Select the import by which this person recorded a result by hand."""
    return select(imports.c.id).where(
        imports.c.file_name == file_name(token), imports.c.brought_by == by.id
    )


def _write(path: Path, row: tuple[object, ...]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((_HEADER, row))


async def _number_at(
    connection: AsyncConnection, student: Person, organization: int
) -> tuple[str, bool]:
    """Return the student's number, and whether this organization issued the number."""
    own = await connection.scalar(
        select(candidate_numbers.c.number).where(
            candidate_numbers.c.person_id == student.id,
            candidate_numbers.c.organisation_id == organization,
        )
    )
    return (own, True) if own else (student.number or "", False)


async def _some_number(connection: AsyncConnection, candidate: int) -> tuple[str, str]:
    """Return one of a candidate's numbers, and the organization that issued it.

    The organization is '' if no organization issued the number.
    """
    found = await connection.execute(
        select(candidate_numbers.c.number, organisations.c.name)
        .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
        .where(candidate_numbers.c.person_id == candidate)
        .limit(1)
    )
    row = found.first()
    if row is not None:
        return row.number, row.name
    number = await connection.scalar(select(people.c.number).where(people.c.id == candidate))
    return number or "", ""
