"""The import of a file: batch by batch, each a transaction; every bad row told, every good one in.

A killed import leaves whole batches only, and running it again completes it: all that is imported
may be imported any number of times.
"""

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.awards.earning import Awarding, Earned
from core.catalog.model import Catalog
from core.clock import Clock
from core.goals.audience import Followers
from core.importing.batches import Rows
from core.importing.file_reading import open_sheet
from core.importing.people_rows import PeopleRows
from core.importing.rejects import Rejects
from core.importing.result_rows import ResultRows
from core.importing.roster_rows import RosterRows
from core.importing.sheets import Batch, FileRefused, Sheet, column_name
from core.notices.audience import NoticesOfAwards
from core.notices.import_finished import notify_import_finished
from core.notices.results_recorded import notify_results
from core.progress import Progress
from core.rules import load_rules
from core.storage.database import Database, write_alone
from core.storage.tables import imports

BATCH = 40_000
"""Rows a transaction: long enough to be quick, short enough that others can write in between."""

OnProgress = Callable[[int, int | None], None]
"""Is told the rows read so far, and about how many there are (None: not known yet)."""


class ImportKind(StrEnum):
    PEOPLE = "people"
    RESULTS = "results"
    ROSTERS = "rosters"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file: read = taken + unchanged + rejected."""

    read: int = 0
    taken: int = 0
    unchanged: int = 0
    rejected: int = 0
    awarded: int = 0
    revoked: int = 0
    rejects_file: Path | None = None

    def document(self) -> dict[str, int]:
        """Its JSON form."""
        names = ("read", "taken", "unchanged", "rejected", "awarded", "revoked")
        return {name: getattr(self, name) for name in names}


_ROWS: dict[ImportKind, Callable[[Catalog, date], Rows]] = {
    ImportKind.PEOPLE: PeopleRows,
    ImportKind.RESULTS: ResultRows,
    ImportKind.ROSTERS: RosterRows,
}


async def import_file(
    database: Database,
    catalog: Catalog,
    clock: Clock,
    kind: ImportKind,
    path: Path,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    on_progress: OnProgress | None = None,
    batch: int = BATCH,
) -> ImportReport:
    """Imports a CSV or XLSX file, `batch` rows a transaction.

    Rejected rows land in `rejects`, by default NAME.rejects.csv beside the file. A dry run does
    everything in one transaction and undoes it; its rejects are written only to a file that was
    named. Raises FileRefused for a file that cannot be read at all.
    """
    rows = _ROWS[kind](catalog, clock().date())
    if rejects is not None or not dry_run:
        rejects = rejects_path(path, rejects)
    with (
        open_sheet(path, rows.needed, rows.optional) as sheet,
        Rejects(rejects, sheet.header) as refused,
    ):
        rows.columns([column_name(cell) for cell in sheet.header])
        one = _Import(database, catalog, clock, rows, sheet, refused, on_progress, batch)
        with _without_cycle_collection():
            if dry_run:
                report = await one.rehearse(kind, path.name)
            else:
                report = await one.run(kind, path.name)
        report = replace(report, rejected=refused.count)
        return replace(report, rejects_file=rejects if refused.count else None)


def rejects_path(path: Path, named: Path | None) -> Path:
    """The rejects file of an input file; raises FileRefused where they are one and the same."""
    rejects = named or path.with_name(f"{path.stem}.rejects.csv")
    if rejects.resolve() == path.resolve():
        raise FileRefused(f"{path.name} cannot take its own rejects: name another file for them")
    return rejects


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    """Rows by the hundred thousand make no cycles, but set off the search for them again and
    again: a third of an import's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Import:
    """One run of an import, with what it counts."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        clock: Clock,
        rows: Rows,
        sheet: Sheet,
        refused: Rejects,
        on_progress: OnProgress | None,
        batch: int,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._rows = rows
        self._sheet = sheet
        self._refused = refused
        self._on_progress = on_progress
        self._batch = batch
        self._progress = Progress(catalog, load_rules())
        self._organisations: set[int] = set()

    async def run(self, kind: ImportKind, file_name: str) -> ImportReport:
        report = ImportReport()
        async with self._database.engine.connect() as connection:
            async with connection.begin():
                import_id = await self._begin(connection, kind, file_name)
            awarding = Awarding(connection, self._catalog, self._clock, NoticesOfAwards())
            followers = Followers(connection, self._catalog, self._clock)
            for batch in self._sheet.batches(self._batch):
                async with connection.begin():
                    report = await self._take(
                        connection, awarding, followers, batch, import_id, report
                    )
                self._tell(report)
                await asyncio.sleep(0)  # the lock is free: others may write
            async with connection.begin():
                await self._finish(connection, kind, import_id, report)
        return report

    async def rehearse(self, kind: ImportKind, file_name: str) -> ImportReport:
        """All of it in one transaction that is undone."""
        report = ImportReport()
        async with self._database.engine.connect() as connection:
            transaction = await connection.begin()
            try:
                import_id = await self._begin(connection, kind, file_name)
                awarding = Awarding(connection, self._catalog, self._clock, NoticesOfAwards())
                followers = Followers(connection, self._catalog, self._clock)
                for batch in self._sheet.batches(self._batch):
                    report = await self._take(
                        connection, awarding, followers, batch, import_id, report
                    )
                    self._tell(report)
            finally:
                await transaction.rollback()
        return report

    async def _begin(self, connection: AsyncConnection, kind: ImportKind, file_name: str) -> int:
        values = {"kind": kind.value, "file_name": file_name, "started_at": self._clock()}
        done = await connection.execute(insert(imports).values(values))
        assert done.inserted_primary_key is not None
        return int(done.inserted_primary_key[0])

    async def _finish(
        self, connection: AsyncConnection, kind: ImportKind, import_id: int, report: ImportReport
    ) -> None:
        now = self._clock()
        await connection.execute(
            update(imports).where(imports.c.id == import_id).values(finished_at=now)
        )
        counts = replace(report, rejected=self._refused.count).document()
        await notify_import_finished(connection, now, import_id, kind, counts, self._organisations)

    async def _take(
        self,
        connection: AsyncConnection,
        awarding: Awarding,
        followers: Followers,
        batch: Batch,
        import_id: int,
        report: ImportReport,
    ) -> ImportReport:
        if not batch.rows:  # blank lines only
            return report
        await write_alone(connection)
        done = await self._rows.take(connection, batch, import_id)
        earned = Earned()
        if done.brought:
            earned = await awarding.settle(done.brought)
            await followers.tell(done.brought)
        if done.news:
            await notify_results(
                connection,
                self._catalog,
                self._progress,
                self._clock(),
                import_id,
                done.news,
                earned.given,
            )
        self._organisations.update(done.organisations)
        for place, why in sorted(done.refused, key=lambda each: each[0]):
            self._refused.add(batch.numbers[place], why, batch.rows[place])
        count = len(batch.rows)
        return replace(
            report,
            read=report.read + count,
            taken=report.taken + done.taken,
            unchanged=report.unchanged + count - len(done.refused) - done.taken,
            rejected=report.rejected + len(done.refused),
            awarded=report.awarded + earned.awarded,
            revoked=report.revoked + earned.revoked,
        )

    def _tell(self, report: ImportReport) -> None:
        if self._on_progress is not None:
            part = self._sheet.read_part()
            self._on_progress(report.read, round(report.read / part) if part else None)
