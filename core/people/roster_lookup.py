"""Find rosters by name."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    false,
    func,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.names import unaccented
from core.people.model import Role
from core.people.person_sql import written_name
from core.people.roster_names import Roster, class_label
from core.storage.staging import one_of
from core.storage.tables import (
    organisations,
    people,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)

NOT_ON_A_ROSTER = "Not on a roster"
"""The name of the list of an organization's candidates who are on no roster."""
_DIGITS = 19
"""The id of a roster has fewer digits than this."""


async def rosters_called(connection: AsyncConnection, text: str) -> list[Roster]:
    """Return all rosters with this name, id ('#12') or 'NAME@Organization'.

    If no roster has this name, a bare number such as '12' means an id, because shells treat '#' as
    a comment.
    """
    wanted = text.strip()
    number = wanted.removeprefix("#")
    is_number = number.isdecimal() and len(number) < _DIGITS
    by_number = rosters.c.id == int(number) if is_number else false()
    if wanted.startswith("#") and number.isdecimal():
        return await rosters_where(connection, by_number)
    name, _, organization = wanted.rpartition("@") if "@" in wanted else (wanted, "", "")
    ids = await _ids_of(connection, unaccented(name), unaccented(organization))
    called = one_of(connection, rosters.c.id, ids) if ids else by_number
    return await rosters_where(connection, called)


async def _ids_of(connection: AsyncConnection, name: str, organization: str) -> list[int]:
    """Return the ids of an organization's rosters whose label or name is `name`.

    With `organization` '', look at the rosters of all organizations. A name counts only if no label
    fits. This reads all names, because the database cannot compare them without accents.
    """
    rows = await connection.execute(
        select(
            *(rosters.c.id, rosters.c.name, rosters.c.term, rosters.c.section),
            organisations.c.name.label("organization"),
        ).join(organisations, organisations.c.id == rosters.c.organisation_id)
    )
    labeled, named = [], []
    for roster, called, term, section, where in rows:
        if organization in {"", unaccented(where)}:
            if unaccented(class_label(called, term, section)) == name:
                labeled.append(roster)
            if unaccented(called) == name:
                named.append(roster)
    return labeled or named


class SeveralRosters(Exception):  # noqa: N818 - about the caller's input, not an error of ours
    """Raised if several rosters have this name. The message lists them."""

    def __init__(self, name: str, found: list[Roster]) -> None:
        listed = "; ".join(f"#{each.id} {each.label}, {each.where}" for each in found)
        super().__init__(f"{len(found)} rosters are called {name!r}: name one as '#ID' ({listed})")


async def roster_called(connection: AsyncConnection, text: str) -> Roster | None:
    """Return the one roster with this name, or None.

    Raises SeveralRosters if several rosters have this name.
    """
    found = await rosters_called(connection, text)
    if len(found) > 1:
        raise SeveralRosters(text.strip(), found)
    return found[0] if found else None


async def rosters_where(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Roster]:
    """Return the rosters that match a condition, sorted by name."""
    size = (
        select(func.count()).where(roster_candidates.c.roster_id == rosters.c.id).scalar_subquery()
    )
    rows = await connection.execute(
        select(
            rosters,
            size.label("size"),
            organisations.c.name.label("organization"),
            written_name().label("instructor"),
        )
        .join(organisations, organisations.c.id == rosters.c.organisation_id)
        .outerjoin(roster_instructors, roster_instructors.c.roster_id == rosters.c.id)
        .outerjoin(people, people.c.id == roster_instructors.c.person_id)
        .where(which)
        .order_by(people.c.sort_name, people.c.id)
    )
    once: dict[int, Any] = {}
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        once.setdefault(row.id, row)
        if row.instructor is not None:
            names[row.id].append(row.instructor)
    found = [
        Roster(
            row.id,
            row.name,
            row.size,
            row.organization,
            row.term,
            row.section,
            " and ".join(names[row.id]),
        )
        for row in once.values()
    ]
    return sorted(found, key=lambda each: (unaccented(each.label), each.id))


def taught_or_within(
    person: int | BindParameter[int], organizations: Collection[int | BindParameter[int]]
) -> ColumnElement[bool]:
    """Return the condition for rosters that this person teaches or these organizations have.

    The condition uses a single IN. With `id IN (...) OR organisation_id IN (...)`, PostgreSQL would
    read all rosters.
    """
    taught = select(roster_instructors.c.roster_id).where(roster_instructors.c.person_id == person)
    if not organizations:
        return rosters.c.id.in_(taught)
    all_of = rosters.alias("all_of")
    within = select(all_of.c.id).where(all_of.c.organisation_id.in_(organizations))
    return rosters.c.id.in_(union_all(taught, within))


def members_of_roster(roster: Roster) -> Select[Any]:
    """Return the query for the ids of the candidates on a roster."""
    if roster.id < 0:
        return without_roster(-roster.id)
    return select(roster_candidates.c.person_id).where(roster_candidates.c.roster_id == roster.id)


def without_roster(organization: int | BindParameter[int]) -> Select[Any]:
    """Return the query for an organization's candidates who are on none of its rosters."""
    on_one = (
        select(roster_candidates.c.roster_id)
        .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
        .where(
            roster_candidates.c.person_id == roles.c.person_id,
            rosters.c.organisation_id == organization,
        )
    )
    return select(roles.c.person_id).where(
        roles.c.organisation_id == organization,
        roles.c.role == Role.CANDIDATE.value,
        ~on_one.exists(),
    )
