"""Make sure that only one process handles each event of a chat platform, and only once."""

from datetime import datetime, timedelta

from sqlalchemy import Text, UpdateBase, bindparam, delete, literal_column
from sqlalchemy.engine import Dialect

from core.clock import Clock
from core.storage.database import Database
from core.storage.raw_statements import Change
from core.storage.tables import deliveries
from core.storage.types import Instant
from core.storage.upserts import insert_into

REMEMBERED = timedelta(days=1)
"""How long a handled event is remembered, so that its repetitions are ignored.

Slack repeats an event for some minutes. If an app asks for it, Slack repeats the event hourly for a
day.
"""
_FORGOTTEN_EVERY = timedelta(minutes=10)
"""How often a process deletes old rows. Doing that at each delivery would double the cost."""


@Change
def _take(dialect: Dialect) -> UpdateBase:
    return (
        insert_into(dialect, deliveries)
        .values(
            platform=bindparam("of", type_=Text),
            name=bindparam("called", type_=Text),
            taken_at=bindparam("now", type_=Instant),
        )
        .on_conflict_do_nothing()
        .returning(literal_column("1").label("taken"))
    )


_FORGET = Change(delete(deliveries).where(deliveries.c.taken_at < bindparam("old", type_=Instant)))


class Deliveries:
    """Remembers which events of chat platforms were handled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._forgot_at: datetime | None = None

    async def takes(self, platform: str, name: str) -> bool:
        """Claim an event for this process.

        Return False if any process has claimed it before. `name` identifies the event on its
        platform. From time to time, this also deletes old rows.
        """
        now = self._clock()
        if self._forgot_at is None or now - self._forgot_at >= _FORGOTTEN_EVERY:
            self._forgot_at = now
            await self._database.change(_FORGET, old=now - REMEMBERED)
        return bool(await self._database.change(_take, of=platform, called=name, now=now))
