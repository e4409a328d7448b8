"""Quiet hours: notices due in them are postponed until they end."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.notices.claimed_notice import DueNotice
from core.notices.preferences import read_preferences
from core.notices.schedule import quiet_until
from core.storage.staging import one_of
from core.storage.tables import notice_settings


async def in_quiet_hours(
    connection: AsyncConnection, due: Sequence[DueNotice], now: datetime, home_zone: str
) -> dict[int, datetime]:
    """The queues of these notices whose people have quiet hours now, and when those end.

    Notices to a group or channel are not postponed.
    """
    private = {each.to.id: each.lane_id for each in due if each.to and each.place is None}
    if not private:
        return {}
    rows = await connection.execute(
        select(notice_settings).where(
            one_of(connection, notice_settings.c.person_id, private),
            notice_settings.c.quiet_from.is_not(None),
        )
    )
    ends = {}
    for row in rows:
        chosen = read_preferences(row)
        ends[private[row.person_id]] = quiet_until(now, chosen.zone or home_zone, chosen.quiet)
    return {queue: end for queue, end in ends.items() if end is not None}
