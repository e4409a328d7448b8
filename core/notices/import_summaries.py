"""Combine the notices about one import's awards, so that each person gets one message.

Awards that were issued long before the import get no notices.
"""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.notices.award_notices import (
    NoticesOfAwards,
    concerned_by,
    notify_watchers,
    place_notices,
    private_notices,
)
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.people.open_pages import mark_stale
from core.storage.tables import awards, notices

NEWS = timedelta(days=30)
"""An award that was given this long before its import gets no notice."""
ONE_BY_ONE = 2
"""A person gets a message each for up to this many awards, and a single message for more."""
_TOGETHER = {
    NoticeKind.AWARD_EARNED.value: NoticeKind.AWARDS_EARNED,
    NoticeKind.STUDENT_AWARD.value: NoticeKind.STUDENT_AWARDS,
}
_To = tuple[str, int, int | None]
"""The kind, person and place that notices must share to be combined.

The kind is the one for a single award.
"""


class NoticesOfImport:
    """Writes notices about awards that an import gave or revoked.

    With `quiet`, only the watchers of a revoked award are notified.
    """

    def __init__(self, import_id: int, *, quiet: bool) -> None:
        self._import_id = import_id
        self._quiet = quiet
        self._each = NoticesOfAwards()

    async def notify_earned(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Write the notices to people that these awards were given."""
        await mark_stale(connection, concerned_by(which))
        if self._quiet:
            return
        recent = and_(which, awards.c.issued_on >= (now - NEWS).date())
        told: dict[_To, list[int]] = defaultdict(list)
        for owed in (private_notices(recent), place_notices(recent)):
            for row in (await connection.execute(owed)).mappings():
                to = (row["kind"], row["person_id"], row.get("place_id"))
                told[to].append(row["award_id"])
        for to, award_ids in told.items():
            await self._write(connection, now, to, sorted(award_ids))
        await self._each.keep_for_digests(connection, recent, now)

    async def _write(
        self, connection: AsyncConnection, now: datetime, to: _To, award_ids: list[int]
    ) -> None:
        kind, person, place = to
        together = NewNotice(
            _TOGETHER[kind],
            person,
            data={"awards": award_ids},
            place_id=place,
            once=str(self._import_id),
        )
        earlier = await _unsent(connection, together.key)
        if earlier is not None:
            data = {"awards": sorted({*earlier["awards"], *award_ids})}
            await connection.execute(
                update(notices)
                .where(notices.c.dedupe_key == together.key)
                .values(data=json.dumps(data))
            )
        elif len(award_ids) > ONE_BY_ONE:
            await enqueue(connection, now, together)
        else:
            single = NoticeKind(kind)
            await enqueue(
                connection,
                now,
                *(NewNotice(single, person, each, place_id=place) for each in award_ids),
            )

    async def notify_revoked(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Write the notices to people that these awards were revoked."""
        if self._quiet:
            await mark_stale(connection, concerned_by(which))
            await notify_watchers(connection, which, now)
        else:
            await self._each.notify_revoked(connection, which, now)

    async def cancel_revocation_notices(self, connection: AsyncConnection, award: int) -> None:
        """Delete the unsent notices of the award's revocation."""
        await self._each.cancel_revocation_notices(connection, award)


async def _unsent(connection: AsyncConnection, key: str) -> dict[str, Any] | None:
    """Return the data of the notice with this key if it is not sent yet, else None."""
    data = await connection.scalar(
        select(notices.c.data).where(
            notices.c.dedupe_key == key, notices.c.state.in_(("due", "waiting"))
        )
    )
    return json.loads(data) if data else None
