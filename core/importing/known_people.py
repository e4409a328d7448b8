"""The people whom the rows of a batch may mean: people on record, and new people in the file."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.written_numbers import without_zeros
from core.names import sort_name
from core.storage.address_columns import all_lookups
from core.storage.staging import one_of
from core.storage.tables import candidate_numbers, organisations, people, roles

Name = tuple[str, str]
"""A given name and a family name."""


@dataclass(eq=False, slots=True)
class KnownPerson:
    """A person on record or a new person.

    The `id` of a new person is None until it is written.
    """

    id: int | None
    number: str | None
    email: str | None
    name: Name
    nims_number: str | None = None
    numbers: set[tuple[int, str]] = field(default_factory=set)
    """The person's numbers, each with its organization."""
    roles: set[tuple[int, str]] = field(default_factory=set)
    of_this_file: bool = False
    changed: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    """The values that a row sets in columns other than the name and the address."""

    @property
    def whole_name(self) -> str:
        return " ".join(part for part in self.name if part)


class KnownPeople:
    """An index of the people whom the rows of one batch may mean."""

    def __init__(self, connection: AsyncConnection, made_after: int) -> None:
        self._connection = connection
        self._made_after = made_after
        """People with a higher id than this were added by the current file."""
        self.organizations: dict[int, str] = {}
        self.by_id: dict[int, KnownPerson] = {}
        self.new: list[KnownPerson] = []
        self._by_number: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_own: dict[tuple[int, str], KnownPerson] = {}
        self._by_bare: dict[tuple[int, str], list[KnownPerson]] = defaultdict(list)
        self._by_nims: dict[str, KnownPerson] = {}
        self._by_address: dict[str, KnownPerson] = {}
        self._by_name: dict[str, list[KnownPerson]] = defaultdict(list)

    async def load(
        self, numbers: Collection[str], addresses: Collection[str], names: Collection[Name]
    ) -> None:
        """Load all people who have one of these numbers, addresses or names."""
        bare = {without_zeros(number) for number in numbers}
        of_numbers = select(candidate_numbers.c.person_id).where(
            one_of(self._connection, candidate_numbers.c.bare, bare)
        )
        keys = {sort_name(*name) for name in names}
        for which in (
            people.c.id.in_(of_numbers),
            one_of(self._connection, people.c.number, numbers),
            one_of(self._connection, people.c.nims_number, numbers),
            one_of(
                self._connection,
                type_coerce(people.c.email_key, Text),
                all_lookups(self._connection, addresses),
            ),
            one_of(self._connection, people.c.sort_name, keys),
        ):
            await self._load(select(people).where(which))
        await self._load_more()
        for person in self.by_id.values():
            self._index(person)

    async def _load(self, chosen: Select[Any]) -> None:
        for row in await self._connection.execute(chosen):
            self.by_id.setdefault(
                row.id,
                KnownPerson(
                    row.id,
                    row.number,
                    row.email,
                    (row.given_name, row.family_name),
                    row.nims_number,
                    of_this_file=row.id > self._made_after,
                    more={
                        "display_name": row.display_name,
                        "family_first": bool(row.family_first),
                        "retake_plan": row.retake_plan or "",
                        "minor": bool(row.minor),
                    },
                ),
            )

    async def _load_more(self) -> None:
        """Load the numbers and roles of the loaded people, and the names of all organizations."""
        numbers = select(candidate_numbers).where(
            one_of(self._connection, candidate_numbers.c.person_id, self.by_id)
        )
        for row in await self._connection.execute(numbers):
            self.by_id[row.person_id].numbers.add((row.organisation_id, row.number))
        held = select(roles).where(one_of(self._connection, roles.c.person_id, self.by_id))
        for row in await self._connection.execute(held):
            self.by_id[row.person_id].roles.add((row.organisation_id, row.role))
        for row in await self._connection.execute(select(organisations)):
            self.organizations[row.id] = row.name

    def _index(self, person: KnownPerson) -> None:
        for organization, number in person.numbers:
            self.index_number(person, organization, number)
        if person.number is not None and not person.numbers:
            self._by_number[person.number].append(person)
        if person.nims_number:
            self._by_nims[person.nims_number] = person
        if person.number is None and person.email:
            self._by_address[person.email] = person
        self._by_name[sort_name(*person.name)].append(person)

    def index_number(self, person: KnownPerson, organization: int, number: str) -> None:
        """Index a person by their number at an organization."""
        self._by_own[organization, number] = person
        if person not in self._by_number[number]:
            self._by_number[number].append(person)
        self._by_bare[organization, without_zeros(number)].append(person)

    def add(self, person: KnownPerson) -> None:
        """Add a person from the file, who is not on record yet, to the index."""
        person.of_this_file = True
        self.new.append(person)
        self._index(person)

    def index_address(self, person: KnownPerson, former: str) -> None:
        """Index a staff member by their current address instead of the `former` address."""
        self._by_address.pop(former, None)
        assert person.email is not None
        self._by_address[person.email] = person

    def of_organization(self, organization: int, number: str) -> KnownPerson | None:
        """Return the person with this number at this organization, or None."""
        return self._by_own.get((organization, number))

    def by_nims_number(self, number: str) -> KnownPerson | None:
        """Return the person with this NIMS number, or None."""
        return self._by_nims.get(number)

    def index_nims_number(self, person: KnownPerson, number: str) -> None:
        """Index a person by their NIMS number."""
        self._by_nims[number] = person

    def elsewhere(self, organization: int, number: str) -> list[KnownPerson]:
        """Return the people who have this number, but not at this organization."""
        return [
            person
            for person in self._by_number.get(number, ())
            if (organization, number) not in person.numbers
        ]

    def with_other_zeros(self, organization: int, number: str) -> KnownPerson | None:
        """Return a person whose number at the organization differs only in leading zeros."""
        bare = without_zeros(number)
        for person in self._by_bare.get((organization, bare), ()) if bare else ():
            if (organization, number) not in person.numbers:
                return person
        return None

    def of_name(self, organization: int, name: Name) -> Iterator[KnownPerson]:
        """Yield people with this name at the organization, both candidates and staff."""
        for person in self._by_name.get(sort_name(*name), ()):
            if any(where == organization for where, _ in person.roles):
                yield person

    def on_record(self, known_as: str) -> list[Name]:
        """Return the names of the people who had this number or address before the import.

        People whom this file has added are left out.
        """
        at_address = self._by_address.get(known_as)
        found = [*self._by_number.get(known_as, ()), *([at_address] if at_address else [])]
        return [person.name for person in found if not person.of_this_file]

    def at_address(self, address: str) -> KnownPerson | None:
        """Return the staff member with this address, or None."""
        return self._by_address.get(address)

    def staff_of(self, organization: int, role: str) -> list[KnownPerson]:
        """Return the loaded staff with this role at the organization."""
        return [
            person
            for person in self.by_id.values()
            if person.number is None and (organization, role) in person.roles
        ]

    async def load_staff(self, organization: int, role: str) -> list[KnownPerson]:
        """Load and return all staff with this role at the organization.

        The caller can then find by name a person whose address in the file is new.
        """
        held = select(roles.c.person_id).where(
            roles.c.organisation_id == organization, roles.c.role == role
        )
        before = set(self.by_id)
        await self._load(select(people).where(people.c.id.in_(held), people.c.number.is_(None)))
        fresh = self.by_id.keys() - before
        for person_id in fresh:
            self.by_id[person_id].roles.add((organization, role))
        return self.staff_of(organization, role)


async def newest_person(connection: AsyncConnection) -> int:
    """Return the highest id of the people on record."""
    return await connection.scalar(select(func.coalesce(func.max(people.c.id), 0))) or 0
