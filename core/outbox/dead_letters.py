"""Dead letters (undeliverable notices): count them by reason, and send them again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from core.clock import Clock
from core.outbox.enqueue import NOTICES_ANNOUNCED
from core.outbox.kinds import NoticeKind
from core.outbox.states import IS_UNDELIVERABLE
from core.storage.database import Database, announce
from core.storage.tables import notices

WORTH_TELLING = timedelta(days=30)
"""Undeliverable notices older than this stay in the database, but are not sent again."""


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """The undeliverable notices of a platform that failed for one reason.

    `count` is how many notices there are, and `oldest` is when the first of them failed.
    """

    platform: str
    reason: str
    count: int
    oldest: datetime


async def dead_letters(database: Database, clock: Clock) -> list[DeadLetters]:
    """Count the dead letters that are recent enough to send again, by platform and reason.

    The most frequent reason comes first.
    """
    count = func.count()
    async with database.reading() as connection:
        rows = await connection.execute(
            select(
                func.coalesce(notices.c.platform, "").label("platform"),
                func.coalesce(notices.c.reason, "").label("reason"),
                count.label("letters"),
                func.min(notices.c.settled_at, type_=notices.c.settled_at.type).label("oldest"),
            )
            .where(IS_UNDELIVERABLE, notices.c.settled_at >= clock() - WORTH_TELLING)
            .group_by(notices.c.platform, notices.c.reason)
            .order_by(count.desc(), "platform", "reason")
        )
        return [DeadLetters(*row) for row in rows]


async def retry(database: Database, clock: Clock) -> int:
    """Make the recent undeliverable notices due again. Return how many.

    A person without a reachable chat gets the notices after linking a chat.
    """
    now = clock()
    async with database.begin() as connection:
        done = await connection.execute(
            update(notices)
            .where(
                IS_UNDELIVERABLE,
                notices.c.settled_at >= now - WORTH_TELLING,
                # the text of an answer was deleted when the answer became undeliverable
                notices.c.kind != NoticeKind.ANSWER.value,
            )
            .values(state="due", not_before=now, lane_id=None, attempts=0, settled_at=None)
        )
        await announce(connection, NOTICES_ANNOUNCED)
    return done.rowcount
