"""The outbox: notices that are owed, claimed for a while by a relay, and settled one by one.

Notices are written in the transaction that gives rise to them (see core.awards). A relay claims
some for `LEASE`; if it dies they fall due again. So a notice may be sent twice when a relay dies
between the platform's yes and ours, and is never lost.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.people.model import Person
from core.records.model import Award
from core.storage.database import Database, Question
from core.storage.tables import awards, chat_identities, notices, people
from core.storage.types import Instant

LEASE = timedelta(seconds=60)
"""How long a claimed notice is left to its relay. Longer than a send with its time-outs takes."""
MOST_ATTEMPTS = 120
"""After these, about a day of trying, a notice is undeliverable."""
LONGEST_PAUSE = timedelta(minutes=15)


class NoticeKind(StrEnum):
    AWARD_EARNED = "award_earned"  # to the candidate
    AWARD_REVOKED = "award_revoked"
    STUDENT_AWARD = "student_award"  # to each instructor who has them on a roster
    STUDENT_AWARD_REVOKED = "student_award_revoked"


@dataclass(frozen=True, slots=True)
class Destination:
    """A chat identity that a notice can go to; `held_until`: the platform asked us to wait."""

    identity_id: int
    platform: str
    address: str
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A claimed notice: to whom, about which award of whom, and where it can go."""

    id: int
    kind: NoticeKind
    to: Person
    destinations: tuple[Destination, ...]
    award: Award
    candidate: Person
    attempts: int


_ANY_DUE = Question(
    select(literal_column("1"))
    .select_from(notices)
    .where(
        literal_column("state") == literal_column("'due'"),
        notices.c.not_before <= bindparam("now", type_=Instant),
    )
    .limit(1)
)


class Outbox:
    """Claims and settles notices. Any number of relays may share one on PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, most: int = 100) -> list[DueNotice]:
        """Takes up to `most` notices that are due, oldest first, for the length of a lease.

        Left alone is who has something claimed, or waiting for its time: what they are owed later
        must not overtake it (two relays that claim in the same moment can still let it).

        Settled at once, and not returned, are those of people who want none (silenced) and of
        people with no chat to send to (waiting until they link one).
        """
        now = self._clock()
        if not await self._any_due(now):
            return []  # the common case takes no lock
        served = select(notices.c.person_id).where(
            notices.c.state == "due", notices.c.not_before > now
        )
        chosen = (
            select(notices.c.id)
            .where(
                notices.c.state == "due",
                notices.c.not_before <= now,
                notices.c.person_id.not_in(served),
            )
            .order_by(notices.c.not_before, notices.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        async with self._database.begin() as connection:
            claimed = await connection.execute(
                update(notices)
                .where(notices.c.id.in_(chosen.scalar_subquery()), notices.c.state == "due")
                .values(not_before=now + LEASE, attempts=notices.c.attempts + 1)
                .returning(notices.c.id)
            )
            ids = sorted(row.id for row in claimed)
            due = await self._read(connection, ids)
            await self._set_aside(connection, due, now)
        return [notice for notice in due if notice.to.notices_on and notice.destinations]

    async def sent(self, notice: DueNotice) -> None:
        await self._settle(notice, state="sent", reason=None)

    async def hold(self, notice: DueNotice, destination: Destination, seconds: float) -> datetime:
        """The platform asks to wait with this destination: all that goes there waits until then."""
        until = self._clock() + timedelta(seconds=seconds)
        await self._hold(notice, destination, until, counted=False)
        return until

    async def failed(self, notice: DueNotice, destination: Destination, reason: str) -> datetime:
        """It may work later: the destination rests, twice as long each time, with jitter.

        So what is owed to it later does not overtake. Returns when it is tried again.
        """
        now = self._clock()
        if notice.attempts >= MOST_ATTEMPTS:
            await self._settle(notice, state="undeliverable", reason=reason)
            return now
        # at most 2**10 s, so that the power stays a small number
        pause = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(notice.attempts, 10)))
        until = now + pause * random.uniform(0.5, 1)  # noqa: S311 - spread, not secrecy
        await self._hold(notice, destination, until, counted=True)
        return until

    async def postpone(self, later: Iterable[DueNotice], until: datetime) -> None:
        """Leaves notices for later that were not tried at all."""
        async with self._database.begin() as connection:
            await self._postpone(connection, list(later), until, counted=False)

    async def unreachable(self, notice: DueNotice, destination: Destination, reason: str) -> None:
        """Marks the destination; the notice goes to the person's next one, if they have one."""
        now = self._clock()
        others = [d for d in notice.destinations if d.identity_id != destination.identity_id]
        async with self._database.begin() as connection:
            await connection.execute(
                update(chat_identities)
                .where(chat_identities.c.id == destination.identity_id)
                .values(unreachable_since=now, unreachable_because=reason)
            )
            if others:
                await self._postpone(connection, [notice], now, counted=True)
        if not others:
            await self._settle(notice, state="undeliverable", reason=reason)

    async def _any_due(self, now: datetime) -> bool:
        return bool(await self._database.ask(_ANY_DUE, now=now))

    async def _read(self, connection: AsyncConnection, ids: list[int]) -> list[DueNotice]:
        if not ids:
            return []
        candidate = people.alias("candidate")
        rows = await connection.execute(
            select(
                notices.c.id.label("notice_id"),
                notices.c.kind,
                notices.c.attempts,
                people,
                awards.c.code,
                awards.c.credential_code,
                awards.c.issued_on,
                awards.c.revoked_on,
                awards.c.revoked_because,
                awards.c.revoked_by,
                candidate.c.id.label("candidate_id"),
                candidate.c.number.label("candidate_number"),
                candidate.c.given_name.label("candidate_given_name"),
                candidate.c.family_name.label("candidate_family_name"),
            )
            .join_from(notices, people, people.c.id == notices.c.person_id)
            .join(awards, awards.c.id == notices.c.award_id)
            .join(candidate, candidate.c.id == awards.c.candidate_id)
            .where(notices.c.id.in_(ids))
            .order_by(notices.c.id)
        )
        found = rows.all()
        places = await self._destinations(connection, {row.id for row in found})
        return [_due(row, places[row.id]) for row in found]

    async def _destinations(
        self, connection: AsyncConnection, person_ids: set[int]
    ) -> dict[int, list[Destination]]:
        rows = await connection.execute(
            select(chat_identities)
            .where(
                chat_identities.c.person_id.in_(person_ids),
                chat_identities.c.unreachable_since.is_(None),
            )
            .order_by(chat_identities.c.linked_at.desc(), chat_identities.c.id.desc())
        )
        places: dict[int, list[Destination]] = defaultdict(list)
        for row in rows:
            places[row.person_id].append(
                Destination(row.id, row.platform, row.address, row.held_until)
            )
        return places

    async def _set_aside(
        self, connection: AsyncConnection, due: list[DueNotice], now: datetime
    ) -> None:
        aside = {
            "silenced": [n.id for n in due if not n.to.notices_on],
            "waiting": [n.id for n in due if n.to.notices_on and not n.destinations],
        }
        for state, ids in aside.items():
            if ids:
                await connection.execute(
                    update(notices)
                    .where(notices.c.id.in_(ids))
                    .values(state=state, settled_at=now if state == "silenced" else None)
                )

    async def _settle(self, notice: DueNotice, *, state: str, reason: str | None) -> None:
        async with self._database.begin() as connection:
            await connection.execute(
                update(notices)
                .where(notices.c.id == notice.id)
                .values(state=state, reason=reason, settled_at=self._clock())
            )

    async def _hold(
        self, notice: DueNotice, destination: Destination, until: datetime, *, counted: bool
    ) -> None:
        async with self._database.begin() as connection:
            await connection.execute(
                update(chat_identities)
                .where(chat_identities.c.id == destination.identity_id)
                .values(held_until=until)
            )
            await self._postpone(connection, [notice], until, counted=counted)

    async def _postpone(
        self,
        connection: AsyncConnection,
        later: list[DueNotice],
        until: datetime,
        *,
        counted: bool,
    ) -> None:
        values: dict[str, Any] = {"not_before": until}
        if not counted:
            values["attempts"] = notices.c.attempts - 1
        await connection.execute(
            update(notices).where(notices.c.id.in_([n.id for n in later])).values(**values)
        )


def _due(row: Any, destinations: list[Destination]) -> DueNotice:
    return DueNotice(
        row.notice_id,
        NoticeKind(row.kind),
        Person(row.id, row.number, row.given_name, row.family_name, row.email, row.notices_on),
        tuple(destinations),
        Award(
            row.code,
            row.credential_code,
            row.issued_on,
            row.revoked_on,
            row.revoked_because,
            row.revoked_by,
        ),
        Person(
            row.candidate_id,
            row.candidate_number,
            row.candidate_given_name,
            row.candidate_family_name,
            None,
        ),
        row.attempts,
    )
