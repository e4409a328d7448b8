"""What the operator looks after: how much is on record, and what went wrong."""

from core.clock import Clock
from core.outbox.dead_letters import DeadLetters, dead_letters
from core.records.counts import Counts, count_records
from core.storage.database import Database


class Upkeep:
    """Looks at the database as a whole."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def counts(self) -> Counts:
        """How many people, results, awards and notices there are."""
        return await count_records(self._database)

    async def dead_letters(self) -> list[DeadLetters]:
        """The notices that could not be delivered, by platform and reason."""
        return await dead_letters(self._database, self._clock)

    async def schema_differences(self) -> list[str]:
        """Where the database's tables are not those of the newest migration."""
        from core.storage.migrating import differences  # noqa: PLC0415 - loads Alembic

        return await differences(self._database)
