"""Candidate numbers to rows of the people table, looked up many at once and remembered."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.cells import RowRejected
from core.importing.sheets import shown
from core.storage.staging import one_of
from core.storage.tables import people

_REMEMBERED = 250_000  # about 40 MB


class CandidateNumbers:
    """Remembers the numbers that it has seen; bounded. Good for one import."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    async def ids(self, connection: AsyncConnection, wanted: set[str]) -> dict[str, int]:
        """By cell, the ids of these numbers, and perhaps of more; those of nobody are missing."""
        if len(self._known) + len(wanted) > _REMEMBERED:
            self._known.clear()
        missing = wanted - self._known.keys()
        if missing:
            bare = {cell: " ".join(cell.split()) for cell in missing}
            these = one_of(connection, people.c.number, set(bare.values()))
            rows = await connection.execute(select(people.c.number, people.c.id).where(these))
            ids: dict[str, int] = {number: person for number, person in rows.all()}  # noqa: C416 - dict() does not take rows
            self._known.update((cell, ids[text]) for cell, text in bare.items() if text in ids)
        return self._known


def known_candidate(ids: dict[str, int], cell: str) -> int:
    """The candidate whose number a cell holds; raises RowRejected when there is none."""
    if cell in ids:
        return ids[cell]
    if not cell.strip():
        raise RowRejected("candidate_number", "candidate_number is empty")
    raise RowRejected(
        "candidate_number", f"no candidate has the number {shown(cell)}: import people first"
    )
