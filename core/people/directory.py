"""Find the person whom a number, NUMBER@Organization or an e-mail address means."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Text,
    bindparam,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.who_argument import SeveralPeople, read_who
from core.storage.address_columns import keys_of
from core.storage.database import Database
from core.storage.tables import candidate_numbers, organisations, people, roles


def people_meant() -> CompoundSelect[Any]:
    """Return the query for people with the number or staff address in `Who.parameters`.

    The query returns ids.
    """
    number = bindparam("number", type_=Text)
    organization = bindparam("organization", type_=Text)
    any_organization: ColumnElement[bool] = organization == literal_column("''", Text)
    by_number = select(people.c.id.label("person_id")).where(
        people.c.number == number, any_organization
    )
    by_organization = (
        select(candidate_numbers.c.person_id)
        .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
        .where(
            candidate_numbers.c.number == number,
            or_(any_organization, organisations.c.folded == organization),
        )
    )
    by_nims_number = select(people.c.id).where(people.c.nims_number == number, any_organization)
    at = type_coerce(people.c.email_key, Text)
    # a stored address may have a digest under an earlier key, or be unencrypted from before there
    # was a key
    names = [bindparam(name, type_=Text) for name in ("who", "who_before", "who_plain")]
    staff = select(people.c.id).where(people.c.number.is_(None), at.in_(names))
    return by_number.union(by_organization, by_nims_number, staff)


async def named_with_organizations(
    connection: AsyncConnection, ids: Sequence[int]
) -> list[tuple[str, str]]:
    """Return the name of each of these people, and the names of their organizations."""
    rows = await connection.execute(
        select(people.c.id, people.c.given_name, people.c.family_name, organisations.c.name)
        .select_from(people)
        .outerjoin(roles, roles.c.person_id == people.c.id)
        .outerjoin(organisations, organisations.c.id == roles.c.organisation_id)
        .where(people.c.id.in_(ids))
        .distinct()
        .order_by(people.c.id, organisations.c.name)
    )
    found: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        name = f"{row.given_name} {row.family_name}".strip()
        found.setdefault(row.id, (name, []))[1].append(row.name or "no organization")
    return [(name, " and ".join(where)) for name, where in found.values()]


async def one_meant(connection: AsyncConnection, text: str) -> int | None:
    """Return the id of the person whom a text means, or None if there is none.

    Raises SeveralPeople if it may mean several people.
    """
    who = read_who(text)
    parameters = who.parameters(keys_of(connection.dialect))
    ids = sorted((await connection.execute(people_meant(), parameters)).scalars())
    if len(ids) > 1:
        raise SeveralPeople(who.number, await named_with_organizations(connection, ids))
    return ids[0] if ids else None


async def refuse_several(database: Database, text: str) -> None:
    """Raise SeveralPeople if a text is a candidate number that several people have."""
    async with database.reading() as connection:
        await one_meant(connection, text)
