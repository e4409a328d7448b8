"""Shared parts of command declarations: the parser class, commands and common arguments."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from adapters.cli.exit_codes import CannotDo
from bot.whose_record import Shows

if TYPE_CHECKING:
    from pathlib import Path


STREAM = "-"
"""The file name that means standard input or standard output."""


def file_argument(name: str) -> "Path":
    """Convert a command-line argument to a path. `~` means the user's home folder."""
    if name == STREAM:
        raise argparse.ArgumentTypeError(
            "'-' is not a file here: name one (./- for a file with that name)"
        )
    return file_or_stream(name)


def file_or_stream(name: str) -> "Path":
    """Convert an argument to a path. '-' means standard input or standard output."""
    from pathlib import Path

    return Path(name).expanduser()


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that reports errors in one line and suggests similar words."""

    def error(self, message: str) -> NoReturn:
        raise CannotDo(f"{message.removeprefix('argument ')}: see '{self.prog} --help'")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise CannotDo(unknown_word(str(value), [str(choice) for choice in action.choices]))
        super()._check_value(action, value)


def unknown_word(word: str, known: Sequence[str]) -> str:
    """Return the error text for an unknown word, with the known word that is most similar."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1)
    what = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
    return f"'{word}' is not known; {what}"


def commands_in(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return a parser's subcommands by name, or {} if it has none."""
    return {
        name: each
        for action in parser._actions  # noqa: SLF001 - argparse gives no other way to list them
        if isinstance(action.choices, dict)
        for name, each in action.choices.items()
    }


class Version(argparse.Action):
    """An argparse action that looks up the version only if --version is given."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"edgefinder {version('edgefinder')}")
        parser.exit()


def add_command(
    commands: Any,
    name: str,
    work: str,
    shows: Shows,
    summary: str,
    description: str = "",
    **more: Any,
) -> argparse.ArgumentParser:
    """Declare a command.

    `work` is the module and function that run it, such as `db_command:check`. `shows` says whose
    records the command may print or write to a file.
    """
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=description or f"{summary[0].upper()}{summary[1:]}.",
        allow_abbrev=False,
        **more,
    )
    made.set_defaults(work=work, shows=shows)
    return made


def add_json_option(command: argparse.ArgumentParser) -> None:
    """Add the option `--json` to a command."""
    command.add_argument("--json", action="store_true", help="answer in JSON")


def add_pdf_options(command: Any, help_: str, *, required: bool = False) -> None:
    """Add the options `--pdf FILE` and `--paper` to a command that writes PDFs."""
    command.add_argument("--pdf", metavar="FILE", type=file_argument, required=required, help=help_)
    command.add_argument(
        "--paper", choices=("letter", "a4"), default="letter", help="paper size (default: letter)"
    )
