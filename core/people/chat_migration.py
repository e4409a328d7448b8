"""What becomes of chats that a platform gives another address."""

from sqlalchemy import update

from core.storage.database import Database
from core.storage.tables import chat_identities, notice_places


async def move_address(database: Database, platform: str, old: str, new: str) -> int:
    """Whatever is sent to the old address goes to the new one; returns how many destinations.

    They are reachable again, should they have been marked as not.
    """
    async with database.begin() as connection:
        count = 0
        for table in (chat_identities, notice_places):
            moved = await connection.execute(
                update(table)
                .where(table.c.platform == platform, table.c.address == old)
                .values(address=new, unreachable_since=None, unreachable_because=None)
            )
            count += moved.rowcount
    return count
