"""Deliveries (events that chat platforms send): each is handled once, by one of all processes."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from core.clock import Clock
from core.storage.database import Database
from core.storage.tables import deliveries

REMEMBERED = timedelta(days=1)
"""How long deliveries are remembered.

Slack repeats an event for some minutes, or hourly for a day if an app asks for it.
"""


class Deliveries:
    """Remembers which deliveries were handled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def takes(self, platform: str, name: str) -> bool:
        """Claim a delivery; return False if it was claimed before. Deletes old ones."""
        now = self._clock()
        on = postgresql if self._database.engine.dialect.name == "postgresql" else sqlite
        taken = on.insert(deliveries).values(platform=platform, name=name, taken_at=now)
        async with self._database.begin() as connection:
            old = deliveries.c.taken_at < now - REMEMBERED
            await connection.execute(delete(deliveries).where(old))
            return (await connection.execute(taken.on_conflict_do_nothing())).rowcount == 1
