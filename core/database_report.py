"""Report to the operator how much is on record, and what went wrong."""

from core.clock import Clock
from core.outbox.dead_letters import DeadLetters, dead_letters
from core.records.record_counts import Counts, count_records
from core.storage.database import Database


class DatabaseReport:
    """Reports to the operator on the database as a whole."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def counts(self) -> Counts:
        """Return the number of people, results, awards and notices."""
        return await count_records(self._database)

    async def dead_letters(self) -> list[DeadLetters]:
        """Return the number of undeliverable notices by platform and reason."""
        return await dead_letters(self._database, self._clock)

    async def schema_differences(self) -> list[str]:
        """Describe how the database's tables differ from those of the newest migration."""
        from core.storage.upgrading import differences  # noqa: PLC0415 - loads Alembic

        return await differences(self._database)
