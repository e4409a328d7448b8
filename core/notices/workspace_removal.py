"""Forgetting the chats of a workspace that leaves: nothing is told there, nor kept of them."""

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.tables import notice_lanes, notice_places, notices, roster_places, watches


async def forget_places(connection: AsyncConnection, platform: str, workspace: str) -> None:
    """Forgets its channels and the private chats of strangers, with what they watched.

    What is owed to people on record goes to their own chats.
    """
    gone = select(notice_places.c.id).where(
        notice_places.c.platform == platform,
        or_(
            notice_places.c.address.startswith(f"{workspace}:", autoescape=True),
            notice_places.c.address.startswith(f"{workspace}/", autoescape=True),
        ),
    )
    queue_ids = select(notice_lanes.c.id).where(notice_lanes.c.place_id.in_(gone))
    there = notices.c.place_id.in_(gone)
    await connection.execute(delete(notices).where(there, notices.c.person_id.is_(None)))
    await connection.execute(
        update(notices)
        .where(or_(there, notices.c.lane_id.in_(queue_ids)))
        .values(place_id=None, lane_id=None)
    )
    for table in (watches, roster_places, notice_lanes):
        await connection.execute(delete(table).where(table.c.place_id.in_(gone)))
    await connection.execute(delete(notice_places).where(notice_places.c.id.in_(gone)))
