"""Change a person's number, address or organization, or end their roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, delete, func, insert, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action, looked_at
from core.audit.entries import record, record_each
from core.names import unaccented
from core.people.chat_links import Chat, chats_of
from core.people.directory import one_meant
from core.people.ending_roles import Held, end_roles, leave_roster
from core.people.model import Person, RetakePlan, Role
from core.people.name_folding import fold
from core.people.person_columns import person_in
from core.people.roster_lookup import roster_called, rosters_where
from core.people.roster_names import Roster
from core.storage.address_columns import address_is
from core.storage.database import Database, write_alone
from core.storage.tables import (
    candidate_numbers,
    chat_identities,
    organisations,
    people,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)
from core.storage.upserts import lenient_insert

_MOST = 1000


class CannotChange(Exception):  # noqa: N818 - about the caller's input, not an error of ours
    """Raised if a record cannot be changed as the operator asked.

    The message says why, and what to do.
    """


@dataclass(frozen=True, slots=True)
class Detail:
    """A person, with their numbers and roles at organizations."""

    person: Person
    numbers: tuple[tuple[str, str], ...] = ()
    """The person's numbers: pairs of an organization's name and the number there."""
    roles: tuple[tuple[str, str], ...] = ()
    """The person's roles: pairs of a role and the organization's name."""
    rosters: tuple[str, ...] = ()
    chats: tuple[Chat, ...] = ()


class PersonChanges:
    """Lists and changes people on record, for the operator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_people(self, query: str = "", organization: str = "") -> list[Detail]:
        """Return people by a part of their name, or by their whole number or address.

        A part of an address is enough if addresses are not encrypted. With `organization`, return
        only people with a role at this organization.
        """
        chosen = (
            select(people)
            .where(people.c.forgotten_at.is_(None))
            .order_by(people.c.sort_name, people.c.id)
            .limit(_MOST)
        )
        if query:
            wanted = f"%{unaccented(query)}%"
            # an encrypted address can only be found as a whole
            keys, column = self._database.column_keys, type_coerce(people.c.email_key, Text)
            by_address = column.in_(keys.lookups(query.strip().lower()))
            if not keys:
                by_address = column.like(wanted)
            chosen = chosen.where(
                or_(
                    people.c.sort_name.like(wanted),
                    people.c.number == query,
                    by_address,
                )
            )
        if organization:
            here = select(organisations.c.id).where(organisations.c.folded == fold(organization))
            chosen = chosen.where(
                people.c.id.in_(select(roles.c.person_id).where(roles.c.organisation_id.in_(here)))
            )
        async with self._database.reading() as connection:
            persons = [person_in(row) for row in await connection.execute(chosen)]
            looked_at(Action.SAW_CONTACT, *(each.id for each in persons))
            return [await _detail(connection, each) for each in persons]

    async def show(self, who: str) -> Detail:
        """Return the person with this number, NUMBER@Organization or address.

        Raises CannotChange if the person is not on record.
        """
        async with self._database.reading() as connection:
            person = await _person(connection, who)
            looked_at(Action.SAW_CONTACT, person.id)
            return await _detail(connection, person)

    async def change_address(self, old: str, new: str) -> Person:
        """Change the e-mail address of a staff member or candidate.

        Raises CannotChange if it is not clear who has the old address, or if the new address of a
        staff member belongs to other staff.
        """
        async with self._database.begin() as connection:
            person = await self._at(connection, old)
            taken = await connection.scalar(
                select(people.c.id).where(
                    address_is(connection, people.c.email_key, new.lower()),
                    people.c.number.is_(None),
                )
            )
            if taken is not None and person.number is None:
                raise CannotChange(
                    f"{new} already belongs to another person: merge the two with "
                    f"'edgefinder people merge {new} {old}'"
                )
            await connection.execute(
                update(people)
                .where(people.c.id == person.id)
                .values(email=new.lower(), email_key=new.lower())
            )
            await record(connection, Action.CHANGED_ADDRESS, person.id)
        return person

    async def _at(self, connection: AsyncConnection, address: str) -> Person:
        rows = (
            await connection.execute(
                select(people).where(address_is(connection, people.c.email_key, address.lower()))
            )
        ).all()
        staff = [row for row in rows if row.number is None] or rows
        if len(staff) != 1:
            what = "nobody has" if not rows else f"{len(rows)} people share"
            raise CannotChange(f"{what} the address {address}")
        return person_in(staff[0])

    async def move(self, who: str, organization: str) -> Person:
        """Move a person, with their roles and candidate number, to another organization.

        Raises CannotChange if the person or the organization is not on record, or if somebody at
        the organization already has the number.
        """
        async with self._database.begin() as connection:
            await write_alone(connection)
            person = await _person(connection, who)
            target = await _organization(connection, organization)
            held = await connection.execute(select(roles).where(roles.c.person_id == person.id))
            before: list[Held] = [
                (person.id, row.organisation_id, row.role)
                for row in held
                if row.organisation_id != target
            ]
            if person.number is not None:
                await _free_number(connection, target, person.number, person.id)
                await connection.execute(
                    lenient_insert(connection, candidate_numbers),
                    [_number_row(target, person.number, person.id)],
                )
            kept = [
                {"person_id": person.id, "organisation_id": target, "role": role}
                for role in sorted({role for _, _, role in before})
            ]
            if kept:
                await connection.execute(lenient_insert(connection, roles), kept)
            await end_roles(connection, before)
            await record(connection, Action.MOVED, person.id, organization=organization)
        return person

    async def renumber(self, who: str, number: str) -> Person:
        """Change a candidate's number at their organization.

        Raises CannotChange if `who` is not a candidate on record, if several organizations are
        possible, or if somebody else there has the new number.
        """
        async with self._database.begin() as connection:
            await write_alone(connection)
            person = await _person(connection, who)
            if person.number is None:
                raise CannotChange(f"{person.name} is staff and has no candidate number")
            _, _, named = who.partition("@")
            rows = await connection.execute(
                select(candidate_numbers, organisations.c.folded)
                .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
                .where(candidate_numbers.c.person_id == person.id)
            )
            known = [row for row in rows if not named or row.folded == fold(named)]
            here = {row.organisation_id for row in known}
            if len(here) > 1:
                raise CannotChange(
                    f"{person.name} has a number at {len(here)} organizations: write "
                    f"'{person.number}@ORGANIZATION'"
                )
            for row in known:
                await _free_number(connection, row.organisation_id, number, person.id)
                await connection.execute(
                    delete(candidate_numbers).where(
                        candidate_numbers.c.organisation_id == row.organisation_id,
                        candidate_numbers.c.number == row.number,
                    )
                )
                await connection.execute(
                    insert(candidate_numbers).values(
                        _number_row(row.organisation_id, number, person.id)
                    )
                )
            await connection.execute(
                update(people).where(people.c.id == person.id).values(number=number)
            )
            await record(connection, Action.RENUMBERED, person.id, number=number)
        return person

    async def set_retake_plan(
        self, plan: RetakePlan | None, whom: Sequence[str] = (), organization: str = ""
    ) -> int:
        """Set how candidates' tests were bought. None means that nobody knows.

        The candidates are those in `whom` and all candidates of the organization. Return how many
        candidates changed.
        """
        async with self._database.begin() as connection:
            ids = [(await _candidate(connection, who)).id for who in whom]
            chosen: ColumnElement[bool] = people.c.id.in_(ids)
            if organization:
                here = await _organization(connection, organization)
                candidates = select(roles.c.person_id).where(
                    roles.c.organisation_id == here, roles.c.role == Role.CANDIDATE.value
                )
                chosen = or_(chosen, people.c.id.in_(candidates))
            done = await connection.execute(
                update(people)
                .where(chosen, func.coalesce(people.c.retake_plan, "") != (plan or ""))
                .values(retake_plan=plan)
                .returning(people.c.id)
            )
            changed = sorted(done.scalars())
            await record_each(connection, Action.CHANGED_RETAKES, changed, plan or "unknown")
            return len(changed)

    async def end(
        self, who: str, *, organization: str = "", role: str = "", roster: str = ""
    ) -> int:
        """End a person's roles, or with `roster`, only take the person off that roster.

        Return how many roles ended, or 1 if the person was on the roster (2 if as candidate and as
        instructor). `organization` and `role` limit which roles end. Raises CannotChange if the
        person or the roster is not on record.
        """
        async with self._database.begin() as connection:
            await write_alone(connection)
            person = await _person(connection, who)
            if roster:
                named = await roster_called(connection, roster)
                if named is None:
                    raise CannotChange(f"no roster is called '{roster}'")
                await record(connection, Action.LEFT_ROSTER, person.id, roster=named.id)
                count = await leave_roster(connection, named.id, [person.id])
                return count + await leave_roster(connection, named.id, [person.id], teaches=True)
            where = await _organization(connection, organization) if organization else None
            held = await connection.execute(select(roles).where(roles.c.person_id == person.id))
            await record(
                connection,
                Action.ENDED_ROLE,
                person.id,
                role=role or None,
                organization=organization or None,
            )
            return await end_roles(
                connection,
                [
                    (person.id, row.organisation_id, row.role)
                    for row in held
                    if where in {None, row.organisation_id} and role in {"", row.role}
                ],
            )

    async def unlink(self, who: str, chat: int | None = None) -> int:
        """Unlink all of a person's chats, or only the chat with this number.

        Return how many chats were unlinked. Raises CannotChange if the person is not on record.
        """
        async with self._database.begin() as connection:
            person = await _person(connection, who)
            theirs = delete(chat_identities).where(chat_identities.c.person_id == person.id)
            if chat is not None:
                theirs = theirs.where(chat_identities.c.id == chat)
            await record(connection, Action.UNLINKED, person.id)
            return (await connection.execute(theirs)).rowcount


async def _person(connection: AsyncConnection, who: str) -> Person:
    meant = await one_meant(connection, who)
    row = (await connection.execute(select(people).where(people.c.id == meant))).first()
    if row is None:
        raise CannotChange(
            f"nobody is known as '{who}': give a candidate's number, NUMBER@Organization or a "
            "staff e-mail address"
        )
    return person_in(row)


async def _candidate(connection: AsyncConnection, who: str) -> Person:
    person = await _person(connection, who)
    if person.number is None:
        raise CannotChange(f"{person.name} is staff and takes no exams")
    return person


async def _organization(connection: AsyncConnection, name: str) -> int:
    found = await connection.scalar(
        select(organisations.c.id).where(organisations.c.folded == fold(name))
    )
    if found is None:
        raise CannotChange(f"no organization is called '{name}'")
    return int(found)


async def _free_number(
    connection: AsyncConnection, organization: int, number: str, person: int
) -> None:
    taken = await connection.execute(
        select(people)
        .join(candidate_numbers, candidate_numbers.c.person_id == people.c.id)
        .where(
            candidate_numbers.c.organisation_id == organization,
            candidate_numbers.c.number == number,
            people.c.id != person,
        )
    )
    row = taken.first()
    if row is not None:
        raise CannotChange(
            f"{number} is already {person_in(row).name} there: choose another number, or make the "
            "two one person with 'edgefinder people merge'"
        )


def _number_row(organization: int, number: str, person: int) -> dict[str, Any]:
    return {
        "organisation_id": organization,
        "number": number,
        "bare": number.lstrip("0"),
        "person_id": person,
    }


async def _detail(connection: AsyncConnection, person: Person) -> Detail:
    numbers = await connection.execute(
        select(organisations.c.name, candidate_numbers.c.number)
        .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
        .where(candidate_numbers.c.person_id == person.id)
        .order_by(organisations.c.name)
    )
    held = await connection.execute(
        select(roles.c.role, organisations.c.name)
        .join(organisations, organisations.c.id == roles.c.organisation_id)
        .where(roles.c.person_id == person.id)
        .order_by(organisations.c.name, roles.c.role)
    )
    on = [
        each
        for table in (roster_candidates, roster_instructors)
        for each in await rosters_where(
            connection,
            rosters.c.id.in_(select(table.c.roster_id).where(table.c.person_id == person.id)),
        )
    ]
    return Detail(
        person,
        tuple((row.name, row.number) for row in numbers),
        tuple((row.role, row.name) for row in held),
        _labels(on),
        tuple(await chats_of(connection, person.id)),
    )


def _labels(found: Sequence[Roster]) -> tuple[str, ...]:
    return tuple(f"{each.label} (#{each.id}), {each.where}" for each in found)
