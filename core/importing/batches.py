"""What the kinds of rows have in common: a batch is read, and what is good of it taken in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.cells import Reject
from core.importing.sheets import Batch
from core.importing.survey import Survey

Refused = list[tuple[int, Reject]]
"""Places in a batch, and why the rows there are refused."""


@dataclass(slots=True)
class Taken:
    """What became of a batch. `brought`: candidate, exam and outcome of what was added; `news`: of
    what is new to candidates who would hear of it. `organisations`: whose people it was about.
    """

    taken: int = 0
    refused: Refused = field(default_factory=list)
    brought: Sequence[tuple[int, str, str]] = ()
    news: Sequence[tuple[int, str, str]] = ()
    organisations: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The outcome of a whole file. `left`: roles and places that ended; `absent`: those on record
    that the file does not have.
    """

    notes: tuple[str, ...] = ()
    left: int = 0
    absent: int = 0


class Rows(Protocol):
    """One kind of rows."""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        ...

    @property
    def optional(self) -> tuple[str, ...]:
        """Those that it may have."""
        ...

    def columns(self, names: Sequence[str], survey: Survey, /) -> None:
        """Takes the names of the file's columns, and what reads its days and scores."""
        ...

    async def take(self, connection: AsyncConnection, batch: Batch, import_id: int, /) -> Taken:
        """Takes in what is good of a batch, in the connection's transaction."""
        ...

    async def finish(self, connection: AsyncConnection, *, rejected: int) -> Finished:
        """Say what there is to say of the whole file, of which so many rows were rejected."""
        ...
