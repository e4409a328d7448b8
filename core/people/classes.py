"""Find and create classes, each identified by name, term, section and instructors."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.name_folding import fold
from core.people.roster_names import class_label
from core.storage.tables import roster_candidates, roster_instructors, rosters


@dataclass(frozen=True, slots=True)
class Class:
    """A class: the id of its roster, and its name, term and section."""

    id: int
    name: str
    term: str
    section: str

    @property
    def label(self) -> str:
        """The class's name with its term and section."""
        return class_label(self.name, self.term, self.section)


async def find_classes(
    connection: AsyncConnection,
    organization: int,
    name: str,
    term: str,
    section: str,
    instructors: Collection[int],
) -> list[Class]:
    """Return the classes with this name, term and section that one of these instructors teaches.

    If `term` is empty, return the classes without a term, or if there are none, the classes of any
    term. A class with a section is the same class for all instructors.
    """
    rows = await connection.execute(
        select(rosters, roster_instructors.c.person_id)
        .outerjoin(roster_instructors, roster_instructors.c.roster_id == rosters.c.id)
        .where(rosters.c.organisation_id == organization, rosters.c.folded == fold(name))
        .order_by(rosters.c.id)
    )
    found: dict[Class, set[int | None]] = {}
    for row in rows:
        one = Class(row.id, row.name, row.term, row.section)
        found.setdefault(one, set()).add(row.person_id)
    theirs = [
        one
        for one, taught_by in found.items()
        if fold(one.section) == fold(section) and (section or taught_by & set(instructors))
    ]
    exact = [one for one in theirs if fold(one.term) == fold(term)]
    return exact if exact or term else theirs


async def make_class(
    connection: AsyncConnection, organization: int, name: str, term: str, section: str
) -> Class:
    """Create a new, empty class."""
    done = await connection.execute(
        insert(rosters).values(
            organisation_id=organization,
            name=name,
            folded=fold(name),
            term=term,
            section=section,
        )
    )
    assert done.inserted_primary_key is not None
    return Class(int(done.inserted_primary_key[0]), name, term, section)


async def give_term(connection: AsyncConnection, one: Class, term: str) -> Class:
    """Set the term of a class that has no term."""
    await connection.execute(update(rosters).where(rosters.c.id == one.id).values(term=term))
    return replace(one, term=term)


async def members_of(connection: AsyncConnection, one: Class) -> tuple[set[int], set[int]]:
    """Return the instructors and the candidates of a class."""
    found: list[set[int]] = []
    for table in (roster_instructors, roster_candidates):
        rows = await connection.execute(
            select(table.c.person_id).where(table.c.roster_id == one.id)
        )
        found.append(set(rows.scalars()))
    return found[0], found[1]
