"""Watches: notify people when an award or proof that they were shown changes.

People on record are notified as usual. A stranger is notified in the private chat where they asked.
That chat is all that we store about a stranger.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action, Why, looked_at
from core.audit.entries import record
from core.clock import Clock
from core.notices.watch_types import MOST_WATCHES, Begun, Watcher
from core.outbox.private_chats import private_chat
from core.people.person_sql import shown_to_strangers, written_name
from core.storage.database import Database
from core.storage.tables import awards, goal_proofs, notice_places, people, watches
from core.storage.upserts import lenient_insert


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched award, by its award code, or a watched proof of a goal, by the goal's code.

    `holder` is None if the holder has hidden the award since the watch began. It is also None for a
    minor whose codes show nothing.
    """

    id: int
    since: datetime
    code: str
    credential: str
    goal: str
    holder: str | None


class Watches:
    """Starts, lists and ends watches."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def award(self, who: Watcher, code: str) -> Begun:
        """Watch the award with this code, which the watcher was just shown as valid."""
        async with self._database.begin() as connection:
            award = (await connection.execute(select(awards).where(awards.c.code == code))).one()
            await record(connection, Action.WATCHED, award.candidate_id, why=Why.SHOWN, code=code)
            return await self._begin(connection, who, {"award_id": award.id})

    async def proof(self, who: Watcher, proof: int, *, met: bool) -> Begun:
        """Watch the proof with this id.

        `met` says whether the proof just showed a met goal.
        """
        async with self._database.begin() as connection:
            whose = select(goal_proofs.c.person_id).where(goal_proofs.c.id == proof)
            holder = await connection.scalar(whose)
            if holder is not None:
                await record(connection, Action.WATCHED, holder, why=Why.SHOWN, proof=proof)
            return await self._begin(connection, who, {"proof_id": proof, "met": met})

    async def of(self, who: Watcher) -> list[Watched]:
        """Return the watches of this watcher, newest first.

        Watches of expired proofs are left out.
        """
        async with self._database.reading() as connection:
            found = await connection.execute(_LISTED.where(_theirs(who), self._working()))
            rows = found.all()
        shown = sorted({row.holder_id for row in rows if _is_shown(row)})
        looked_at(Action.SAW_NAME, *shown, why=Why.SHOWN)
        return [_watched(row) for row in rows]

    async def end(self, who: Watcher, number: int | None) -> int:
        """End the watch with this number, or all watches if `number` is None.

        Return how many watches ended.
        """
        which = _theirs(who) if number is None else and_(_theirs(who), watches.c.id == number)
        async with self._database.begin() as connection:
            gone = await connection.execute(delete(watches).where(which))
            if gone.rowcount:
                await record(connection, Action.UNWATCHED, watches=gone.rowcount)
            return gone.rowcount

    async def _begin(
        self, connection: AsyncConnection, who: Watcher, what: dict[str, Any]
    ) -> Begun:
        now = self._clock()
        count = await connection.scalar(
            select(func.count()).select_from(watches).where(_theirs(who))
        )
        if count is not None and count >= MOST_WATCHES:
            return Begun.TOO_MANY
        whose = {"person_id": who.person_id}
        if who.person_id is None:
            whose = {"place_id": await private_chat(connection, who.platform, who.address, now)}
        made = await connection.execute(
            lenient_insert(connection, watches).values(**whose, **what, since=now)
        )
        return Begun.NEW if made.rowcount else Begun.ALREADY

    def _working(self) -> ColumnElement[bool]:
        return or_(watches.c.proof_id.is_(None), goal_proofs.c.expires_at > self._clock())


def _theirs(who: Watcher) -> ColumnElement[bool]:
    """Return the condition for the watches of a watcher.

    These include watches that began in this chat before the chat was linked to the person.
    """
    chat = select(notice_places.c.id).where(
        notice_places.c.platform == who.platform,
        notice_places.c.address == who.address,
        notice_places.c.person_id.is_(None),
    )
    in_chat = watches.c.place_id == chat.scalar_subquery()
    return in_chat if who.person_id is None else or_(watches.c.person_id == who.person_id, in_chat)


_HOLDER = people.alias("holder")
_LISTED: Select[Any] = (
    select(
        watches.c.id,
        watches.c.since,
        awards.c.code,
        awards.c.credential_code,
        awards.c.withdrawn_at,
        goal_proofs.c.goal_code,
        func.coalesce(awards.c.holder, written_name(_HOLDER)).label("holder"),
        _HOLDER.c.id.label("holder_id"),
        shown_to_strangers(_HOLDER).label("is_public"),
    )
    .select_from(watches)
    .outerjoin(awards, awards.c.id == watches.c.award_id)
    .outerjoin(goal_proofs, goal_proofs.c.id == watches.c.proof_id)
    .join(_HOLDER, _HOLDER.c.id == func.coalesce(awards.c.candidate_id, goal_proofs.c.person_id))
    .order_by(watches.c.since.desc(), watches.c.id.desc())
)


def _is_shown(row: Any) -> bool:
    return bool(row.is_public) and row.withdrawn_at is None


def _watched(row: Any) -> Watched:
    return Watched(
        row.id,
        row.since,
        row.code or "",
        row.credential_code or "",
        row.goal_code or "",
        row.holder if _is_shown(row) else None,
    )
