"""Private chats to which the outbox can send, whether linked to a person or not."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.tables import notice_places
from core.storage.upserts import insert_into


async def private_chat(
    connection: AsyncConnection, platform: str, address: str, now: datetime
) -> int:
    """Return the id under which the outbox knows a private chat.

    If the chat is new, store it. If it was marked as unreachable, mark it as reachable.
    """
    made = insert_into(connection, notice_places).values(
        platform=platform, address=address, title="", kind="private", confirmed_at=now
    )
    place = await connection.scalar(
        made.on_conflict_do_update(
            index_elements=["platform", "address"],
            index_where=notice_places.c.person_id.is_(None),
            set_={"unreachable_since": None, "unreachable_because": None},
        ).returning(notice_places.c.id)
    )
    assert place is not None
    return int(place)
