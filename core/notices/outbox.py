"""The outbox: notices that are owed, claimed for a while by a relay, and settled one by one.

Notices are written in the transaction that gives rise to them (core.notices.owing). A relay claims
some for `LEASE`; if it dies they fall due again. So a notice may be sent twice when a relay dies
between the platform's yes and ours, and is never lost.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, bindparam, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.notices.due import Destination, DueNotice, read_due
from core.storage.database import Database, Question
from core.storage.staging import one_of
from core.storage.tables import chat_identities, notice_places, notices
from core.storage.types import Instant

LEASE = timedelta(seconds=60)
"""How long a claimed notice is left to its relay. Longer than a send with its time-outs takes."""
MOST_ATTEMPTS = 120
"""After these, about a day of trying, a notice is undeliverable."""
LONGEST_PAUSE = timedelta(minutes=15)


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
            await self._leave_lost_places(connection, ids)
            due = await read_due(connection, ids)
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
        others = notice.place is not None or any(d != destination for d in notice.destinations)
        async with self._database.begin() as connection:
            await connection.execute(
                _update_of(destination).values(unreachable_since=now, unreachable_because=reason)
            )
            await self._leave_lost_places(connection, [notice.id])
            if others:
                await self._postpone(connection, [notice], now, counted=True)
        if not others:
            await self._settle(notice, state="undeliverable", reason=reason)

    async def _any_due(self, now: datetime) -> bool:
        return bool(await self._database.ask(_ANY_DUE, now=now))

    async def _leave_lost_places(self, connection: AsyncConnection, ids: list[int]) -> None:
        """What would go to a place that is not reached any more goes to the person's own chat."""
        lost = select(notice_places.c.id).where(notice_places.c.unreachable_since.is_not(None))
        await connection.execute(
            update(notices)
            .where(one_of(connection, notices.c.id, ids), notices.c.place_id.in_(lost))
            .values(place_id=None)
        )

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
            await connection.execute(_update_of(destination).values(held_until=until))
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


def _update_of(destination: Destination) -> Update:
    """Marks the destination's own row."""
    if destination.place_id is not None:
        return update(notice_places).where(notice_places.c.id == destination.place_id)
    return update(chat_identities).where(chat_identities.c.id == destination.identity_id)
