"""The command import: read people, rosters, results or goals from a file."""

import sys
from argparse import Namespace
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from stat import S_IFIFO, S_ISDIR, S_ISREG

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from adapters.cli.exit_codes import DONE, REJECTED, CannotDo
from adapters.cli.import_options import file_reading
from adapters.cli.import_templates import write_template
from adapters.cli.interrupts import run_interruptibly
from adapters.cli.open_database import open_with_database, opened_for_dry_run
from adapters.cli.output import show_json
from adapters.cli.parser_parts import STREAM
from adapters.settings import Settings
from adapters.settings_loading import load_settings
from core.edgefinder import Edgefinder
from core.importing.advice import stopped
from core.importing.goals_file import Imported
from core.importing.options import Options
from core.importing.report import ImportKind, ImportReport
from core.storage.database_errors import why_unusable

GOALS = "goals"


def import_any(arguments: Namespace) -> int:
    if arguments.template:
        return write_template(arguments.kind, arguments.template_file or arguments.file)
    _refuse_pipe(arguments.file)  # before Edgefinder opens, which creates a database
    return _import_goals(arguments) if arguments.kind == GOALS else import_records(arguments)


def _refuse_pipe(path: Path) -> None:
    """Raise CannotDo if the path is a pipe or device.

    A pipe or device cannot be read twice, and may never end.
    """
    name = str(path)
    mode = path.stat().st_mode if name != STREAM else S_IFIFO
    if not (S_ISREG(mode) or S_ISDIR(mode)):
        raise CannotDo(
            f"{name} is a pipe or a device, not a file: write the rows to a file and import that"
        )


def import_records(arguments: Namespace) -> int:
    settings = load_settings()
    path: Path = arguments.file
    reading = file_reading(arguments, settings)
    if arguments.replace and arguments.kind == ImportKind.RESULTS:
        raise CannotDo(
            "results are never replaced: correct one by a row with the outcome "
            "'correct', or with 'edgefinder results correct'"
        )

    done = 0

    async def work() -> ImportReport:
        async with _database(arguments, settings) as edgefinder:
            with _bar(path.name) as bar:

                def rows(read: int, about: int | None) -> None:
                    nonlocal done
                    done = read
                    bar.rows(read, about)

                return await edgefinder.import_file(
                    ImportKind(arguments.kind),
                    path,
                    dry_run=arguments.dry_run,
                    rejects=arguments.rejects,
                    on_progress=rows,
                    reading=reading,
                    options=import_options(arguments, settings),
                )

    try:
        report = run_interruptibly(work())
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) or why_unusable(error):
            dry = arguments.dry_run
            told = "the dry run stopped: nothing was written" if dry else stopped(done)
            print(f"edgefinder: {path.name}: {told}", file=sys.stderr)
        raise
    if arguments.json:
        show_json(report.document())
    else:
        print(summary(report, path, dry_run=arguments.dry_run))
        if report.preview:  # the preview already shows why rows were rejected
            report = replace(report, first_rejects=())
    return _ended(report, "row")


def _database(arguments: Namespace, settings: Settings) -> AbstractAsyncContextManager[Edgefinder]:
    if arguments.dry_run:
        return opened_for_dry_run(settings)
    return open_with_database(settings, create=True)


def import_options(arguments: Namespace, settings: Settings) -> Options:
    """Return the import options from the command line and the settings."""
    return Options(
        organization=" ".join(arguments.organisation.split()),
        term=" ".join(arguments.term.split()),
        accept=arguments.accept,
        separate=arguments.separate,
        replace=arguments.replace,
        same_day_retakes=arguments.same_day_retakes,
        quiet=arguments.quiet,
        nims_numbers=settings.candidate_numbers == "nims",
    )


def _import_goals(arguments: Namespace) -> int:
    path: Path = arguments.file

    async def work() -> Imported:
        async with _database(arguments, load_settings()) as edgefinder:
            return await edgefinder.import_goals(
                path,
                dry_run=arguments.dry_run,
                rejects=arguments.rejects,
            )

    done = run_interruptibly(work())
    if arguments.json:
        show_json(done.report.document())
    else:
        print(summary(done.report, path, dry_run=arguments.dry_run, one="goal"))
        for saved in () if arguments.dry_run else done.by_link:
            print(f"{saved.goal.code} is shared by link: say 'goal {saved.token}' to the bot")
    for refused in done.refused:
        where = f"goal {refused.code}: " if refused.code else ""
        print(f"edgefinder: {where}{refused.key}: {refused.reason}", file=sys.stderr)
    return _ended(done.report, "goal")


def _ended(report: ImportReport, one: str) -> int:
    for why in report.first_rejects:
        print(f"edgefinder: {why}", file=sys.stderr)
    if report.rejected and report.rejects_file is not None:
        print(
            f"edgefinder: {_count(report.rejected, one)} rejected, each with its reason in "
            f"{report.rejects_file}",
            file=sys.stderr,
        )
    return REJECTED if report.rejected else DONE


class _bar(Progress):  # noqa: N801 - reads as 'with a bar'
    """A progress bar on standard error.

    If standard error is not a terminal, nothing is shown.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rows]:,} rows"),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        self._all = self.add_task(name, total=None, rows=0)

    def rows(self, read: int, about: int | None) -> None:
        self.update(self._all, completed=read, total=about, rows=read)


def summary(report: ImportReport, path: Path, *, dry_run: bool = False, one: str = "row") -> str:
    read = f"{path.name}: {_count(report.read, one)} read"
    became = f"{report.taken:,} taken, {report.unchanged:,} unchanged"
    lines = [f"{read}, {became}, {report.rejected:,} rejected"]
    would = "would be " if dry_run else ""
    changes = [
        f"{_count(count, 'credential')} {would}{what}"
        for count, what in ((report.awarded, "awarded"), (report.revoked, "revoked"))
        if count
    ]
    if changes:
        lines.append(", ".join(changes))
    lines += report.notes
    lines += report.preview
    if dry_run:
        lines.append("A dry run: nothing was written.")
    return "\n".join(lines)


def _count(count: int, one: str) -> str:
    return f"{count:,} {one if count == 1 else one + 's'}"
