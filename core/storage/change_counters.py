"""Counters of changes to cached data, so that each process knows when to read it again."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.tables import changes
from core.storage.upserts import insert_into

GOALS_CHANGED = select(changes.c.number).where(changes.c.name == "goals")
"""How often goals on record were changed. There is no row if they never were."""


async def count_change(connection: AsyncConnection) -> None:
    """Count a change of goals, in the same transaction as the change."""
    first = insert_into(connection, changes).values(name="goals", number=1)
    once_more = {"number": changes.c.number + 1}
    await connection.execute(first.on_conflict_do_update(index_elements=["name"], set_=once_more))
