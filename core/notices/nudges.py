"""Nudges: notices that remind candidates of an exam that they have not taken.

The candidates passed the credential's other exam long ago.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock, day_in
from core.notices.preferences import Preferences, read_preferences
from core.notices.schedule import next_time
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.people.model import Role
from core.progress import CandidateProgress, CredentialProgress, Progress
from core.records.batch_loading import records_of
from core.records.model import Outcome
from core.storage.database import Database
from core.storage.tables import chat_identities, notice_settings, people, results, roles
from core.storage.upserts import insert_into

AFTER = timedelta(days=30)
"""A candidate is reminded of a credential's other exam this long after passing one exam."""
NOT_AFTER = timedelta(days=365)
"""Reminders end this long after the pass. The candidate is then taken to have given up."""
APART = timedelta(days=7)
"""The minimum time between two nudges to a candidate."""
_WITHIN = timedelta(hours=1)
"""A nudge is sent within this time after the person's digest time, or else on the next day."""
_AT_ONCE = 500


class Nudges:
    """Writes nudges. Any number of processes may do this: nobody gets a nudge twice."""

    def __init__(
        self, database: Database, progress: Progress, clock: Clock, home_zone: str
    ) -> None:
        self._database = database
        self._progress = progress
        self._clock = clock
        self._home_zone = home_zone
        self._all_considered = datetime.min.replace(tzinfo=UTC)

    async def write_due(self) -> int:
        """Queue the nudges that are due now. Return their number."""
        count, last = 0, 0
        # outside of the default hour, only people who have chosen an hour or a zone can be due;
        # within the default hour, everybody is considered once
        began = self._clock()
        everybody = self._is_hour(began, Preferences()) and began >= self._all_considered + _WITHIN
        while True:
            async with self._database.begin() as connection:
                some = await self._listening(connection, last, everybody=everybody)
                count += await self._write(connection, some)
            if len(some) < _AT_ONCE:
                break
            last = some[-1].id
        if everybody:
            self._all_considered = began
        return count

    async def _listening(
        self, connection: AsyncConnection, last: int, *, everybody: bool
    ) -> Sequence[Any]:
        """Return the next candidates to consider for a nudge, with their settings.

        The candidates are sorted by id, after the id `last`. They have a chat, passed an exam long
        ago, and got no nudge recently. Without `everybody`, return only candidates who have chosen
        an hour or a zone.
        """
        now = self._clock()
        today = day_in(self._home_zone, now)
        passed = select(results.c.candidate_id).where(
            results.c.candidate_id == people.c.id,
            results.c.outcome == Outcome.PASS.value,
            results.c.taken_on.between(today - NOT_AFTER, today - AFTER),
        )
        role = select(roles.c.person_id).where(
            roles.c.person_id == people.c.id, roles.c.role == Role.CANDIDATE.value
        )
        linked = select(chat_identities.c.id).where(chat_identities.c.person_id == people.c.id)
        settings = notice_settings.c
        rows = await connection.execute(
            select(people.c.id, notice_settings)
            .outerjoin(notice_settings, settings.person_id == people.c.id)
            .where(
                people.c.id > last,
                true() if everybody else settings.person_id.is_not(None),
                linked.exists(),
                people.c.notices_on,
                or_(settings.nudges.is_(None), settings.nudges),
                or_(settings.nudged_at.is_(None), settings.nudged_at <= now - APART),
                role.exists(),
                passed.exists(),
            )
            .order_by(people.c.id)
            .limit(_AT_ONCE)
        )
        return rows.all()

    async def _write(self, connection: AsyncConnection, some: Sequence[Any]) -> int:
        now = self._clock()
        today = day_in(self._home_zone, now)
        at_hand = [row.id for row in some if self._is_time(row, now)]
        records = await records_of(connection, at_hand)
        owed = {
            candidate: data
            for candidate, record in records.items()
            if (data := left_open(self._progress.of(record, today)))
        }
        ours = await _mark(connection, list(owed), now)
        await enqueue(
            connection,
            now,
            *(
                NewNotice(NoticeKind.NUDGE, each, data=owed[each], once=today.isoformat())
                for each in ours
            ),
        )
        return len(ours)

    def _is_time(self, row: Any, now: datetime) -> bool:
        """Whether this person's hour for nudges is now."""
        return self._is_hour(now, read_preferences(row))

    def _is_hour(self, now: datetime, chosen: Preferences) -> bool:
        zone = chosen.zone or self._home_zone
        return next_time(now - _WITHIN, zone, chosen.digest_at) <= now


def left_open(progress: CandidateProgress) -> Mapping[str, Any] | None:
    """Return the credential closest to completion of which one exam was passed long ago.

    Another exam of the credential must be open. Return what a nudge says about it as JSON data, or
    None if no credential fits.
    """
    for credential in progress.in_progress:
        passed_on = _passed_long_ago(credential, progress.today)
        still_open = next((exam for exam in credential.remaining if exam.open), None)
        if passed_on is not None and still_open is not None:
            return {
                "credential": credential.credential.code,
                "exam": still_open.exam.code,
                "passed_on": passed_on.isoformat(),
            }
    return None


def _passed_long_ago(credential: CredentialProgress, today: date) -> date | None:
    """Return the day of the credential's last pass.

    Return None if that day is not long ago, or more than a year ago.
    """
    days = [exam.passed_on for exam in credential.exams if exam.passed_on is not None]
    last = max(days, default=None)
    return last if last is not None and AFTER <= today - last <= NOT_AFTER else None


async def _mark(connection: AsyncConnection, candidates: list[int], now: datetime) -> list[int]:
    """Mark candidates as nudged. Return those whom no other process has just marked."""
    if not candidates:
        return []
    made = insert_into(connection, notice_settings).values(
        [{"person_id": each, "nudged_at": now} for each in candidates]
    )
    nudged_at = notice_settings.c.nudged_at
    marked = await connection.execute(
        made.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"nudged_at": now},
            where=or_(nudged_at.is_(None), nudged_at <= now - APART),
        ).returning(notice_settings.c.person_id)
    )
    return list(marked.scalars())
