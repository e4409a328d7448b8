"""Rosters: who teaches whom, and the records of a whole class in two statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from core.names import unaccented
from core.people.class_rosters import class_label
from core.people.directory import people_meant, read_who
from core.people.invitations import person_in
from core.people.model import Asker, Person, Role
from core.people.written_name import written_name
from core.records.batch_loading import records_of
from core.records.brought_by import as_staff_see
from core.records.model import Record
from core.storage.database import Database
from core.storage.tables import (
    awards,
    organisations,
    people,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)

NOT_ON_A_ROSTER = "Not on a roster"
"""What the candidates of an organization whom no roster names are listed under."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A class. One with a negative `id` stands for the candidates of the organization of that
    number who are on none.
    """

    id: int
    name: str
    size: int
    organisation: str
    term: str = ""
    section: str = ""
    taught_by: str = ""

    @property
    def label(self) -> str:
        """Its name with its term and section."""
        return class_label(self.name, self.term, self.section)

    @property
    def where(self) -> str:
        """What tells it from another one of that label: the organization and the instructors."""
        return ", ".join(each for each in (self.organisation, self.taught_by) if each)


async def rosters_of(database: Database, asker: Asker) -> list[Roster]:
    """The rosters that somebody may see: those they teach, and all of an organization that they
    administer, with its candidates who are on none.
    """
    async with database.engine.connect() as connection:
        found = await _rosters_where(connection, _may_see(asker))
        administered = {
            post.organisation_id: post.organisation
            for post in asker.posts
            if post.role is Role.ADMINISTRATOR and asker.person is not None
        }
        for organization, name in administered.items():
            size = await connection.scalar(
                select(func.count()).select_from(_without_roster(organization).subquery())
            )
            if size:
                found.append(Roster(-organization, NOT_ON_A_ROSTER, size, name))
    return found


async def rosters_called(database: Database, text: str) -> list[Roster]:
    """The rosters of everybody that are called so, or that '#12' or 'NAME@Organization' mean."""
    async with database.engine.connect() as connection:
        everyone = await _rosters_where(connection, true())
    wanted = text.strip()
    if wanted.startswith("#") and wanted[1:].isdecimal():
        return [each for each in everyone if each.id == int(wanted[1:])]
    name, _, organization = wanted.rpartition("@") if "@" in wanted else (wanted, "", "")
    for key in ("label", "name"):
        found = [
            each
            for each in everyone
            if unaccented(getattr(each, key)) == unaccented(name)
            and unaccented(organization) in {"", unaccented(each.organisation)}
        ]
        if found:
            return found
    return []


class SeveralRosters(Exception):  # noqa: N818 - it is the caller's input, and read as a sentence
    """A name that several rosters have; the message lists them."""

    def __init__(self, name: str, found: list[Roster]) -> None:
        listed = "; ".join(f"#{each.id} {each.label}, {each.where}" for each in found)
        super().__init__(f"{len(found)} rosters are called {name!r}: name one as '#ID' ({listed})")


async def roster_called(database: Database, text: str) -> Roster | None:
    """The one roster that is called so; raises SeveralRosters."""
    found = await rosters_called(database, text)
    if len(found) > 1:
        raise SeveralRosters(text.strip(), found)
    return found[0] if found else None


async def _rosters_where(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Roster]:
    size = (
        select(func.count()).where(roster_candidates.c.roster_id == rosters.c.id).scalar_subquery()
    )
    rows = await connection.execute(
        select(rosters, size.label("size"), organisations.c.name.label("organization"))
        .join(organisations, organisations.c.id == rosters.c.organisation_id)
        .where(which)
    )
    taught = await connection.execute(
        select(roster_instructors.c.roster_id, written_name().label("name"))
        .join(people, people.c.id == roster_instructors.c.person_id)
        .join(rosters, rosters.c.id == roster_instructors.c.roster_id)
        .where(which)
        .order_by(people.c.sort_name, people.c.id)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for roster_id, name in taught:
        names[roster_id].append(name)
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
        for row in rows
    ]
    return sorted(found, key=lambda each: (unaccented(each.label), each.id))


def rosters_named(visible: list[Roster], name: str) -> list[Roster]:
    """Of these rosters, those with this name, or else those whose name contains it.

    Accents and case do not count.
    """
    wanted = unaccented(name)
    for key in ("label", "name"):
        exact = [each for each in visible if unaccented(getattr(each, key)) == wanted]
        if exact:
            return exact
    return [each for each in visible if wanted in unaccented(each.label)]


async def class_records(database: Database, roster: Roster) -> list[tuple[Person, Record]]:
    """The candidates on a roster by family name, each with what its organization may see."""
    async with database.engine.connect() as connection:
        members = _members(roster)
        rows = await connection.execute(select(people).where(people.c.id.in_(members)))
        persons = sorted(rows, key=lambda row: (row.sort_name, row.id))
        records = await records_of(connection, members)
        organization = -roster.id
        if roster.id > 0:
            found = await connection.scalar(
                select(rosters.c.organisation_id).where(rosters.c.id == roster.id)
            )
            organization = found or 0
        ids = [row.id for row in persons]
        records = await as_staff_see(connection, records, ids, {organization})
    return [(person_in(row), records.get(row.id, Record())) for row in persons]


async def people_on_roster(database: Database, roster: Roster) -> list[Person]:
    """The candidates on a roster, by family name."""
    async with database.engine.connect() as connection:
        rows = await connection.execute(select(people).where(people.c.id.in_(_members(roster))))
        persons = sorted(rows, key=lambda row: (row.sort_name, row.id))
    return [person_in(row) for row in persons]


def _members(roster: Roster) -> Select[Any]:
    if roster.id < 0:
        return _without_roster(-roster.id)
    return select(roster_candidates.c.person_id).where(roster_candidates.c.roster_id == roster.id)


def _without_roster(organization: int) -> Select[Any]:
    """The candidates of an organization who are on none of its rosters."""
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


async def student_of(database: Database, asker: Asker, number: str) -> Person | None:
    """The candidate of this number whom somebody may see, on a roster or as an administrator.

    NUMBER@Organization tells two of one number apart; None too where it is several people's.
    """
    if asker.person is None:
        return None
    listed = (
        select(roster_candidates.c.person_id)
        .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
        .where(_may_see(asker))
    )
    administered = [p.organisation_id for p in asker.posts if p.role is Role.ADMINISTRATOR]
    own = select(roles.c.person_id).where(
        roles.c.role == Role.CANDIDATE.value, roles.c.organisation_id.in_(administered)
    )
    meant = people_meant().subquery()
    chosen = (
        select(people)
        .where(
            people.c.id.in_(select(meant.c.person_id)),
            people.c.number.is_not(None),
            or_(people.c.id.in_(listed), people.c.id.in_(own)),
        )
        .limit(2)
    )
    async with database.engine.connect() as connection:
        rows = (await connection.execute(chosen, read_who(number).parameters())).all()
    return person_in(rows[0]) if len(rows) == 1 else None


@dataclass(frozen=True, slots=True)
class RosterAward:
    """A credential that somebody on a roster has earned."""

    name: str
    credential: str
    issued_on: date


async def last_earned(database: Database, asker: Asker, most: int) -> list[RosterAward]:
    """The credentials last earned on the rosters that somebody may see, newest first."""
    visible = (
        select(roster_candidates.c.person_id)
        .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
        .where(_may_see(asker))
    )
    async with database.engine.connect() as connection:
        return await earned_where(connection, awards.c.candidate_id.in_(visible), most=most)


async def earned_where(
    connection: AsyncConnection, *conditions: ColumnElement[bool], most: int | None = None
) -> list[RosterAward]:
    """Of the awards under these conditions those that are held still, newest first."""
    rows = await connection.execute(
        select(written_name().label("name"), awards.c.credential_code, awards.c.issued_on)
        .join_from(awards, people, people.c.id == awards.c.candidate_id)
        .where(awards.c.revoked_on.is_(None), awards.c.duplicate_of.is_(None), *conditions)
        .order_by(awards.c.issued_on.desc(), awards.c.id.desc())
        .limit(most)
    )
    return [RosterAward(row.name, row.credential_code, row.issued_on) for row in rows]


def _may_see(asker: Asker) -> ColumnElement[bool]:
    if asker.person is None:
        return false()
    taught = select(roster_instructors.c.roster_id).where(
        roster_instructors.c.person_id == asker.person.id
    )
    organization_ids = [p.organisation_id for p in asker.posts if p.role is Role.ADMINISTRATOR]
    return or_(rosters.c.id.in_(taught), rosters.c.organisation_id.in_(organization_ids))
