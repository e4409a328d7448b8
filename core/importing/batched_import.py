"""One run of an import, batch by batch: its transactions, its notices, and its counts."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.awards.earned_awards import AwardUpdates, Earned
from core.catalog.model import Catalog
from core.clock import Clock
from core.exam_rules import load_rules
from core.goals.follower_notices import Followers
from core.importing.advice import asks_to_accept, stopped
from core.importing.batches import Rows, Taken
from core.importing.cells import Reject
from core.importing.options import Options
from core.importing.own_organization import OwnOrganization
from core.importing.person_lookup import PersonLookup
from core.importing.preview import Preview
from core.importing.rejects import Rejects, with_sheet_name
from core.importing.report import ImportKind, ImportReport, OnProgress
from core.importing.row_notes import first_text, is_note, is_repeated, is_total, passed_over
from core.importing.sheets import Batch, FileRefused, Sheet, quote_cell
from core.importing.submissions import notify_decisions
from core.language.message import _, _n
from core.notices.import_finished import notify_import_finished
from core.notices.import_summaries import NoticesOfImport
from core.notices.results_recorded import notify_results
from core.progress import Progress
from core.storage.database import Database, write_alone
from core.storage.many_rows import small_cache
from core.storage.tables import imports


class BatchedImport:
    """One run of an import, and its counts of rows."""

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
        options: Options,
        today: date,
    ) -> None:
        """`today` is the date at the training center."""
        self._options = options
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._today = today
        self._rows = rows
        self._sheet = sheet
        self._refused = refused
        self._on_progress = on_progress
        self._batch = batch
        self._progress = Progress(catalog, load_rules())
        self._lookup = PersonLookup(sheet.names)
        self._organisations: set[int] = set()
        self._passed_over: Counter[str] = Counter()
        self._redated = 0
        self.preview: Preview | None = None
        self.brought_by: int | None = None
        self.announced = True
        """Whether administrators are notified when the import is done."""
        self.about: int | None = None
        self.rights = OwnOrganization("", ())
        self.asks = False
        self._held: list[tuple[int, Reject, list[str]]] = []
        """Refused rows that look like notes.

        They are rejects if a good row follows, and notes if not.
        """

    async def run(self, kind: ImportKind, file_name: str) -> ImportReport:
        """Import all batches of the file.

        If the file cannot be read to its end, earlier batches stay recorded.
        """
        report = ImportReport()
        async with small_cache(self._database.engine) as connection:
            async with connection.begin():
                import_id = await self._begin(connection, kind, file_name)
            awarding = self._awarding(connection, import_id)
            followers = self._followers(connection)
            batches = self._sheet.batches(self._batch)
            while batch := self._next(batches, report):
                async with connection.begin():
                    report = await self._take(
                        connection, awarding, followers, batch, import_id, report
                    )
                del batch  # this frees its memory before the next batch is read
                self._tell(report)
                await asyncio.sleep(0)  # the database is unlocked now, so others can write
            async with connection.begin():
                report = await self._sum_up(connection, report)
                await self._finish(connection, kind, import_id, report)
        return report

    @staticmethod
    def _next(batches: Iterator[Batch], report: ImportReport) -> Batch | None:
        """Return the next batch of the file, or None at the end.

        Raises FileRefused if the file cannot be read further. The message says how many rows were
        imported.
        """
        try:
            return next(batches, None)
        except FileRefused as why:
            if not report.read:
                raise
            raise FileRefused(
                _("%(why)s; %(stopped)s", why=why.args[0], stopped=stopped(report.read))
            ) from why

    async def rehearse(self, kind: ImportKind, file_name: str) -> ImportReport:
        """Import all batches in one transaction, and undo that transaction.

        Return the report.
        """
        report = ImportReport()
        async with small_cache(self._database.engine) as connection:
            transaction = await connection.begin()
            try:
                import_id = await self._begin(connection, kind, file_name)
                awarding = self._awarding(connection, import_id)
                followers = self._followers(connection)
                for batch in self._sheet.batches(self._batch):
                    report = await self._take(
                        connection, awarding, followers, batch, import_id, report
                    )
                    del batch
                    self._tell(report)
                report = await self._sum_up(connection, report)
            finally:
                await transaction.rollback()
        return report

    async def _sum_up(self, connection: AsyncConnection, report: ImportReport) -> ImportReport:
        await write_alone(connection)
        done = await self._rows.finish(connection, rejected=self._refused.count)
        return replace(report, left=done.left, absent=done.absent, notes=report.notes + done.notes)

    def _awarding(self, connection: AsyncConnection, import_id: int) -> AwardUpdates:
        audience = NoticesOfImport(import_id, quiet=self._options.quiet)
        return AwardUpdates(connection, self._catalog, self._clock, self._today, audience)

    def _followers(self, connection: AsyncConnection) -> Followers:
        return Followers(connection, self._catalog, self._clock, self._today)

    async def _begin(self, connection: AsyncConnection, kind: ImportKind, file_name: str) -> int:
        values: dict[str, object] = {
            "kind": kind.value,
            "file_name": file_name,
            "started_at": self._clock(),
        }
        values["brought_by"] = self.brought_by
        done = await connection.execute(insert(imports).values(values))
        assert done.inserted_primary_key is not None
        import_id = int(done.inserted_primary_key[0])
        # one audit entry for the whole file, written first, so that no batch is committed without
        # it
        await record(
            connection,
            Action.IMPORTED if self.about is None else Action.RECORDED_RESULT,
            *(() if self.about is None else (self.about,)),
            import_id=import_id,
            kind=kind.value,
            file=file_name,
        )
        return import_id

    async def _finish(
        self, connection: AsyncConnection, kind: ImportKind, import_id: int, report: ImportReport
    ) -> None:
        now = self._clock()
        await connection.execute(
            update(imports).where(imports.c.id == import_id).values(finished_at=now)
        )
        counts = self.without_ignored(report).document()
        if self._options.quiet or not self.announced:
            return
        await notify_import_finished(connection, now, import_id, kind, counts, self._organisations)

    async def _take(
        self,
        connection: AsyncConnection,
        awarding: AwardUpdates,
        followers: Followers,
        batch: Batch,
        import_id: int,
        report: ImportReport,
    ) -> ImportReport:
        if not batch.rows:  # the batch had only blank lines
            return report
        await write_alone(connection)
        batch = self.rights.refuse_others(await self._lookup.fill(connection, batch))
        done = await self._rows.take(connection, batch, import_id)
        earned = Earned()
        if done.brought:
            earned = await awarding.settle(done.brought)
            self._redated += earned.redated
            if not self._options.quiet:
                await followers.tell(done.brought)
                now = self._clock()
                await notify_decisions(connection, now, done.results, self.brought_by)
        if done.news and not self._options.quiet:
            await notify_results(
                connection,
                self._catalog,
                self._progress,
                self._clock(),
                self._today,
                import_id,
                done.news,
                earned.given,
            )
        if self.preview is not None:
            await self.preview.see(connection, batch, done, earned.given)
        self._organisations.update(done.organisations)
        self._sort_refused(batch, done)
        return replace(
            report,
            read=report.read + len(batch.rows),
            taken=report.taken + done.taken,
            unchanged=report.unchanged + len(batch.rows) - len(done.refused) - done.taken,
            awarded=report.awarded + earned.awarded,
            revoked=report.revoked + earned.revoked,
        )

    def _sort_refused(self, batch: Batch, done: Taken) -> None:
        """Ignore or reject each refused row of a batch.

        Totals, repeated headers, notes below the rows, and rows that `why.passed_over` marks are
        ignored. All other refused rows are rejected.
        """
        if not done.refused:
            self._reject_held()
            return
        refused = dict(done.refused)
        good = max((n for n in range(len(batch.rows)) if n not in refused), default=-1)
        if good >= 0:
            self._reject_held()
        for place in sorted(refused):
            why, row = refused[place], batch.original(place)
            self.asks = self.asks or asks_to_accept(why.reason)
            held = (batch.numbers[place], with_sheet_name(why, batch.worksheet), row)
            if why.passed_over:
                self._passed_over[why.reason] += 1
            elif is_repeated(row, self._sheet.header):
                self._passed_over[_("the header is repeated")] += 1
            elif is_total(row):
                self._passed_over[
                    _("a total or a note (%(text)s)", text=quote_cell(first_text(row)))
                ] += 1
            elif is_note(row) and place > good:
                self._held.append(held)
            else:
                self._reject(*held)

    def _reject_held(self) -> None:
        for held in self._held:
            self._reject(*held)
        self._held.clear()

    def _reject(self, number: int, why: Reject, row: list[str]) -> None:
        self._refused.add(number, why, row)
        if self.preview is not None:
            self.preview.reject(number, why.reason)

    def notes(self) -> Iterator[str]:
        """Yield the notes about the file, and a sentence for each kind of ignored rows."""
        for more in self._sheet.more_notes:
            yield from more()
        self._passed_over.update(
            _("a note below the rows (%(text)s)", text=quote_cell(first_text(row)))
            for *_at, row in self._held
        )
        for why, count in self._passed_over.items():
            yield passed_over(count, why)
        if self._redated:
            yield _n(
                "These results change the day of %(count)s credential that was awarded before.",
                "These results change the days of %(count)s credentials that were awarded before.",
                self._redated,
            )

    def without_ignored(self, report: ImportReport) -> ImportReport:
        """Return the report with counts that leave out the ignored rows."""
        rejected = self._refused.count
        read = report.taken + report.unchanged + rejected
        return replace(report, read=read, rejected=rejected)

    def _tell(self, report: ImportReport) -> None:
        if self._on_progress is not None:
            part = self._sheet.read_part()
            self._on_progress(report.read, round(report.read / part) if part else None)
