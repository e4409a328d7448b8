"""Find organizations by name, or create them if a name is new."""

from collections.abc import Collection

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.name_folding import fold
from core.storage.staging import one_of
from core.storage.tables import candidate_numbers, organisations, roles, rosters, workspaces


async def organization_ids(connection: AsyncConnection, names: set[str]) -> dict[str, int]:
    """Return the ids of the organizations with these names, by name.

    An organization is created for each new name.
    """
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


async def forget_unused(connection: AsyncConnection, ids: Collection[int]) -> None:
    """Delete those of these organizations to which no person, roster or workspace belongs."""
    for each in ids:
        used = [
            exists().where(column == each)
            for column in (
                roles.c.organisation_id,
                candidate_numbers.c.organisation_id,
                rosters.c.organisation_id,
                workspaces.c.organisation_id,
            )
        ]
        await connection.execute(
            delete(organisations).where(organisations.c.id == each, ~or_(*used))
        )


async def organizations_of(connection: AsyncConnection, candidates: Collection[int]) -> set[int]:
    """Return the ids of all organizations of these candidates."""
    all_of_them = (await connection.execute(select(organisations.c.id).limit(2))).scalars().all()
    if len(all_of_them) < 2:  # noqa: PLR2004 - with one organization, no candidate needs checking
        return set(all_of_them)
    found = await connection.execute(
        select(roles.c.organisation_id)
        .distinct()
        .where(one_of(connection, roles.c.person_id, candidates))
    )
    return set(found.scalars())
