"""Counters of changes to data that processes cache.

A process whose cached counter is older reads the data again.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.tables import changes
from core.storage.upserts import insert_into

GOALS_CHANGED = select(changes.c.number).where(changes.c.name == "goals")
"""The query for how often goals on record were changed. It has no row if they never were."""


async def count_change(connection: AsyncConnection) -> None:
    """Count a change of goals, in the transaction that makes the change."""
    first = insert_into(connection, changes).values(name="goals", number=1)
    once_more = {"number": changes.c.number + 1}
    await connection.execute(first.on_conflict_do_update(index_elements=["name"], set_=once_more))
