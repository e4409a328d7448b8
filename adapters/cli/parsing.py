"""Shared parts of command declarations: the parser class, commands and common arguments."""

import argparse
import difflib
from typing import TYPE_CHECKING, Any, NoReturn

from adapters.cli.outcome import CannotDo

if TYPE_CHECKING:
    from pathlib import Path


def file_argument(name: str) -> "Path":
    """Return the path that the user gave; `~` is their home folder."""
    from pathlib import Path

    return Path(name).expanduser()


class Parser(argparse.ArgumentParser):
    """A parser that reports an error in one line and suggests similar words."""

    def error(self, message: str) -> NoReturn:
        raise CannotDo(f"{message.removeprefix('argument ')}: see '{self.prog} --help'")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = [str(choice) for choice in action.choices]
            near = difflib.get_close_matches(str(value), choices, n=1)
            what = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(choices)}"
            raise CannotDo(f"'{value}' is not known; {what}")
        super()._check_value(action, value)


class Version(argparse.Action):
    """Look up the version only when it is requested."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"edgefinder {version('edgefinder')}")
        parser.exit()


def add_command(
    commands: Any, name: str, work: str, summary: str, description: str = "", **more: Any
) -> argparse.ArgumentParser:
    """Declare a command. `work` names the module and function that run it, as
    `db_command:check`.
    """
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=description or f"{summary[0].upper()}{summary[1:]}.",
        allow_abbrev=False,
        **more,
    )
    made.set_defaults(work=work)
    return made


def add_json_option(command: argparse.ArgumentParser) -> None:
    """Let a command answer in JSON."""
    command.add_argument("--json", action="store_true", help="answer in JSON")
