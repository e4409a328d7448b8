"""Collect what a batch of people rows changes, and write all changes together."""

from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.known_people import KnownPeople, KnownPerson
from core.importing.person_matching import PersonRow
from core.importing.written_numbers import without_zeros
from core.names import sort_name
from core.people.ending_roles import Held
from core.records.submitted_by import record_submitter
from core.storage.tables import candidate_numbers, people, roles
from core.storage.upserts import lenient_insert

_AT_ONCE = 1000


class PeopleChanges:
    """The changes that one batch of people rows makes."""

    def __init__(self) -> None:
        self.renamed: list[tuple[str, str, str]] = []
        """For each renamed person: the number or address, the old name, and the new name."""
        self._changed: dict[int, KnownPerson] = {}
        self._numbers: dict[tuple[KnownPerson, int, str], None] = {}
        self._roles: list[tuple[KnownPerson, int, str]] = []
        self._ended: list[tuple[KnownPerson, int, str]] = []
        self._shared: dict[int, int] = {}
        """Maps the id of each person who gets a second organization to that of the first."""

    def note(
        self, known: KnownPeople, person: KnownPerson, row: PersonRow, organization: int
    ) -> bool:
        """Note what a row changes about a person. Return whether it changes anything."""
        noted = [
            self._note_number(known, person, row, organization),
            self._note_columns(known, person, row),
            self._note_role(person, row, organization),
        ]
        return any(noted)

    def _note_number(
        self, known: KnownPeople, person: KnownPerson, row: PersonRow, organization: int
    ) -> bool:
        if row.number is None or (organization, row.number) in person.numbers:
            if person.id is None and row.number is not None:
                return self._keep_number(person, organization, row.number)
            return False
        before = {where for where, _ in person.numbers}
        if person.id is not None and len(before) == 1 and organization not in before:
            self._shared[person.id] = next(iter(before))
        person.numbers.add((organization, row.number))
        known.index_number(person, organization, row.number)
        return self._keep_number(person, organization, row.number)

    def _keep_number(self, person: KnownPerson, organization: int, number: str) -> bool:
        kept = (person, organization, number)
        if kept in self._numbers:
            return False
        self._numbers[kept] = None
        return True

    def _note_columns(self, known: KnownPeople, person: KnownPerson, row: PersonRow) -> bool:
        changed = person.changed and person.id is not None
        person.changed = False
        if person.id is not None and person.name != row.name:
            known_as = row.number or row.email or ""
            self.renamed.append((known_as, person.whole_name, row.whole_name))
        for column, value in (("name", row.name), ("email", row.email)):
            if value is not None and getattr(person, column) != value:
                setattr(person, column, value)
                changed = True
        if row.nims_number and person.nims_number != row.nims_number:
            person.nims_number, changed = row.nims_number, True
            known.index_nims_number(person, row.nims_number)
        for name in ("display_name", "family_first", "retake_plan", "minor"):
            value = getattr(row, name)
            if value is not None and person.more.get(name) != value:
                person.more[name], changed = value, True
        if changed and person.id is not None:
            self._changed[person.id] = person
        return changed and person.id is not None

    def _note_role(self, person: KnownPerson, row: PersonRow, organization: int) -> bool:
        held = (organization, row.role)
        if row.ended:
            if held not in person.roles:
                return False
            person.roles.discard(held)
            self._ended.append((person, *held))
            return True
        if held in person.roles:
            return False
        person.roles.add(held)
        self._roles.append((person, *held))
        return True

    async def write(self, connection: AsyncConnection, known: KnownPeople) -> None:
        """Write the new people, the changes of known people, and their numbers and roles."""
        await self._write_new(connection, known.new)
        if self._changed:
            await connection.execute(
                _UPDATE, [{"its_id": key, **_columns(each)} for key, each in self._changed.items()]
            )
        await record_submitter(connection, self._shared)
        numbers = [
            {
                "organisation_id": organization,
                "number": number,
                "bare": without_zeros(number),
                "person_id": person.id,
            }
            for person, organization, number in self._numbers
        ]
        if numbers:
            await connection.execute(lenient_insert(connection, candidate_numbers), numbers)
        held = [
            {"person_id": person.id, "organisation_id": organization, "role": role}
            for person, organization, role in self._roles
        ]
        if held:
            await connection.execute(lenient_insert(connection, roles), held)

    async def _write_new(self, connection: AsyncConnection, new: list[KnownPerson]) -> None:
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            done = await connection.execute(
                insert(people).returning(people.c.id, sort_by_parameter_order=True),
                [{"number": each.number, **_columns(each)} for each in some],
            )
            for person, person_id in zip(some, done.scalars(), strict=True):
                person.id = person_id

    def ended(self) -> list[Held]:
        """Return the roles that ended. Call this after `write` has written the changes."""
        return [
            (person.id, organization, role)
            for person, organization, role in self._ended
            if person.id is not None
        ]


def _columns(person: KnownPerson) -> dict[str, object]:
    given, family = person.name
    return {
        "email": person.email,
        "email_key": person.email,
        "given_name": given,
        "family_name": family,
        "sort_name": sort_name(given, family),
        "nims_number": person.nims_number,
        "display_name": person.more.get("display_name"),
        "family_first": person.more.get("family_first", False),
        "retake_plan": person.more.get("retake_plan") or None,
        "minor": person.more.get("minor", False),
    }


_UPDATE = (
    update(people)
    .where(people.c.id == bindparam("its_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "email",
                "email_key",
                "given_name",
                "family_name",
                "sort_name",
                "nims_number",
                "display_name",
                "family_first",
                "retake_plan",
                "minor",
            )
        }
    )
)
