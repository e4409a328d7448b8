"""SQLite: the results of a batch added to those on record."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.recorded_results import RecordedRow, recorded_rows
from core.records.sittings import Row
from core.storage.many_rows import insert_many
from core.storage.tables import results

COLUMNS = (
    "candidate_id", "exam_code", "taken_on", "attempt", "outcome", "score", "evaluator",
    "source_ref",
)  # fmt: skip


class AddingResults:
    """Adds batch after batch. Where the last one was mostly known, the next one is looked up first:
    a file that comes again is compared, and nothing of it is tried to be added.
    """

    def __init__(self) -> None:
        self._mostly_known = False

    async def add(
        self, connection: AsyncConnection, places: Sequence[int], read: Sequence[Row]
    ) -> tuple[int, list[RecordedRow]]:
        """How many were added, and those that are recorded and say something else, or more."""
        # in the order of the table, so that each page of it is written once a batch; of rows that
        # come at once the first one stays first
        order = sorted(range(len(read)), key=[row[0] for row in read].__getitem__)
        recorded: list[RecordedRow] = []
        if self._mostly_known:
            fresh, recorded = await recorded_rows(connection, _placed(order, places, read))
            order = [order[place] for place in fresh]
        rows = [read[place] for place in order]
        added, parts = await insert_many(connection, results, COLUMNS, rows)
        if known := [place for part in parts for place in order[part]]:
            _, more = await recorded_rows(connection, _placed(known, places, read))
            recorded += more
        self._mostly_known = 2 * added < len(read)
        return added, recorded


def _placed(
    order: Sequence[int], places: Sequence[int], read: Sequence[Row]
) -> list[tuple[object, ...]]:
    return [(places[place], *read[place]) for place in order]
