"""Organisations by their names: found, or made on first sight."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.naming import fold
from core.storage.tables import organisations


async def organisation_ids(connection: AsyncConnection, names: set[str]) -> dict[str, int]:
    """The ids of these organisations by name; those that are new are made."""
    ids: dict[str, int] = {}
    for name in sorted(names):
        found = await connection.scalar(
            select(organisations.c.id).where(organisations.c.folded == fold(name))
        )
        if found is None:
            done = await connection.execute(
                insert(organisations).values(name=name, folded=fold(name))
            )
            assert done.inserted_primary_key is not None
            found = int(done.inserted_primary_key[0])
        ids[name] = found
    return ids
