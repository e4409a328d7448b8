"""All commands.

Each module has the commands of one topic, and is imported when needed.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from bot.command import Command

_MODULES = {
    "start": "start_and_help",
    "help": "start_and_help",
    "status": "status_and_next",
    "next": "status_and_next",
    "score": "score",
    "remind": "remind",
    "goals": "goals",
    "goal": "goals",
    "follow": "goals",
    "unfollow": "goals",
    "prove": "proofs",
    "proofs": "proofs",
    "catalog": "catalog",
    "credential": "catalog",
    "ask": "ask_and_cost",
    "cost": "ask_and_cost",
    "verify": "verify",
    "check": "goals",
    "watch": "watch",
    "unwatch": "watch",
    "certificate": "print_and_share",
    "print": "print_and_share",
    "share": "print_and_share",
    "withdraw": "print_and_share",
    "roster": "roster",
    "student": "students",
    "students": "students",
    "signoff": "signoff",
    "result": "result",
    "notices": "notices",
    "language": "language",
    "privacy": "own_data",
    "seen": "seen",
    "data": "own_data",
    "correct": "corrections",
    "forget": "own_data",
    "link": "linking",
    "unlink": "linking",
    "approve": "linking",
    "minor": "minors",
    "whoami": "linking",
}
"""The module of each command, in the order in which commands are shown.

`make golden` adds a new command below the others of its module. To move a command in help, move its
line.
"""


class _ByName(Mapping[str, Command]):
    def __init__(self) -> None:
        self._imported: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        found = self._imported.get(name)
        if found is None:
            found = getattr(import_module(f"bot.commands.{_MODULES[name]}"), name)
            self._imported[name] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


BY_NAME: Mapping[str, Command] = _ByName()
"""All commands, by name."""

if TYPE_CHECKING:
    COMMANDS: tuple[Command, ...]
    """All commands, in the order in which they are shown."""


def __getattr__(name: str) -> tuple[Command, ...]:
    if name != "COMMANDS":
        raise AttributeError(name)
    return tuple(BY_NAME.values())
