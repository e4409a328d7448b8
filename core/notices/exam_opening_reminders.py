"""Reminders: a notice on the day when a locked exam opens, for candidates who asked for it."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.records.model import Outcome
from core.storage.database import Database
from core.storage.staging import one_of, rows_of
from core.storage.tables import notices

_PASS = Outcome.PASS.value  # a plain string, because comparing enum members is many times slower
_DUE = text(f"kind = '{NoticeKind.EXAM_OPENS.value}' AND state = 'due'")
"""The condition for due reminders, written in the same words as in the index.

With a parameter instead, SQLite would not use the index.
"""
_HOUR = time(15, tzinfo=UTC)
"""The time of day at which reminders are sent. At 15:00 UTC, it is morning in every state."""


class Reminders:
    """Writes reminders of the days when exams open, and deletes them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def remind(self, person: int, exams: Sequence[tuple[str, str, date]]) -> None:
        """Remind this person on the day when each of these exams opens.

        Each of `exams` has the exam's code, its credential's code and the day.
        """
        new = [
            NewNotice(
                NoticeKind.EXAM_OPENS,
                person,
                data={"exam": exam, "credential": credential},
                not_before=datetime.combine(day, _HOUR),
                once=f"{exam}:{day.isoformat()}",
            )
            for exam, credential, day in exams
        ]
        async with self._database.begin() as connection:
            await enqueue(connection, self._clock(), *new)
            await record(connection, Action.REMINDED, person, exams=len(new))

    async def take_back(self, person: int) -> None:
        """Delete this person's reminders that are not due yet."""
        columns = notices.c
        async with self._database.begin() as connection:
            await connection.execute(
                delete(notices).where(
                    columns.person_id == person,
                    columns.kind == NoticeKind.EXAM_OPENS.value,
                    columns.not_before > self._clock(),
                )
            )
            await record(connection, Action.REMINDED, person, exams=0)


async def take_back_passed(
    connection: AsyncConnection, recorded: Collection[tuple[int, str, str]]
) -> None:
    """Delete reminders of exams that the candidates have passed.

    `recorded` has the candidate, exam and outcome of new results.
    """
    candidates = {who for who, _exam, outcome in recorded if outcome == _PASS}
    if not candidates:
        return
    columns = notices.c
    due = select(columns.person_id, columns.id, columns.data).where(_DUE)
    rows = await rows_of(connection, due, columns.person_id, candidates)
    if not rows:  # this is the usual case
        return
    passed = {(who, exam) for who, exam, outcome in recorded if outcome == _PASS}
    over = [row.id for row in rows if (row.person_id, json.loads(row.data)["exam"]) in passed]
    if over:
        await connection.execute(delete(notices).where(one_of(connection, columns.id, over)))
