"""What could not be delivered: told once, when the person speaks to us again."""

from sqlalchemy import literal_column, update

from core.clock import Clock
from core.people.model import Asker
from core.storage.database import Database
from core.storage.tables import chat_identities, notices

UNTOLD = (notices.c.state == literal_column("'undeliverable'")) & notices.c.told_at.is_(None)
"""Of one person, an index's few entries."""


async def mark_undelivered_shown(database: Database, clock: Clock, asker: Asker) -> None:
    """They know of it now; and the chat in which they speak is one that can be reached again."""
    assert asker.person is not None, "strangers are owed nothing"
    async with database.begin() as connection:
        await connection.execute(
            update(notices)
            .where(notices.c.person_id == asker.person.id, UNTOLD)
            .values(told_at=clock())
        )
        await connection.execute(
            update(chat_identities)
            .where(
                chat_identities.c.platform == asker.identity.platform,
                chat_identities.c.external_id == asker.identity.external_id,
            )
            .values(unreachable_since=None, unreachable_because=None)
        )
