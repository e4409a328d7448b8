"""The interface of the kinds of rows, such as people.

Each kind reads and records batches.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.cells import Reject
from core.importing.date_and_score_formats import FileConventions
from core.importing.sheets import Batch
from core.records.attempts import Row

Refused = list[tuple[int, Reject]]
"""The refused rows of a batch: their positions in the batch, and the reasons."""


@dataclass(slots=True)
class Taken:
    """The outcome of a batch.

    `taken` is the number of rows recorded. `brought` has the candidate, exam and outcome of each
    added result, and `results` the result rows behind them. `news` has the results that candidates
    may be notified about. `organisations` are the ids of the organizations of the people in the
    batch.
    """

    taken: int = 0
    refused: Refused = field(default_factory=list)
    brought: Sequence[tuple[int, str, str]] = ()
    news: Sequence[tuple[int, str, str]] = ()
    results: Sequence[Row] = ()
    organisations: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The outcome of a whole file.

    `left` is the number of roles and class memberships that ended. `absent` is the number of people
    on record who are not in the file.
    """

    notes: tuple[str, ...] = ()
    left: int = 0
    absent: int = 0


class Rows(Protocol):
    """The interface of one kind of rows, such as people or results."""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a file with this kind of rows must have."""
        ...

    @property
    def optional(self) -> tuple[str, ...]:
        """The columns that a file with this kind of rows may have."""
        ...

    def columns(self, names: Sequence[str], conventions: FileConventions, /) -> None:
        """Set the names of the file's columns, and how the file writes dates and scores."""
        ...

    async def take(self, connection: AsyncConnection, batch: Batch, import_id: int, /) -> Taken:
        """Record the good rows of a batch in the transaction of this connection."""
        ...

    async def finish(self, connection: AsyncConnection, *, rejected: int) -> Finished:
        """Finish the import after the last batch. Return the outcome of the whole file.

        `rejected` is the number of rows that were rejected.
        """
        ...
