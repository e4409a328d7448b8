"""Private chats, linked or not, as places to which the outbox can send."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.tables import notice_places


async def private_chat(
    connection: AsyncConnection, platform: str, address: str, now: datetime
) -> int:
    """Return the id of a private chat's place. Create it, or mark it as reachable."""
    on = sqlite if connection.dialect.name == "sqlite" else postgresql
    made = on.insert(notice_places).values(
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
