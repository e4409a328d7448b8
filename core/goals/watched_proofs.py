"""Watched proofs: notify the watchers when a proof's goal is met or no longer met."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from core.clock import Clock
from core.goals.proofs import Proofs
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.storage.database import Database
from core.storage.tables import goal_proofs, watches

_AT_ONCE = 500
"""The watches of at most this many proofs are held in memory at once."""


class WatchedProofs:
    """Works out again what watched proofs show, and notifies watchers of changes."""

    def __init__(self, database: Database, clock: Clock, proofs: Proofs) -> None:
        self._database = database
        self._clock = clock
        self._proofs = proofs

    async def write_due(self) -> int:
        """Queue a notice for each person whose watched proof has changed since their last notice.

        Return the number of notices.
        """
        owed, last = 0, 0
        while some := await self._after(last):
            last = some[-1].proof_id
            owed += await self._tell(some)
        return owed

    async def _after(self, last: int) -> Sequence[Any]:
        """Return the watches of the working proofs with the next ids after `last`, by proof."""
        next_proofs = (
            select(watches.c.proof_id)
            .join(goal_proofs, goal_proofs.c.id == watches.c.proof_id)
            .where(watches.c.proof_id > last, goal_proofs.c.expires_at > self._clock())
            .distinct()
            .order_by(watches.c.proof_id)
            .limit(_AT_ONCE)
        )
        chosen = select(watches).where(watches.c.proof_id.in_(next_proofs))
        async with self._database.reading() as connection:
            return (await connection.execute(chosen.order_by(watches.c.proof_id))).all()

    async def _tell(self, some: Sequence[Any]) -> int:
        says: dict[int, bool | None] = {}
        for row in some:
            if row.proof_id not in says:
                proven = await self._proofs.of_id(row.proof_id)
                says[row.proof_id] = None if proven is None else proven.met
        changed = [row for row in some if says[row.proof_id] not in {None, row.met}]
        return sum([await self._notify_one(row) for row in changed])

    async def _notify_one(self, row: Any) -> int:
        """Queue a notice to one watcher, unless another process has just done so.

        Return the number of notices, 0 or 1.
        """
        now = self._clock()
        async with self._database.begin() as connection:
            ours = await connection.execute(
                update(watches)
                .where(watches.c.id == row.id, watches.c.met == row.met)
                .values(met=not row.met)
            )
            if not ours.rowcount:
                return 0
            notice = NewNotice(
                NoticeKind.WATCHED_GOAL,
                row.person_id,
                data={"proof": row.proof_id, "watch": row.id},
                place_id=row.place_id,
                once=f"{row.id}:{now.isoformat()}",
            )
            await enqueue(connection, now, notice)
        return 1
