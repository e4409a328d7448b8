"""Add a batch of results to those on record, in the fastest way that each database offers."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Column, Double, Integer, Text, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.known_batches import SMALLEST, digest_of, is_known, remember
from core.importing.recorded_results import RecordedRow, recorded_rows, recorded_staged
from core.records.attempts import Row
from core.storage.many_rows import insert_many
from core.storage.staging import copy_into, stage, staging_table
from core.storage.tables import results
from core.storage.types import Day, Key
from core.storage.upserts import insert_into

_COLUMNS = (
    "candidate_id", "exam_code", "taken_on", "attempt", "outcome", "score", "evaluator",
    "source_ref",
)  # fmt: skip
_UNIQUE_VIOLATION = "23505"
"""The SQLSTATE of PostgreSQL's error for a row that already exists."""
_WITH_IMPORT = (*_COLUMNS, "import_id")
_STAGED = staging_table(
    "staged_results",
    Column("place", Integer),
    Column("candidate_id", Key),
    Column("exam_code", Text),
    Column("taken_on", Day),
    Column("attempt", Integer),
    Column("outcome", Text),
    Column("score", Double),
    Column("evaluator", Text),
    Column("source_ref", Text),
)


class AddingResults:
    """Adds one batch of results after another.

    If most of a batch was already on record, the next batch is looked up before it is added. If
    somebody imports a file again, its rows are then only compared.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self.import_id = 0
        """The number of the import. It is stored with the rows that it adds."""
        self._digest = ""
        """The digest of the batch being added."""
        self._mostly_known = False
        self._some_known = False

    async def add(
        self, connection: AsyncConnection, places: Sequence[int], read: Sequence[Row]
    ) -> tuple[int, list[RecordedRow]]:
        """Add results, except those already on record.

        `places` are the positions of the rows `read` in their batch. Return the number added, and
        the recorded rows that the file contradicts or adds details to.
        """
        digest, self._digest = self._digest, ""
        added, recorded = await self._compare(connection, places, read)
        if digest and not recorded:
            await remember(connection, digest, self._today)
        return added, recorded

    async def all_known(self, connection: AsyncConnection, read: Sequence[Row]) -> bool:
        """Whether this batch was imported before, and its results on record are unchanged.

        Return False for a batch with fewer than `SMALLEST` rows. Call this before `add`.
        """
        self._digest = digest_of(read) if len(read) >= SMALLEST else ""
        return bool(self._digest) and await is_known(connection, self._digest)

    async def _compare(
        self, connection: AsyncConnection, places: Sequence[int], read: Sequence[Row]
    ) -> tuple[int, list[RecordedRow]]:
        # in the order of the table, so that a batch writes each page once; rows for the same result
        # stay in the order of the file
        order = sorted(range(len(read)), key=[row[0] for row in read].__getitem__)
        add = self._add_sqlite if connection.dialect.name == "sqlite" else self._add_staged
        added, recorded = await add(connection, order, places, read)
        self._mostly_known = 2 * added < len(read)
        self._some_known = added < len(read)
        return added, recorded

    async def _add_sqlite(
        self,
        connection: AsyncConnection,
        order: list[int],
        places: Sequence[int],
        read: Sequence[Row],
    ) -> tuple[int, list[RecordedRow]]:
        recorded: list[RecordedRow] = []
        if self._mostly_known:
            fresh, recorded = await recorded_rows(connection, _placed(order, places, read))
            order = [order[place] for place in fresh]
        rows = [read[place] for place in order]
        added, parts = await insert_many(connection, results, _COLUMNS, rows, self.import_id)
        if known := [place for part in parts for place in order[part]]:
            _, more = await recorded_rows(connection, _placed(known, places, read))
            recorded += more
        return added, recorded

    async def _add_staged(
        self,
        connection: AsyncConnection,
        order: list[int],
        places: Sequence[int],
        read: Sequence[Row],
    ) -> tuple[int, list[RecordedRow]]:
        carried = (self.import_id,)
        if not self._some_known and await _copied(
            connection, [read[place] + carried for place in order]
        ):
            return len(read), []
        await stage(connection, _STAGED, _placed(order, places, read))
        if self._mostly_known:
            fresh, recorded = await recorded_staged(connection, _STAGED)
            if not fresh:
                return 0, recorded
        staged = _STAGED.c
        chosen = select(*(staged[name] for name in _COLUMNS), literal(self.import_id, Key))
        new = await connection.execute(
            insert_into(connection, results)
            .from_select(_WITH_IMPORT, chosen.order_by(staged.candidate_id, staged.place))
            .on_conflict_do_nothing()
        )
        if new.rowcount == len(read):
            return len(read), []
        _, recorded = await recorded_staged(connection, _STAGED)
        return new.rowcount, recorded


async def _copied(connection: AsyncConnection, rows: list[tuple[object, ...]]) -> bool:
    """On PostgreSQL, copy all rows into the table of results.

    If one of the rows already exists, copy nothing and return False.
    """
    savepoint = await connection.begin_nested()
    try:
        await copy_into(connection, results, _WITH_IMPORT, rows)
    except Exception as error:
        if getattr(error, "sqlstate", None) != _UNIQUE_VIOLATION:
            raise
        await savepoint.rollback()
        return False
    await savepoint.commit()
    return True


def _placed(
    order: Sequence[int], places: Sequence[int], read: Sequence[Row]
) -> list[tuple[object, ...]]:
    return [(places[place], *read[place]) for place in order]
