"""Correction requests: people report errors in their records, and administrators settle them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select, update

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.people.model import Asker, Person, Role
from core.people.person_columns import person_in
from core.storage.database import Database
from core.storage.tables import corrections, people, roles

LONGEST = 500
"""The maximum length of a correction request in characters. A longer request is cut."""
MOST_OPEN = 10
"""The maximum number of open correction requests of one person."""


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """An error in a record, in the words of the person concerned.

    `sent_at` is when the person confirmed the request.
    """

    id: int
    person: Person
    what: str
    words: str
    sent_at: datetime | None
    settled_at: datetime | None


class CorrectionRequests:
    """Stores correction requests, and lists them for administrators."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def ask(self, person: int, what: str, words: str) -> int:
        """Store a request that the person still has to confirm.

        Return the request's number. The new request replaces any earlier unconfirmed request of
        this person.
        """
        unsent = (corrections.c.person_id == person, corrections.c.sent_at.is_(None))
        async with self._database.begin() as connection:
            await connection.execute(delete(corrections).where(*unsent))
            done = await connection.execute(
                insert(corrections).values(
                    person_id=person, what=what, words=words[:LONGEST], asked_at=self._clock()
                )
            )
            assert done.inserted_primary_key is not None
            return int(done.inserted_primary_key[0])

    async def draft(self, person: int, number: int) -> tuple[str, str] | None:
        """Return what an unconfirmed request is about and its text.

        Return None if the person has no unconfirmed request with this number.
        """
        asked = select(corrections.c.what, corrections.c.words).where(
            corrections.c.id == number,
            corrections.c.person_id == person,
            corrections.c.sent_at.is_(None),
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(asked)).first()
        return (row.what, row.words) if row else None

    async def unsent(self, person: int) -> str:
        """Return the text of the person's unconfirmed request, or "" if there is none."""
        asked = select(corrections.c.words).where(
            corrections.c.person_id == person, corrections.c.sent_at.is_(None)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(asked)).scalar() or ""

    async def send(self, person: int, number: int) -> int | None:
        """Send a request to the administrators of the person's organizations.

        Return how many administrators were notified. Return None if the person has no unconfirmed
        request with this number, or if `MOST_OPEN` of the person's requests are open.
        """
        now = self._clock()
        async with self._database.begin() as connection:
            waiting = await connection.execute(
                select(corrections.c.id).where(
                    corrections.c.person_id == person,
                    corrections.c.sent_at.is_not(None),
                    corrections.c.settled_at.is_(None),
                )
            )
            if len(waiting.all()) >= MOST_OPEN:
                return None
            sent = await connection.execute(
                update(corrections)
                .where(
                    corrections.c.id == number,
                    corrections.c.person_id == person,
                    corrections.c.sent_at.is_(None),
                )
                .values(sent_at=now)
            )
            if not sent.rowcount:
                return None
            places = select(roles.c.organisation_id).where(roles.c.person_id == person)
            rows = await connection.execute(
                select(roles.c.person_id)
                .where(
                    roles.c.organisation_id.in_(places),
                    roles.c.role == Role.ADMINISTRATOR.value,
                    roles.c.person_id != person,
                )
                .distinct()
            )
            told = sorted(rows.scalars())
            kind, data = NoticeKind.CORRECTION_ASKED, {"correction": number}
            owed = [NewNotice(kind, each, data=data, once=str(number)) for each in told]
            await record(connection, Action.ASKED_CORRECTION, person, number=number)
            await enqueue(connection, now, *owed)
        return len(told)

    async def waiting(self, administrator: Asker) -> Sequence[CorrectionRequest]:
        """Return the requests that this administrator may settle, oldest first."""
        return await self._found(_may_settle(administrator), corrections.c.settled_at.is_(None))

    async def find(self, number: int, administrator: Asker) -> CorrectionRequest | None:
        """Return the request with this number, if this administrator may settle it."""
        found = await self._found(_may_settle(administrator), corrections.c.id == number)
        return found[0] if found else None

    async def of(self, person: int) -> Sequence[CorrectionRequest]:
        """Return the requests that this person has sent, latest first."""
        return (await self._found(corrections.c.person_id == person))[::-1]

    async def settle(self, number: int, administrator: Asker) -> CorrectionRequest | None:
        """Mark a request as settled, and notify the person.

        Return None if this administrator may not settle the request, or if it is already settled.
        """
        now, found = self._clock(), await self.find(number, administrator)
        if found is None:
            return None
        async with self._database.begin() as connection:
            done = await connection.execute(
                update(corrections)
                .where(corrections.c.id == number, corrections.c.settled_at.is_(None))
                .values(settled_at=now)
            )
            if not done.rowcount:
                return None
            await record(connection, Action.SETTLED_CORRECTION, found.person.id, number=number)
            data = {"what": found.what}
            kind = NoticeKind.CORRECTION_SETTLED
            await enqueue(
                connection, now, NewNotice(kind, found.person.id, data=data, once=str(number))
            )
        return found

    async def _found(self, *which: ColumnElement[bool]) -> list[CorrectionRequest]:
        asked = (
            select(
                *people.c,
                corrections.c.id.label("correction_id"),
                corrections.c.what,
                corrections.c.words,
                corrections.c.sent_at,
                corrections.c.settled_at,
            )
            .join_from(corrections, people, people.c.id == corrections.c.person_id)
            .where(corrections.c.sent_at.is_not(None), *which)
            .order_by(corrections.c.id)
        )
        async with self._database.reading() as connection:
            return [_correction(row) for row in await connection.execute(asked)]


def _may_settle(administrator: Asker) -> ColumnElement[bool]:
    """Return the condition that this administrator may settle a request.

    The person who sent it must belong to one of the administrator's organizations, and be somebody
    else.
    """
    theirs = [p.organisation_id for p in administrator.posts if p.role is Role.ADMINISTRATOR]
    own = administrator.person.id if administrator.person else None
    return exists().where(
        roles.c.person_id == corrections.c.person_id,
        roles.c.organisation_id.in_(theirs),
        corrections.c.person_id != own,
    )


def _correction(row: Any) -> CorrectionRequest:
    return CorrectionRequest(
        row.correction_id, person_in(row), row.what, row.words, row.sent_at, row.settled_at
    )
