"""Declare the arguments of the commands import and export."""

import argparse
from typing import Any

from adapters.cli.parser_parts import (
    add_command,
    add_json_option,
    file_argument,
    file_or_stream,
)
from bot.whose_record import Shows


def add_imports(commands: Any) -> None:
    """Declare the command `import`."""
    importing = add_command(
        commands,
        "import",
        "import_command:import_any",
        Shows.ANYBODY,
        "import people, rosters, exam results or goals from a file",
        "Imports a CSV, XLSX, XLS or ODS file or a OneRoster zip; for goals, a TOML "
        "file. Rows that cannot be imported go to a rejects file with their row "
        "number and the reason; all others are imported. Importing the same file "
        "again changes nothing.",
    )
    importing.add_argument(
        "kind",
        choices=("people", "results", "rosters", "awards", "goals"),
        help="people, results, rosters, goals, or awards (credentials earned elsewhere)",
    )
    file = importing.add_argument(
        "file",
        metavar="FILE",
        type=file_or_stream,
        help="CSV, XLSX, XLS, ODS, or a OneRoster zip; TOML for goals",
    )
    importing.add_argument("--dry-run", action="store_true", help="only report what would happen")
    importing.add_argument(
        "--organisation",
        "--organization",
        metavar="NAME",
        default="",
        help="the organization that the file is from, which gave the candidate numbers in it",
    )
    importing.add_argument(
        "--term", metavar="TERM", default="", help="the term of the classes in the file (rosters)"
    )
    importing.add_argument(
        "--replace",
        action="store_true",
        help="the file is complete: people on record who are not in it have left",
    )
    importing.add_argument(
        "--accept",
        action="store_true",
        help="accept changes that rows were rejected for, to be confirmed",
    )
    importing.add_argument(
        "--separate",
        action="store_true",
        help="people with the same number and name at two organizations are two people",
    )
    importing.add_argument(
        "--same-day-retakes",
        action="store_true",
        help="identical results on one day are several attempts",
    )
    importing.add_argument(
        "--quiet", action="store_true", help="send no notices about the imported data"
    )
    importing.add_argument(
        "--rejects",
        metavar="FILE",
        type=file_argument,
        help="the file for rejected rows (default: beside the imported file)",
    )
    _add_reading(importing, file)
    add_json_option(importing)


def add_export(commands: Any) -> None:
    """Declare the command `export`."""
    export = add_command(
        commands,
        "export",
        "export_command:export",
        Shows.ANYBODY,
        "write people, rosters, results or awards to a file",
        "Writes all records of a kind to a CSV file with the columns that import "
        "accepts. Importing that file again changes nothing.",
    )
    export.add_argument("kind", choices=("people", "rosters", "results", "awards"))
    export.add_argument(
        "file",
        metavar="FILE",
        type=file_or_stream,
        help="the CSV file to write; '-' for standard output",
    )


class _Template(argparse.Action):
    """An argparse action for --template, with or without a file name.

    If --template is given, the argument FILE is no longer required.
    """

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
        help="write a template to fill in, to FILE (.csv or .xlsx) or standard output",
    )
    importing.add_argument(
        "--map",
        metavar='COLUMN="THEIRS"',
        action="append",
        default=[],
        help='which column in the file is one of ours, such as candidate_number="Student ID"',
    )
    importing.add_argument(
        "--set",
        metavar="COLUMN=VALUE",
        action="append",
        default=[],
        help="a value for every row, such as role=candidate; pass_mark=70 turns "
        "scores into outcomes",
    )
    importing.add_argument(
        "--value",
        metavar="COLUMN:THEIRS=OURS",
        action="append",
        default=[],
        help="what a value in the file means, such as credential:152=M1-MMS",
    )
    importing.add_argument(
        "--profile",
        metavar="NAME",
        help="how to read a system's export: canvas, moodle, powerschool, your own "
        "profile, or a TOML file",
    )
    importing.add_argument(
        "--save-profile",
        metavar="NAME",
        help="save --map, --set and --value as your own profile",
    )
    importing.add_argument(
        "--dates",
        choices=("month-first", "day-first"),
        help="whether 03/05/2026 is March 5 or May 3 (default: found from the file)",
    )
    importing.add_argument(
        "--encoding",
        metavar="NAME",
        default="",
        help="of a text file, such as windows-1252 or mac-roman; repair fixes garbled names",
    )
