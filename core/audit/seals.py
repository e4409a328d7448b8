"""Seals: checkpoints of the audit log.

A copy kept elsewhere reveals any later change. A seal holds the Merkle root over all entries so
far. In a file, a seal is one line of JSON that also holds the leaves. A check against the file can
therefore name the entry that was changed.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.entry_rows import content_of
from core.audit.merkle import Frontier, leaf_hash
from core.clock import Clock
from core.storage.database import Database
from core.storage.instants import instant_text
from core.storage.tables import audit_entries, audit_seals

MOST_IN_A_SEAL = 20_000
"""The maximum number of entries in one seal. If there are more, several seals are made."""
APART = timedelta(hours=1)
"""The minimum time between two seals that a server makes."""
_ID, _CONTENT = 8, 32
_WIDTH = _ID + _CONTENT


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sealed entry: its number, and the digest of what stays when its details are deleted."""

    id: int
    content: bytes

    @property
    def data(self) -> bytes:
        """Return the bytes of the leaf in the Merkle tree: its number, then the digest."""
        return self.id.to_bytes(_ID, "big") + self.content


@dataclass(frozen=True, slots=True)
class Seal:
    """A checkpoint of the audit log.

    `size` is the number of entries in this and all earlier seals. `leaves` are only the entries
    that this seal adds.
    """

    number: int
    sealed_at: datetime
    size: int
    root: str
    leaves: tuple[Leaf, ...]

    def document(self) -> dict[str, Any]:
        """Return the seal in JSON form, without the leaves."""
        return {
            "seal": self.number,
            "sealed_at": instant_text(self.sealed_at),
            "entries": len(self.leaves),
            "size": self.size,
            "root": self.root,
        }

    def line(self) -> str:
        """Return the seal with its leaves as one line of JSON, as a file of seals stores it."""
        packed = base64.b64encode(packed_leaves(self.leaves)).decode()
        return json.dumps({**self.document(), "leaves": packed})

    @classmethod
    def read(cls, line: str) -> Self:
        """Read a seal from a line that `line` made. Raises ValueError for any other line."""
        try:
            said: Mapping[str, Any] = json.loads(line)
            return cls(
                int(said["seal"]),
                datetime.fromisoformat(said["sealed_at"]),
                int(said["size"]),
                str(said["root"]),
                unpacked_leaves(base64.b64decode(said["leaves"], validate=True)),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("it is not a seal") from error


def packed_leaves(leaves: Sequence[Leaf]) -> bytes:
    """Join leaves into bytes, for the database and for a file of seals."""
    return b"".join(leaf.data for leaf in leaves)


def unpacked_leaves(packed: bytes) -> tuple[Leaf, ...]:
    """Split bytes made by `packed_leaves` into leaves.

    Raises ValueError if the bytes are cut off.
    """
    if len(packed) % _WIDTH:
        raise ValueError("its leaves are cut off")
    return tuple(
        Leaf(
            int.from_bytes(packed[start : start + _ID], "big"),
            packed[start + _ID : start + _WIDTH],
        )
        for start in range(0, len(packed), _WIDTH)
    )


class Seals:
    """Makes seals of the audit log, and reads them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._tree, self._number, self._last = Frontier(), 0, 0
        """The tree, the number of the last seal, and the id of the last sealed entry."""

    async def seal(self) -> list[Seal]:
        """Seal all audit entries that are not sealed yet.

        Return the new seals. The list is empty if every entry was sealed already.
        """
        made: list[Seal] = []
        while (one := await self._seal_some()) is not None:
            made.append(one)
        return made

    async def seal_due(self) -> int:
        """Seal new audit entries if the last seal is at least an hour old.

        Return the number of new seals.
        """
        async with self._database.reading() as connection:
            last = await connection.scalar(select(func.max(audit_seals.c.sealed_at)))
        if last is not None and last > self._clock() - APART:
            return 0
        return len(await self.seal())

    async def _seal_some(self) -> Seal | None:
        async with self._database.begin() as connection:
            await _wait_for_writers(connection)
            await self._catch_up(connection)
            leaves = await _leaves_after(connection, self._last)
            if not leaves:
                return None
            self._grow(leaves)
            seal = Seal(
                self._number + 1, self._clock(), self._tree.size, self._tree.root.hex(), leaves
            )
            self._number = -1  # if the commit fails, the seals are read again
            await connection.execute(
                insert(audit_seals).values(
                    number=seal.number,
                    sealed_at=seal.sealed_at,
                    size=seal.size,
                    root=seal.root,
                    leaves=packed_leaves(leaves),
                )
            )
        self._number = seal.number
        return seal

    async def _catch_up(self, connection: AsyncConnection) -> None:
        """Read the seals that other processes have added since the last call."""
        newest = await connection.scalar(select(func.max(audit_seals.c.number)))
        if (newest or 0) == self._number:
            return
        self._tree, self._last = Frontier(), 0
        for seal in await read_seals(connection):
            self._grow(seal.leaves)
        self._number = newest or 0

    def _grow(self, leaves: Sequence[Leaf]) -> None:
        for leaf in leaves:
            self._tree.add(leaf_hash(leaf.data))
            self._last = leaf.id

    async def stored(self) -> list[Seal]:
        async with self._database.reading() as connection:
            return await read_seals(connection)


async def read_seals(connection: AsyncConnection) -> list[Seal]:
    """Return the seals in the database, oldest first.

    Raises ValueError if a seal is cut off.
    """
    rows = await connection.execute(select(audit_seals).order_by(audit_seals.c.number))
    return [
        Seal(row.number, row.sealed_at, row.size, row.root, unpacked_leaves(bytes(row.leaves)))
        for row in rows
    ]


async def _wait_for_writers(connection: AsyncConnection) -> None:
    """On PostgreSQL, wait for all transactions that are writing entries.

    Otherwise an entry with a lower number than the sealed entries could still appear. On SQLite,
    this cannot happen, because only one transaction writes at a time.
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(_ALONE)


_ALONE = text("LOCK TABLE audit_seals, audit_entries IN SHARE ROW EXCLUSIVE MODE")


async def _leaves_after(connection: AsyncConnection, after: int) -> tuple[Leaf, ...]:
    entries = audit_entries.c
    rows = await connection.execute(
        select(entries.id, entries.at, entries.action, entries.import_id, entries.digest)
        .where(entries.id > after)
        .order_by(entries.id)
        .limit(MOST_IN_A_SEAL)
    )
    return tuple(
        Leaf(row.id, content_of(row.at, row.action, row.import_id, row.digest)) for row in rows
    )
