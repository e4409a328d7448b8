"""Dead letters: notices that could not be delivered, why, and trying them once more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from core.clock import Clock
from core.outbox.enqueue import NOTICES_ANNOUNCED
from core.outbox.kinds import NoticeKind
from core.storage.database import Database, announce
from core.storage.tables import notices

WORTH_TELLING = timedelta(days=30)
"""Dead letters that are older are kept, and not sent any more."""

_undeliverable = notices.c.state == "undeliverable"


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """How many were given up on a platform for a reason, and when the first of them was."""

    platform: str
    reason: str
    count: int
    oldest: datetime


async def dead_letters(database: Database, clock: Clock) -> list[DeadLetters]:
    """Those that are worth telling still, the most frequent reason first."""
    count = func.count()
    async with database.engine.connect() as connection:
        rows = await connection.execute(
            select(
                func.coalesce(notices.c.platform, "").label("platform"),
                func.coalesce(notices.c.reason, "").label("reason"),
                count.label("letters"),
                func.min(notices.c.settled_at, type_=notices.c.settled_at.type).label("oldest"),
            )
            .where(_undeliverable, notices.c.settled_at >= clock() - WORTH_TELLING)
            .group_by(notices.c.platform, notices.c.reason)
            .order_by(count.desc(), "platform", "reason")
        )
        return [DeadLetters(*row) for row in rows]


async def retry(database: Database, clock: Clock) -> int:
    """Makes those that are worth telling due again; returns how many.

    Who has no chat that takes messages is told once they link one.
    """
    now = clock()
    async with database.begin() as connection:
        done = await connection.execute(
            update(notices)
            .where(
                _undeliverable,
                notices.c.settled_at >= now - WORTH_TELLING,
                notices.c.kind != NoticeKind.ANSWER.value,  # its words are forgotten
            )
            .values(state="due", not_before=now, lane_id=None, attempts=0, settled_at=None)
        )
        await announce(connection, NOTICES_ANNOUNCED)
    return done.rowcount
