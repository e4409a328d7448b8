"""Rosters: who teaches whom, and the records of a whole class in two statements."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people.model import Asker, Person, Role
from core.people.name_keys import fold
from core.records.batch_loading import records_of
from core.records.model import Record
from core.storage.database import Database
from core.storage.staging import one_of
from core.storage.tables import (
    awards,
    organisations,
    people,
    roster_candidates,
    roster_instructors,
    rosters,
)


@dataclass(frozen=True, slots=True)
class Roster:
    id: int
    name: str
    size: int
    organisation: str


@dataclass(frozen=True, slots=True)
class RosterAward:
    """A credential that somebody on a roster has earned."""

    name: str
    credential: str
    issued_on: date


class Rosters:
    """Finds rosters and their students, for whoever may see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def visible_to(self, asker: Asker) -> list[Roster]:
        """The rosters that somebody may see.

        Instructors see those they teach, administrators all of their organization.
        """
        size = (
            select(func.count())
            .where(roster_candidates.c.roster_id == rosters.c.id)
            .scalar_subquery()
        )
        async with self._database.engine.connect() as connection:
            rows = await connection.execute(
                select(
                    rosters.c.id,
                    rosters.c.name,
                    size.label("size"),
                    organisations.c.name.label("organisation"),
                )
                .join(organisations, organisations.c.id == rosters.c.organisation_id)
                .where(_may_see(asker))
                .order_by(rosters.c.folded, rosters.c.id)
            )
            return [Roster(row.id, row.name, row.size, row.organisation) for row in rows]

    async def class_records(self, roster: Roster) -> list[tuple[Person, Record]]:
        """The candidates on a roster by family name, each with their record."""
        members = select(roster_candidates.c.person_id).where(
            roster_candidates.c.roster_id == roster.id
        )
        async with self._database.engine.connect() as connection:
            persons = [
                Person(row.id, row.number, row.given_name, row.family_name, row.email)
                for row in await connection.execute(
                    select(people)
                    .where(people.c.id.in_(members))
                    .order_by(func.lower(people.c.family_name), func.lower(people.c.given_name))
                )
            ]
            records = await records_of(connection, members)
        return [(person, records.get(person.id, Record())) for person in persons]

    async def student(self, asker: Asker, number: str) -> Person | None:
        """The candidate of this number, if they are on a roster that somebody may see."""
        chosen = (
            select(people)
            .join(roster_candidates, roster_candidates.c.person_id == people.c.id)
            .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
            .where(people.c.number == number, _may_see(asker))
            .limit(1)
        )
        async with self._database.engine.connect() as connection:
            row = (await connection.execute(chosen)).first()
        if row is None:
            return None
        return Person(row.id, row.number, row.given_name, row.family_name, row.email)

    async def last_earned(self, asker: Asker, most: int) -> list[RosterAward]:
        """The credentials last earned on the rosters that somebody may see, newest first."""
        visible = (
            select(roster_candidates.c.person_id)
            .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
            .where(_may_see(asker))
        )
        async with self._database.engine.connect() as connection:
            return await _earned_where(connection, awards.c.candidate_id.in_(visible), most=most)

    async def still_held(self, roster_id: int, award_ids: list[int]) -> list[RosterAward]:
        """Of these awards, those still held by somebody still on the roster; newest first."""
        members = select(roster_candidates.c.person_id).where(
            roster_candidates.c.roster_id == roster_id
        )
        async with self._database.engine.connect() as connection:
            return await _earned_where(
                connection,
                one_of(connection, awards.c.id, award_ids),
                awards.c.candidate_id.in_(members),
            )


def rosters_named(visible: list[Roster], name: str) -> list[Roster]:
    """Of these rosters, those with this name, or else those whose name contains it."""
    wanted = fold(name)
    exact = [roster for roster in visible if fold(roster.name) == wanted]
    return exact or [roster for roster in visible if wanted in fold(roster.name)]


async def _earned_where(
    connection: AsyncConnection, *conditions: ColumnElement[bool], most: int | None = None
) -> list[RosterAward]:
    """Of the awards under these conditions those that are held still, newest first."""
    rows = await connection.execute(
        select(
            people.c.given_name, people.c.family_name, awards.c.credential_code, awards.c.issued_on
        )
        .join_from(awards, people, people.c.id == awards.c.candidate_id)
        .where(awards.c.revoked_on.is_(None), *conditions)
        .order_by(awards.c.issued_on.desc(), awards.c.id.desc())
        .limit(most)
    )
    return [
        RosterAward(
            f"{row.given_name} {row.family_name}".strip(), row.credential_code, row.issued_on
        )
        for row in rows
    ]


def _may_see(asker: Asker) -> ColumnElement[bool]:
    if asker.person is None:
        return false()
    taught = select(roster_instructors.c.roster_id).where(
        roster_instructors.c.person_id == asker.person.id
    )
    organization_ids = [p.organisation_id for p in asker.posts if p.role is Role.ADMINISTRATOR]
    return or_(rosters.c.id.in_(taught), rosters.c.organisation_id.in_(organization_ids))
