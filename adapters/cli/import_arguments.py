"""Declare the arguments of import and export."""

import argparse
from typing import Any

from adapters.cli.parser_parts import (
    add_command,
    add_json_option,
    file_argument,
    file_or_stream,
)
from bot.shows import Shows


def add_imports(commands: Any) -> None:
    """Declare `import`."""
    importing = add_command(
        commands,
        "import",
        "import_command:import_any",
        Shows.ANYBODY,
        "take in people, rosters, exam results or goals from a file",
        "Takes in a CSV, XLSX, XLS or ODS file or a OneRoster zip; of goals, a TOML file. Rows "
        "that cannot be taken land in a rejects file with their row number and the reason; all "
        "others go in. The same file again changes nothing.",
    )
    importing.add_argument(
        "kind",
        choices=("people", "results", "rosters", "awards", "goals"),
        help="people, results, rosters, goals, or awards that were earned elsewhere",
    )
    file = importing.add_argument(
        "file",
        metavar="FILE",
        type=file_or_stream,
        help="CSV, XLSX, XLS, ODS, or a OneRoster zip; TOML for goals",
    )
    importing.add_argument(
        "--dry-run", action="store_true", help="write nothing, tell what would happen"
    )
    importing.add_argument(
        "--organisation",
        "--organization",
        metavar="NAME",
        default="",
        help="whose file it is, and whose candidate numbers are in it",
    )
    importing.add_argument(
        "--term", metavar="TERM", default="", help="the term of the classes in it (rosters)"
    )
    importing.add_argument(
        "--replace",
        action="store_true",
        help="the file is the whole of it: who is on record and not in it leaves",
    )
    importing.add_argument(
        "--accept", action="store_true", help="yes to what rejected rows of the file asked"
    )
    importing.add_argument(
        "--separate",
        action="store_true",
        help="people of one number and name at two organizations are two people",
    )
    importing.add_argument(
        "--same-day-retakes",
        action="store_true",
        help="identical results of one day are several sittings",
    )
    importing.add_argument(
        "--quiet", action="store_true", help="nobody gets a message about the imported data"
    )
    importing.add_argument(
        "--rejects",
        metavar="FILE",
        type=file_argument,
        help="where rejected rows go (else beside the file)",
    )
    _add_reading(importing, file)
    add_json_option(importing)


def add_export(commands: Any) -> None:
    """Declare `export`."""
    export = add_command(
        commands,
        "export",
        "export_command:export",
        Shows.ANYBODY,
        "write people, rosters, results or awards to a file",
        "Writes all that is on record of a kind to a CSV file, in the columns that import takes: "
        "importing it changes nothing.",
    )
    export.add_argument("kind", choices=("people", "rosters", "results", "awards"))
    export.add_argument(
        "file",
        metavar="FILE",
        type=file_or_stream,
        help="the CSV file to write; '-' for standard output",
    )


class _Template(argparse.Action):
    """Accept --template with or without a file name, and then no longer require FILE."""

    def __init__(self, *names: Any, file: argparse.Action, **more: Any) -> None:
        super().__init__(*names, **more)
        self._file = file

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        _option: str | None = None,
    ) -> None:
        namespace.template = True
        namespace.template_file = values
        self._file.required = False


def _add_reading(importing: argparse.ArgumentParser, file: argparse.Action) -> None:
    """Add the options that say how to read a file: its columns and date format."""
    importing.add_argument(
        "--template",
        action=_Template,
        file=file,
        nargs="?",
        type=file_argument,
        metavar="FILE",
        default=False,
        help="write a sheet to fill in, to FILE (.csv or .xlsx) or standard output",
    )
    importing.add_argument(
        "--map",
        metavar='COLUMN="THEIRS"',
        action="append",
        default=[],
        help='which of their columns is one of ours, as candidate_number="Student ID"',
    )
    importing.add_argument(
        "--set",
        metavar="COLUMN=VALUE",
        action="append",
        default=[],
        help="what every row has, as role=candidate; pass_mark=70 makes outcomes of scores",
    )
    importing.add_argument(
        "--value",
        metavar="COLUMN:THEIRS=OURS",
        action="append",
        default=[],
        help="what a value of theirs means, as credential:152=M1-MMS",
    )
    importing.add_argument(
        "--profile",
        metavar="NAME",
        help="how a system's export is read: canvas, moodle, powerschool, a profile of your own, "
        "or a TOML file",
    )
    importing.add_argument(
        "--save-profile",
        metavar="NAME",
        help="keep --map, --set and --value as a profile of your own",
    )
    importing.add_argument(
        "--dates",
        choices=("month-first", "day-first"),
        help="what 03/05/2026 is: March 5 or May 3 (else the file shows it)",
    )
    importing.add_argument(
        "--encoding",
        metavar="NAME",
        default="",
        help="of a text file, as windows-1252 or mac-roman; repair fixes garbled names",
    )
