"""The outbox: a relay claims due notices for some time, and settles them one by one.

A relay is a task that sends notices. Notices are written in the transaction that causes them
(core.outbox.enqueue). A relay claims queues of notices (core.outbox.queues) for the time of a
lease. If the relay dies, its notices become due again, so no notice is lost. A notice is sent twice
if the relay dies after the platform has accepted the notice and before that is recorded. An attempt
counts only when it is settled, because a relay may die for other reasons than this notice.
"""

import asyncio
import random
import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.notices.claimed_notice import Destination, DueNotice, read_due
from core.outbox import queues
from core.outbox.enqueue import NOTICES_ANNOUNCED, NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.outbox.queues import Lease
from core.outbox.relay_lock import RelayLock
from core.outbox.sent_marks import WITHOUT_WORDS, SentMarks
from core.outbox.states import IS_DUE, NOT_REPORTED
from core.people.model import Asker, Person
from core.storage.database import Database
from core.storage.raw_statements import Unit
from core.storage.staging import one_of
from core.storage.tables import chat_identities, notice_lanes, notice_places, notices

LEASE = timedelta(seconds=60)
"""How long a claimed queue belongs to its relay.

A send takes less time than this, even with all its timeouts.
"""
MOST_ATTEMPTS = 200
"""A notice is undeliverable after this many failed attempts, which take about a day."""
LONGEST_PAUSE = timedelta(minutes=15)

_SENT_THOUGH_OFF = frozenset((NoticeKind.ANSWER, NoticeKind.CHAT_LINKED))
"""The kinds of notices that are sent even to people who turned notices off.

They are answers to requests, and the news that another chat was linked.
"""


class Outbox:
    """Claims and settles notices. On PostgreSQL, any number of relays may share the tables.

    The instance that claims notices must also settle them. A queue is free again when all notices
    claimed from it are settled, or when one of them has stopped it.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        lease: timedelta = LEASE,
        home_zone: str = "UTC",
    ) -> None:
        """`home_zone` is the time zone for people who have not chosen one."""
        self.lease = lease
        self._home_zone = home_zone
        self._database = database
        self._clock = clock
        self._sent_marks = SentMarks(database, clock)
        self._leases: dict[int, Lease] = {}
        self._finished: list[Lease] = []

    async def claim(self, most: int = 100) -> list[DueNotice]:
        """Claim up to `most` queues with due notices for the length of a lease.

        Queues that have waited longest come first. Return the first notices of each queue, in
        order. Some notices are not returned. Notices to people who want none are settled at once,
        as silenced. Notices to people without a chat wait until a chat is linked. Queues of people
        in their quiet hours stay as they are until the quiet hours end.
        """
        while True:
            now = self._clock()
            waiting = {row[0] for row in await self._database.fetch(queues.WHAT_IS_DUE, now=now)}
            if not waiting and not self._finished:
                return []  # the usual case, which takes no lock
            if queues.UNSORTED in waiting:
                sorting = queues.sort_in(now, on_server=not self._database.is_sqlite)
                await self._database.change_together(sorting)
            taken, due = await self._take(most, now)
            if due or not taken:
                return due

    async def _take(self, most: int, now: datetime) -> tuple[list[int], list[DueNotice]]:
        """Claim queues for the length of a lease.

        Return the ids of the queues, and the notices to send from them.
        """
        token = secrets.token_hex(8)
        taken = await self._releasing(now, queues.take(now, now + self.lease, most, token))
        leases = {each: Lease(each, token) for each in taken}
        try:
            due = await self._first_of(leases, now) if taken else []
        finally:  # also after an error: the next transaction releases these queues
            self._finished += [lease for lease in leases.values() if not lease.left]
        self._leases |= {queue: lease for queue, lease in leases.items() if lease.left}
        return taken, due

    async def _releasing(self, now: datetime, more: Unit[list[int]] | None = None) -> list[int]:
        """Release the finished queues.

        Run `more` in the same transaction, and return its result.
        """
        finished, self._finished = self._finished, []
        on_server = not self._database.is_sqlite

        def unit() -> Unit[list[int]]:
            if finished:
                yield from queues.release(finished, now, on_server=on_server)
            return [] if more is None else (yield from more)

        try:
            return await self._database.change_together(unit())
        except BaseException:  # also after cancellation: the next transaction releases these queues
            self._finished += finished
            raise

    async def sent(self, notice: DueNotice) -> None:
        """Mark a notice as sent. One statement marks all notices sent at about the same time."""
        await self._sent_marks.add(notice.id)
        self._settled(notice)

    async def hold(self, notice: DueNotice, destination: Destination, seconds: float) -> datetime:
        """Stop sending to a destination for these seconds, because the platform asked us to wait.

        Return when sending resumes.
        """
        until = self._clock() + timedelta(seconds=seconds)
        async with self._database.begin() as connection:
            await connection.execute(_update_of(destination).values(held_until=until))
        self._stopped(notice, until)
        return until

    async def failed(self, notice: DueNotice, destination: Destination, reason: str) -> datetime:
        """Record a temporary failure, and pause the destination.

        Return when sending resumes. The pause is random, so that destinations that fail together
        are not retried together. The maximum pause doubles with each attempt. Later notices to the
        destination wait too. After `MOST_ATTEMPTS`, the notice is undeliverable.
        """
        now = self._clock()
        tried = notice.attempts + 1
        if tried >= MOST_ATTEMPTS:
            await self._give_up(notice, destination, reason)
            return now
        # 2**10 s is longer than the longest pause
        longest = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(tried, 10)))
        until = now + longest * random.random()  # noqa: S311 - random spread, not security
        async with self._database.begin() as connection:
            await connection.execute(_update_of(destination).values(held_until=until))
            await connection.execute(
                update(notices)
                .where(notices.c.id == notice.id)
                .values(attempts=tried, platform=destination.platform, reason=reason)
            )
        self._stopped(notice, until)
        return until

    async def postpone(self, later: Iterable[DueNotice], until: datetime) -> None:
        """Send these notices, and all later notices in their queues, no earlier than `until`.

        Release the queues at once.
        """
        for notice in later:
            self._stopped(notice, until)
        await self.give_back()

    def put_off(self, notice: DueNotice, until: datetime) -> None:
        """Send this notice, and all later notices in its queue, no earlier than `until`.

        The next claim releases the queue, so this needs no statement of its own.
        """
        self._stopped(notice, until)

    async def unreachable(self, notice: DueNotice, destination: Destination, reason: str) -> None:
        """Mark the destination as unreachable.

        If the person has another destination, the notice goes there. If the destination is a group
        or channel, the person who chose it is notified once, in their own chat.
        """
        now = self._clock()
        others = notice.to is not None and (
            notice.place is not None or any(d != destination for d in notice.destinations)
        )
        async with self._database.begin() as connection:
            await connection.execute(
                _update_of(destination).values(unreachable_since=now, unreachable_because=reason)
            )
            if _is_shared(notice) and notice.to is not None and destination.place_id is not None:
                await queues.drop_lost_place(connection, destination.place_id, now)
                await enqueue(connection, now, _place_lost(destination.place_id, notice.to, now))
        if others:
            self._stopped(notice, now)
        else:
            await self._give_up(notice, destination, reason)

    async def give_back(self) -> None:
        """Release finished queues now, instead of when the next claim is made."""
        if self._finished:
            await self._releasing(self._clock())

    async def free_all(self) -> None:
        """Release all claimed queues, because the relays that claimed them have ended.

        Call this only if the database has a single relay.
        """
        async with self._database.begin() as connection:
            await connection.execute(
                update(notice_lanes)
                .where(notice_lanes.c.claimed_by.is_not(None))
                .values(next_at=self._clock(), claimed_by=None)
            )

    async def mark_undelivered_shown(self, asker: Asker) -> None:
        """Record that the person was just told about undelivered notices.

        The person's chat counts as reachable again.
        """
        assert asker.person is not None, "strangers get no notices"
        async with self._database.begin() as connection:
            await connection.execute(
                update(notices)
                .where(notices.c.person_id == asker.person.id, NOT_REPORTED)
                .values(told_at=self._clock())
            )
            await connection.execute(
                update(chat_identities)
                .where(
                    chat_identities.c.platform == asker.identity.platform,
                    chat_identities.c.external_id == asker.identity.external_id,
                )
                .values(unreachable_since=None, unreachable_because=None)
            )

    def relay_lock(self) -> RelayLock:
        """Return the lock that allows only one relay at a time on a SQLite file."""
        return RelayLock(self._database)

    @property
    def one_relay_only(self) -> bool:
        """Whether the database allows only one relay, as SQLite does."""
        return self._database.is_sqlite

    def listening(self, look: Callable[[], None]) -> AbstractAsyncContextManager[asyncio.Event]:
        """Call `look` whenever a notice is written, within a `with` block."""
        return self._database.listening(NOTICES_ANNOUNCED, look)

    async def _first_of(self, leases: dict[int, Lease], now: datetime) -> list[DueNotice]:
        """Return the notices to send from claimed queues.

        Notices that the recipient does not want are silenced. Notices to people without a chat are
        set aside.
        """
        due, quiet = await read_due(self._database, leases, now, self._home_zone)
        for queue, end in quiet.items():
            leases[queue].resume_at = end
        silenced = {n.lane_id for n in due if _is_unwanted(n)}
        nowhere = {n.lane_id for n in due if not n.destinations}
        if silenced or nowhere:
            async with self._database.begin() as connection:
                unwanted = notices.c.kind.not_in(_SENT_THOUGH_OFF)
                values = {"state": "silenced", "settled_at": now}
                await self._set_aside(connection, silenced, unwanted, values)
                values = {"state": "waiting", "lane_id": None}
                await self._set_aside(connection, nowhere, true(), values)
        kept = [n for n in due if n.lane_id not in nowhere and not _is_unwanted(n)]
        for notice in kept:
            leases[notice.lane_id].left.add(notice.id)
        return kept

    async def _set_aside(
        self,
        connection: AsyncConnection,
        queue_ids: set[int],
        which: ColumnElement[bool],
        values: dict[str, Any],
    ) -> None:
        if queue_ids:
            these = one_of(connection, notices.c.lane_id, queue_ids)
            await connection.execute(update(notices).where(these, IS_DUE, which).values(**values))

    async def _give_up(self, notice: DueNotice, destination: Destination, reason: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(
                update(notices)
                .where(notices.c.id == notice.id)
                .values(
                    state="undeliverable",
                    attempts=notice.attempts + 1,
                    platform=destination.platform,
                    reason=reason,
                    settled_at=self._clock(),
                    **WITHOUT_WORDS,
                )
            )
        self._stopped(notice, self._clock())

    def _settled(self, notice: DueNotice) -> None:
        lease = self._leases.get(notice.lane_id)
        if lease is not None and notice.id in lease.left:
            lease.left.discard(notice.id)
            if not lease.left:
                self._finished.append(self._leases.pop(notice.lane_id))

    def _stopped(self, notice: DueNotice, resume_at: datetime) -> None:
        """Release the notice's queue, from which nothing is sent until `resume_at`."""
        lease = self._leases.get(notice.lane_id)
        if lease is not None and notice.id in lease.left:
            lease.resume_at = resume_at
            self._finished.append(self._leases.pop(notice.lane_id))


def _is_unwanted(notice: DueNotice) -> bool:
    """Whether the recipient turned notices off, and notices of this kind are then not sent."""
    off = notice.to is not None and not notice.to.notices_on
    return off and notice.kind not in _SENT_THOUGH_OFF


def _is_shared(notice: DueNotice) -> bool:
    """Whether the notice goes to a group or channel instead of a private chat."""
    return notice.place is not None and notice.place.kind != "private"


def _place_lost(place_id: int, person: Person, now: datetime) -> NewNotice:
    once = f"{place_id} at {now:%Y-%m-%dT%H:%M:%S.%f}"
    return NewNotice(NoticeKind.PLACE_LOST, person.id, data={"place": place_id}, once=once)


def _update_of(destination: Destination) -> Update:
    """Return the UPDATE statement for the row that describes the destination."""
    if destination.place_id is not None:
        return update(notice_places).where(notice_places.c.id == destination.place_id)
    return update(chat_identities).where(chat_identities.c.id == destination.identity_id)
