"""Candidate numbers to rows of the people table, looked up many at once and remembered."""

import json
from collections.abc import Iterable

from sqlalchemy import Column, ColumnElement, Text, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.tables import people

_REMEMBERED = 250_000  # about 40 MB


class CandidateNumbers:
    """Remembers the numbers that it has seen; bounded. Good for one import."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    async def ids(self, connection: AsyncConnection, wanted: set[str]) -> dict[str, int]:
        """The ids of these numbers, and perhaps of more; what is not there has no candidate."""
        if len(self._known) + len(wanted) > _REMEMBERED:
            self._known.clear()
        missing = wanted - self._known.keys()
        if missing:
            one_of = _one_of(connection, people.c.number, missing)
            rows = await connection.execute(select(people.c.number, people.c.id).where(one_of))
            self._known.update((number, person) for number, person in rows)
        return self._known


def _one_of(
    connection: AsyncConnection, column: Column[str], values: Iterable[str]
) -> ColumnElement[bool]:
    """IN, with one parameter for any number of values."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal(list(values), ARRAY(Text)))
