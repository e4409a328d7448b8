"""Delete goals together with everything stored about them.

A later goal with the same code would otherwise inherit that data.
"""

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.change_counters import count_change
from core.storage.tables import followed_goals, goal_proofs, goals, sign_offs


async def forget_goals(connection: AsyncConnection, which: ColumnElement[bool]) -> bool:
    """Delete the goals for which `which` is true, with their followers, proofs and sign-offs.

    Return whether any goal was deleted.
    """
    codes = list(await connection.scalars(select(goals.c.code).where(which)))
    if not codes:
        return False
    for kept in (followed_goals, goal_proofs, sign_offs):
        await connection.execute(delete(kept).where(kept.c.goal_code.in_(codes)))
    await connection.execute(delete(goals).where(goals.c.code.in_(codes)))
    await count_change(connection)
    return True
