"""Find people whom a file names only by e-mail address or by name."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.columns import names_of
from core.importing.sheets import Batch, quote_cell
from core.language.message import _
from core.people.model import Role
from core.people.name_folding import fold
from core.storage.address_columns import all_lookups
from core.storage.staging import one_of
from core.storage.tables import people, roles

_Found = Mapping[str, Collection[str]]


class PersonLookup:
    """Finds candidates' numbers by e-mail address, and instructors' addresses by name."""

    def __init__(self, names: Sequence[str]) -> None:
        at = {name: place for place, name in enumerate(names)}
        self._number = at.get("candidate_number")
        self._email = at.get("candidate_email")
        self._address = at.get("instructor_email")
        self._teacher = at.get("instructor_name")
        self._teachers: dict[str, set[str]] | None = None

    async def fill(self, connection: AsyncConnection, batch: Batch) -> Batch:
        """Return the batch with missing numbers and instructors' addresses filled in.

        A row gets an error if its person is not on record.
        """
        if self._email is not None and self._number is not None:
            batch = await self._fill_numbers(connection, batch, self._email, self._number)
        if self._teacher is not None and self._address is not None:
            batch = await self._fill_addresses(connection, batch, self._teacher, self._address)
        return batch

    async def _fill_numbers(
        self, connection: AsyncConnection, batch: Batch, email: int, number: int
    ) -> Batch:
        wanted = {
            address
            for row in batch.rows
            if not row[number].strip() and (address := row[email].strip().lower())
        }
        if not wanted:
            return batch
        rows = await connection.execute(
            select(people.c.email, people.c.number).where(
                one_of(
                    connection,
                    type_coerce(people.c.email_key, Text),
                    all_lookups(connection, wanted),
                ),
                people.c.number.is_not(None),
            )
        )
        known: dict[str, set[str]] = {}
        for address, found in rows:
            known.setdefault(address, set()).add(found)
        return _filled(batch, email, number, known, _no_one_candidate, str.lower)

    async def _fill_addresses(
        self, connection: AsyncConnection, batch: Batch, teacher: int, address: int
    ) -> Batch:
        if self._teachers is None:
            rows = await connection.execute(
                select(people.c.given_name, people.c.family_name, people.c.email)
                .join_from(people, roles, roles.c.person_id == people.c.id)
                .where(roles.c.role == Role.INSTRUCTOR.value, people.c.email.is_not(None))
            )
            self._teachers = {}
            for given, family, email in rows:
                self._teachers.setdefault(fold(f"{given} {family}"), set()).add(email)
                self._teachers.setdefault(fold(family), set()).add(email)
        return _filled(batch, teacher, address, self._teachers, _no_one_instructor, _name_key)


def _no_one_candidate(count: int, cell: str) -> str:
    if not count:
        return _("no candidate has the e-mail address %(cell)s: import people first", cell=cell)
    return _(
        "%(count)s candidates have the e-mail address %(cell)s: name one", count=count, cell=cell
    )


def _no_one_instructor(count: int, cell: str) -> str:
    if not count:
        return _("no instructor has the name %(cell)s: import people first", cell=cell)
    return _("%(count)s instructors have the name %(cell)s: name one", count=count, cell=cell)


def _name_key(cell: str) -> str:
    return fold(" ".join(names_of(cell)))


def _filled(
    batch: Batch,
    by: int,
    into: int,
    known: _Found,
    problem: Callable[[int, str], str],
    key: Callable[[str], str],
) -> Batch:
    rows, problems = list(batch.rows), dict(batch.problems)
    for place, row in enumerate(rows):
        cell = row[by].strip()
        if row[into].strip() or not cell or place in problems:
            continue
        found = known.get(key(cell), ())
        if len(found) == 1:
            rows[place] = [*row[:into], next(iter(found)), *row[into + 1 :]]
        elif found:
            problems[place] = problem(len(found), quote_cell(cell))
        else:
            problems[place] = problem(0, quote_cell(cell))
    originals = batch.rows if batch.originals is None else batch.originals
    return replace(batch, rows=rows, problems=problems, originals=originals)
