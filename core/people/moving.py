"""What becomes of chats that a platform gives another address."""

from sqlalchemy import update

from core.storage.database import Database
from core.storage.tables import chat_identities


async def move_address(database: Database, platform: str, old: str, new: str) -> int:
    """Whatever is sent to the old address goes to the new one; returns how many destinations.

    They are reachable again, should they have been marked as not.
    """
    async with database.begin() as connection:
        moved = await connection.execute(
            update(chat_identities)
            .where(chat_identities.c.platform == platform, chat_identities.c.address == old)
            .values(address=new, unreachable_since=None, unreachable_because=None)
        )
    return moved.rowcount
