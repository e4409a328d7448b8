"""Rows of people: candidates known by their number, staff by their e-mail address.

The same row again changes nothing; another name or address for a known person is an update, an
empty address forgets nothing. Roles add up: one person may have several, at several
organizations.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, Text, and_, func, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.model import Catalog
from core.importing import cells
from core.importing.batches import Taken
from core.importing.cells import Remembered, RowRejected, refuse_trouble
from core.importing.sheets import Batch
from core.importing.survey import Survey
from core.people.model import Role
from core.people.organizations import organization_ids
from core.storage.staging import stage, staging_table
from core.storage.tables import people, roles
from core.storage.types import Key

_LONGEST_NUMBER = 40
_LONGEST_NAME = 120
_ROLES = {role.value: role for role in Role if role is not Role.EMPLOYER} | {
    "student": Role.CANDIDATE,
    "account administrator": Role.ADMINISTRATOR,
    "teacher": Role.INSTRUCTOR,
}


class PeopleRows:
    """Reads and takes in people with their roles."""

    needed = (
        "candidate_number",
        "given_name",
        "family_name",
        "role",
        "organisation",
    )
    optional = ("email",)
    staged = staging_table(
        "staged_people",
        Column("place", Integer),
        Column("number", Text),
        Column("email", Text),
        Column("given_name", Text),
        Column("family_name", Text),
        Column("role", Text),
        Column("organisation_id", Key),
        # the last row of a person in the batch says who they are
        Column("last", Integer),
    )

    def __init__(self, _catalog: Catalog, _today: date) -> None:
        self._number = cells.optional_text("candidate_number", _LONGEST_NUMBER)
        self._given = Remembered(cells.needed_text("given_name", _LONGEST_NAME))
        self._family = Remembered(cells.needed_text("family_name", _LONGEST_NAME))
        advice = "candidate, instructor, evaluator or administrator"
        self._roles = Remembered(cells.choice("role", _ROLES, advice))
        self._organisations = Remembered(cells.needed_text("organisation", _LONGEST_NAME))
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str], _survey: Survey) -> None:
        self._places = {name: place for place, name in enumerate(names)}

    async def take(self, connection: AsyncConnection, batch: Batch, _import_id: int, /) -> Taken:
        read: list[tuple[int, tuple[str | None, ...], str]] = []
        done = Taken()
        last: dict[_Who, int] = {}
        addresses: dict[_Who, str | None] = {}
        for place, row in enumerate(batch.rows):
            try:
                refuse_trouble(batch, place)
                person, organisation = self._person(row)
            except RowRejected as why:
                done.refused.append((place, why.reject))
                continue
            who = _who(person)
            last[who] = place
            # an empty address forgets none that came before
            addresses[who] = person[1] or addresses.get(who)
            read.append((place, (person[0], addresses[who], *person[2:]), organisation))
        ids = await organization_ids(connection, {organisation for _, _, organisation in read})
        done.organisations = ids.values()
        staged = [
            (place, *person, ids[organisation], int(last[_who(person)] == place))
            for place, person, organisation in read
        ]
        if staged:
            await stage(connection, self.staged, staged)
            done.taken = await self._take_staged(connection, len(staged))
        return done

    def _person(self, row: list[str]) -> tuple[tuple[str | None, ...], str]:
        at = self._places
        role = self._roles[row[at["role"]]]
        number = self._number(row[at["candidate_number"]])
        address = cells.email(row[at["email"]]) if "email" in at else None
        if role is Role.CANDIDATE and number is None:
            raise RowRejected("candidate_number", "a candidate needs a candidate_number")
        if number is None and address is None:
            raise RowRejected("email", f"a row of an {role} needs an e-mail address")
        person = (
            number,
            address,
            self._given[row[at["given_name"]]],
            self._family[row[at["family_name"]]],
            role.value,
        )
        return person, self._organisations[row[at["organisation"]]]

    async def _take_staged(self, connection: AsyncConnection, count: int) -> int:
        unchanged = await self._unchanged(connection)
        if unchanged == count:
            return 0
        maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        await self._upsert(connection, maker(people), self.staged.c.number.is_not(None), "number")
        await self._upsert(connection, maker(people), self.staged.c.number.is_(None), "email")
        for same_person in self._same_person():
            given = (
                select(people.c.id, self.staged.c.organisation_id, self.staged.c.role)
                .join_from(self.staged, people, same_person)
                .where(true())  # SQLite wants a WHERE before ON CONFLICT
                .distinct()
            )
            await connection.execute(
                maker(roles)
                .from_select(["person_id", "organisation_id", "role"], given)
                .on_conflict_do_nothing()
            )
        return count - unchanged

    async def _upsert(
        self, connection: AsyncConnection, into: Any, which: ColumnElement[bool], key: str
    ) -> None:
        staged = self.staged.c
        names = ["number", "email", "given_name", "family_name"]
        chosen = select(*(staged[name] for name in names)).where(which, staged.last == 1)
        statement = into.from_select(names, chosen)
        new = statement.excluded
        values = {
            "email": func.coalesce(new.email, people.c.email),
            "given_name": new.given_name,
            "family_name": new.family_name,
        }
        target = people.c.number.is_(None) if key == "email" else None
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[people.c[key]], index_where=target, set_=values
            )
        )

    async def _unchanged(self, connection: AsyncConnection) -> int:
        """How many staged rows say nothing that is not known."""
        staged = self.staged.c
        known = or_(
            staged.last == 0,  # a later row says who they are
            and_(
                people.c.given_name == staged.given_name,
                people.c.family_name == staged.family_name,
                or_(staged.email.is_(None), people.c.email == staged.email),
            ),
        )
        has_role = and_(
            roles.c.person_id == people.c.id,
            roles.c.organisation_id == staged.organisation_id,
            roles.c.role == staged.role,
        )
        found = 0
        for same_person in self._same_person():
            found += (
                await connection.scalar(
                    select(func.count())
                    .select_from(self.staged)
                    .join(people, same_person)
                    .join(roles, has_role)
                    .where(known)
                )
                or 0
            )
        return found

    def _same_person(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """How candidates are known, and how staff are: one after the other, each by an index."""
        staged = self.staged.c
        staff = and_(staged.number.is_(None), people.c.number.is_(None))
        return people.c.number == staged.number, and_(staff, people.c.email == staged.email)


_Who = tuple[str | None, str | None]


def _who(person: tuple[str | None, ...]) -> _Who:
    number, address = person[:2]
    return number, None if number else address
