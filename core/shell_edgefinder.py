"""Edgefinder for a short command: it reads a SQLite file without SQLAlchemy.

`ShellEdgefinder` has the same parts as `Edgefinder`, so it gives the same answers. Anything that
needs more than stored queries raises NotPlain. The caller then has to use the Edgefinder of
`open_edgefinder`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

from core.audit.file_log import FileAuditLog
from core.edgefinder import Edgefinder
from core.parts.foundations import shipped_catalog
from core.people.model import Identity
from core.people.terminal_memory import TerminalMemory
from core.storage.sqlite_file import NotPlain, SqliteFile

if TYPE_CHECKING:
    from core.audit.log import AuditLog
    from core.people.chat_memory import ChatMemory
    from core.storage.database import Database


class ShellEdgefinder(Edgefinder):
    """Edgefinder with the shipped catalog, on one SQLite file, for short commands."""

    @classmethod
    @contextmanager
    def opened(cls, database_url: str, **choices: Any) -> Iterator[Self]:
        """Open the SQLite file of the database.

        `choices` are the options of `Foundations`. Raises NotPlain if only `Database` can open the
        file.
        """
        with SqliteFile.opened(database_url) as file:
            yield cls(cast("Database", file), shipped_catalog(), **choices)

    @cached_property
    def audit(self) -> "AuditLog":
        return cast("AuditLog", FileAuditLog(cast("SqliteFile", self.database), self.clock))

    @cached_property
    def chat_memory(self) -> "ChatMemory":
        return cast("ChatMemory", _Memory(self.terminal_memory))

    @cached_property
    def terminal_memory(self) -> TerminalMemory:
        return TerminalMemory()


class _Memory:
    """Stores what terminal users last asked about.

    Changes that need `ChatMemory` raise NotPlain.
    """

    def __init__(self, terminals: TerminalMemory) -> None:
        self.keep = terminals.keep
        self.topic = terminals.topic
        self.topic_of = terminals.topic_of
        self.language = terminals.language

    async def choose_language(self, *_: Identity | str | int | None) -> NoReturn:
        raise NotPlain

    async def forget(self, _: Identity) -> NoReturn:
        raise NotPlain
