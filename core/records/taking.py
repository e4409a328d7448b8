"""What the kinds of rows have in common: read a batch of lines, then take it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.rows import RowRejected
from core.records.sheets import Line


@dataclass(frozen=True, slots=True)
class Taken:
    """What a kind of rows did with a batch: rows that changed something, rows it refuses."""

    taken: int
    refused: Sequence[tuple[int, RowRejected]] = ()
    """Places in the batch, and why."""


class Rows(Protocol):
    """One kind of rows: how a line becomes a staged row, and how a batch of them is taken in."""

    needed: ClassVar[tuple[str, ...]]
    staged: ClassVar[Table]
    awards: ClassVar[bool]  # whether what it brings can earn credentials

    def columns(self, names: Sequence[str]) -> None:
        """Told the names of the file's columns, before the first line."""
        ...

    async def read(
        self, connection: AsyncConnection, lines: Sequence[Line]
    ) -> tuple[list[tuple[object, ...]], list[tuple[int, RowRejected]]]:
        """The rows to stage, the first value of each its place in the batch; and the refused."""
        ...

    async def take(self, connection: AsyncConnection, count: int, import_id: int, /) -> Taken:
        """Takes in what is staged (`count` rows)."""
        ...
