"""Import a file in batches, one transaction each: import good rows, report bad ones.

An import that is killed leaves only whole batches. Running the import again completes it, because
importing the same rows again changes nothing.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from core.catalog.exam_names import names_in
from core.catalog.model import Catalog
from core.clock import Clock
from core.importing.batched_import import BatchedImport
from core.importing.batches import Rows
from core.importing.column_names import is_spanish
from core.importing.date_and_score_formats import FileConventions
from core.importing.file_reading import OtherKind, column_cells, open_sheet
from core.importing.options import NONE, Options
from core.importing.output_files import check_csv_name
from core.importing.outside_award_rows import AwardRows
from core.importing.own_organization import OwnOrganization
from core.importing.people_rows import PeopleRows
from core.importing.preview import Preview
from core.importing.reading_options import ReadingOptions
from core.importing.rejects import Rejects, may_be_replaced
from core.importing.report import ImportKind, ImportReport, OnProgress
from core.importing.result_rows import ResultRows
from core.importing.roster_rows import RosterRows
from core.importing.sheets import FileRefused
from core.language.message import _
from core.storage.database import Database

BATCH = 20_000
"""The number of rows in one transaction.

More rows would be faster. Fewer rows would need less memory, and let others write sooner.
"""

_ROWS: dict[ImportKind, Callable[[Catalog, date, Options], Rows]] = {
    ImportKind.PEOPLE: PeopleRows,
    ImportKind.RESULTS: ResultRows,
    ImportKind.ROSTERS: RosterRows,
    ImportKind.AWARDS: AwardRows,
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
    options: Options = NONE,
    reading: ReadingOptions | None = None,
    brought_by: int | None = None,
    announced: bool = True,
    about: int | None = None,
) -> ImportReport:
    """Import a file of any layout, `batch` rows per transaction.

    `reading` says how to read the file. Rejected rows are written to `rejects`, by default
    NAME.rejects.csv next to the file. A dry run does everything in one transaction and undoes it.
    It writes rejects only to a path that the caller gives. A results file with credentials earned
    elsewhere is imported as awards. `about` is the candidate's id if the file is one result entered
    by hand. Raises FileRefused if the file cannot be read at all.
    """
    how = partial(
        _import,
        database,
        catalog,
        clock,
        path,
        dry_run,
        rejects,
        on_progress,
        batch,
        reading,
        options=options,
        brought_by=brought_by,
        announced=announced,
        about=about,
    )
    try:
        return await how(kind)
    except OtherKind as other:
        return await how(ImportKind(other.kind))


async def _import(
    database: Database,
    catalog: Catalog,
    clock: Clock,
    path: Path,
    dry_run: bool,
    rejects: Path | None,
    on_progress: OnProgress | None,
    batch: int,
    reading: ReadingOptions | None,
    kind: ImportKind,
    options: Options,
    brought_by: int | None = None,
    announced: bool = True,
    about: int | None = None,
) -> ImportReport:
    reading = _complete(reading or ReadingOptions(), kind, catalog, clock, options)
    rows = _ROWS[kind](catalog, reading.today, options)
    if rejects is not None or not dry_run:
        rejects = rejects_path(path, rejects)
    with (
        open_sheet(path, rows.needed, rows.optional, reading) as sheet,
        Rejects(rejects, sheet.header, options.locale) as refused,
    ):
        column = partial(column_cells, path, rows.needed, rows.optional, reading)
        asks = reading.asks_order or is_spanish(sheet.header)
        conventions = FileConventions(reading, column, asks=asks)
        rows.columns(sheet.names, conventions)
        one = BatchedImport(
            *(database, catalog, clock, rows, sheet, refused, on_progress, batch, options),
            reading.today,
        )
        one.brought_by, one.announced, one.about = brought_by, announced, about
        one.rights = OwnOrganization(options.only, sheet.names)
        with _without_cycle_collection():
            if dry_run:
                one.preview = Preview(kind.value, sheet.names, conventions, catalog)
                report = await one.rehearse(kind, path.name)
                report = replace(report, preview=one.preview.sentences())
            else:
                report = await one.run(kind, path.name)
        notes = (*sheet.notes, *conventions.notes(), *one.notes(), *report.notes)
        report = replace(one.without_ignored(report), notes=notes)
        first = tuple(refused.first)
        rejects = rejects if refused.count else None
        return replace(
            report,
            rejects_file=rejects,
            first_rejects=first,
            asks_to_accept=one.asks,
            dates=conventions.unsure,
        )


def _complete(
    reading: ReadingOptions, kind: ImportKind, catalog: Catalog, clock: Clock, options: Options
) -> ReadingOptions:
    names = names_in(catalog)

    def exam_named(text: str) -> str | None:
        exam = names.exam(text)
        return exam.code if exam else None

    today = clock().astimezone(reading.zone).date()
    defaults = {"organisation": options.organization} if options.organization else {}
    return replace(reading, kind=kind.value, today=today, exam_named=exam_named, defaults=defaults)


def rejects_path(path: Path, named: Path | None) -> Path:
    """Return the path of the rejects file.

    Raises FileRefused if rejects cannot be written there, or would replace another file.
    """
    if path.is_dir():
        raise FileRefused(_("%(path)s is a folder: name a file in it", path=path))
    rejects = named or path.with_name(f"{path.stem}.rejects.csv")
    check_csv_name(rejects)
    if rejects.resolve() == path.resolve():
        raise FileRefused(
            _("%(file)s cannot take its own rejects: name another file for them", file=path.name)
        )
    if not may_be_replaced(rejects):
        raise FileRefused(
            _(
                "%(file)s holds something else, which the rejects would replace: name another "
                "file for them with --rejects",
                file=rejects,
            )
        )
    return rejects


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    """Turn off Python's search for reference cycles in a `with` block.

    An import makes hundreds of thousands of rows without cycles. The search would start again and
    again, and take a third of the import's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
