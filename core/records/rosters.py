"""Find who teaches whom, and read the records of a whole class in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action, looked_at
from core.memories import empty_old_memories
from core.people.directory import people_meant
from core.people.model import Asker, Person, Role
from core.people.person_columns import person_in
from core.people.person_sql import written_name
from core.people.roster_lookup import (
    NOT_ON_A_ROSTER,
    rosters_where,
    taught_or_within,
    without_roster,
)
from core.people.roster_names import Roster
from core.people.who_argument import read_who
from core.records.batch_loading import records_of
from core.records.class_query import ON_ROSTER, WITHOUT_ROSTER, members_in
from core.records.members import Member
from core.records.model import Record
from core.records.submitted_by import as_staff_see
from core.storage.database import Database
from core.storage.staging import one_of
from core.storage.tables import (
    awards,
    chat_identities,
    people,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)


@dataclass(frozen=True, slots=True)
class RosterAward:
    """A credential that a candidate on a roster has earned."""

    name: str
    credential: str
    issued_on: date


class Rosters:
    """Finds the rosters and students that a user may see."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def visible_to(self, asker: Asker) -> list[Roster]:
        """Return the rosters that a user may see.

        Instructors see the rosters that they teach. Administrators see all rosters of their
        organization, and a list of its candidates who are on no roster.
        """
        async with self._database.reading() as connection:
            found = await rosters_where(connection, _may_see(asker))
            for post in asker.posts:
                if post.role is not Role.ADMINISTRATOR or asker.person is None:
                    continue
                rest = without_roster(post.organisation_id).subquery()
                size = await connection.scalar(select(func.count()).select_from(rest))
                if size:
                    organization = post.organisation
                    found.append(Roster(-post.organisation_id, NOT_ON_A_ROSTER, size, organization))
        return found

    async def attended_by(self, person: Person) -> list[Roster]:
        """Return the rosters that a candidate is on, with their instructors."""
        theirs = select(roster_candidates.c.roster_id).where(
            roster_candidates.c.person_id == person.id
        )
        async with self._database.reading() as connection:
            return await rosters_where(connection, rosters.c.id.in_(theirs))

    async def class_records(self, roster: Roster) -> list[Member]:
        """Return the candidates on a roster, sorted by family name, with their records.

        The records have only what the roster's organization may see.
        """
        empty_old_memories()
        if roster.id < 0:
            rows = await self._database.fetch(WITHOUT_ROSTER, organization=-roster.id)
        else:
            rows = await self._database.fetch(ON_ROSTER, roster=roster.id)
        members = members_in(rows, self._database.column_keys)
        looked_at(Action.SAW_RECORD, *[each.person.id for each in members])
        return members

    async def visible_records(self, asker: Asker) -> list[tuple[Person, Record]]:
        """Return the candidates on all rosters that a user may see, roster by roster.

        Each candidate comes with the record that `class_records` returns. A candidate on two
        rosters is returned twice. The number of queries does not depend on the number of rosters.
        """
        listed = _listed(asker).subquery()
        chosen = select(people, listed).join(listed, listed.c.person_id == people.c.id)
        async with self._database.reading() as connection:
            rows = sorted(
                await connection.execute(chosen),
                key=lambda row: (row.roster < 0, row.name, row.roster, row.sort_name, row.id),
            )
            records = await records_of(connection, select(listed.c.person_id))
            seen = {
                organization: await as_staff_see(
                    connection,
                    records,
                    [row.id for row in rows if row.organization == organization],
                    {organization},
                )
                for organization in {row.organization for row in rows}
            }
        looked_at(Action.SAW_RECORD, *sorted({row.id for row in rows}))
        return [(person_in(row), seen[row.organization].get(row.id, Record())) for row in rows]

    async def students(self, asker: Asker) -> list[Person]:
        """Return all candidates on the rosters that a user may see, each once, sorted by name."""
        listed = select(_listed(asker).subquery().c.person_id)
        chosen = select(people).where(people.c.id.in_(listed))
        async with self._database.reading() as connection:
            rows = await connection.execute(chosen.order_by(people.c.sort_name, people.c.id))
            return [person_in(row) for row in rows]

    async def unlinked(self, asker: Asker) -> list[Person]:
        """Return the candidates on the user's rosters who have not linked a chat."""
        students = await self.students(asker)
        async with self._database.reading() as connection:
            theirs = one_of(connection, chat_identities.c.person_id, [each.id for each in students])
            rows = await connection.execute(select(chat_identities.c.person_id).where(theirs))
            linked = set(rows.scalars())
        return [each for each in students if each.id not in linked]

    async def student(self, asker: Asker, number: str, *, to_sign: bool = False) -> Person | None:
        """Return the candidate with this number on the user's rosters or in their organization.

        With `to_sign`, supervisors also find the candidates whose training they sign off. Return
        None if there is no such candidate, or if two candidates have the number: the user must then
        type NUMBER@Organization.
        """
        if asker.person is None:
            return None
        listed = (
            select(roster_candidates.c.person_id)
            .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
            .where(_may_see(asker))
        )
        posts = (Role.ADMINISTRATOR, Role.SUPERVISOR) if to_sign else (Role.ADMINISTRATOR,)
        administered = [p.organisation_id for p in asker.posts if p.role in posts]
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
        keys = self._database.column_keys
        async with self._database.reading() as connection:
            rows = (await connection.execute(chosen, read_who(number).parameters(keys))).all()
        if len(rows) != 1:
            return None
        looked_at(Action.SAW_NAME, rows[0].id)
        return person_in(rows[0])

    async def last_earned(self, asker: Asker, most: int) -> list[RosterAward]:
        """Return the latest credentials earned on the rosters that a user may see, newest first."""
        visible = (
            select(roster_candidates.c.person_id)
            .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
            .where(_may_see(asker))
        )
        async with self._database.reading() as connection:
            return await _earned_where(connection, awards.c.candidate_id.in_(visible), most=most)

    async def held_awards(
        self, award_ids: Sequence[int], *, of: int | None = None, taught_by: int | None = None
    ) -> list[RosterAward]:
        """Return the awards with these ids that are still held, oldest first.

        `of` limits them to the awards of a candidate, and `taught_by` to those of an instructor's
        students.
        """
        async with self._database.reading() as connection:
            conditions = [one_of(connection, awards.c.id, award_ids)]
            if of is not None:
                conditions.append(awards.c.candidate_id == of)
            if taught_by is not None:
                conditions.append(awards.c.candidate_id.in_(_taught_by(taught_by)))
            return (await _earned_where(connection, *conditions))[::-1]

    async def awarded_students(self, award_ids: Sequence[int], taught_by: int) -> list[Member]:
        """Return an instructor's students who were given these awards, with their records."""
        async with self._database.reading() as connection:
            members = select(awards.c.candidate_id).where(
                one_of(connection, awards.c.id, award_ids),
                awards.c.candidate_id.in_(_taught_by(taught_by)),
            )
            rows = await connection.execute(select(people).where(people.c.id.in_(members)))
            persons = sorted(rows, key=lambda row: (row.sort_name, row.id))
            records = await records_of(connection, members)
            where = await connection.execute(
                select(rosters.c.organisation_id)
                .join(roster_instructors, roster_instructors.c.roster_id == rosters.c.id)
                .where(roster_instructors.c.person_id == taught_by)
            )
            organizations = set(where.scalars())
            ids = [row.id for row in persons]
            records = await as_staff_see(connection, records, ids, organizations)
        looked_at(Action.SAW_RECORD, *ids)
        return [Member(person_in(row), records.get(row.id, Record())) for row in persons]

    async def still_held(self, roster_id: int, award_ids: list[int]) -> list[RosterAward]:
        """Return those of these awards that candidates on the roster still hold, newest first."""
        members = select(roster_candidates.c.person_id).where(
            roster_candidates.c.roster_id == roster_id
        )
        async with self._database.reading() as connection:
            return await _earned_where(
                connection,
                one_of(connection, awards.c.id, award_ids),
                awards.c.candidate_id.in_(members),
            )


def _taught_by(instructor: int) -> Select[Any]:
    return (
        select(roster_candidates.c.person_id)
        .join(roster_instructors, roster_instructors.c.roster_id == roster_candidates.c.roster_id)
        .where(roster_instructors.c.person_id == instructor)
    )


async def _earned_where(
    connection: AsyncConnection, *conditions: ColumnElement[bool], most: int | None = None
) -> list[RosterAward]:
    """Return the awards that match these conditions and are still held, newest first."""
    found = await connection.execute(
        select(
            written_name().label("name"),
            awards.c.credential_code,
            awards.c.issued_on,
            awards.c.candidate_id,
        )
        .join_from(awards, people, people.c.id == awards.c.candidate_id)
        .where(awards.c.revoked_on.is_(None), awards.c.duplicate_of.is_(None), *conditions)
        .order_by(awards.c.issued_on.desc(), awards.c.id.desc())
        .limit(most)
    )
    rows = found.all()
    looked_at(Action.SAW_RECORD, *sorted({row.candidate_id for row in rows}))
    return [RosterAward(row.name, row.credential_code, row.issued_on) for row in rows]


def _listed(asker: Asker) -> CompoundSelect[Any]:
    """Return the query for the candidates on the rosters that a user may see.

    The query's rows have the candidate's id, and the roster's number, name and organization. For
    candidates without a roster, the number is negative.
    """
    on_rosters = (
        select(
            roster_candidates.c.person_id,
            rosters.c.id.label("roster"),
            rosters.c.folded.label("name"),
            rosters.c.organisation_id.label("organization"),
        )
        .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
        .where(_may_see(asker))
    )
    administered = (
        [post.organisation_id for post in asker.posts if post.role is Role.ADMINISTRATOR]
        if asker.person is not None
        else []
    )
    rest = []
    for organization in administered:
        others = without_roster(organization).subquery()
        columns = others.c.person_id, literal(-organization), literal(""), literal(organization)
        rest.append(select(*columns))
    return union_all(on_rosters, *rest)


def _may_see(asker: Asker) -> ColumnElement[bool]:
    if asker.person is None:
        return false()
    administered = [p.organisation_id for p in asker.posts if p.role is Role.ADMINISTRATOR]
    return taught_or_within(asker.person.id, administered)
