"""Look up many candidate numbers at once in the people table, with a cache."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.advice import by_place
from core.importing.cells import RowRejected
from core.importing.sheets import quote_cell
from core.importing.written_numbers import read_number, without_zeros
from core.language.message import _
from core.people.name_folding import fold
from core.people.person_sql import written_name
from core.storage.staging import one_of
from core.storage.tables import candidate_numbers, organisations, people

_REMEMBERED = 100_000  # this many numbers take about 16 MB
_HELD = (
    (candidate_numbers.c.number, candidate_numbers.c.person_id),
    (people.c.number, people.c.id),
    (people.c.nims_number, people.c.id),
)
"""The columns in which a number is looked up.

First come the numbers that organizations gave, then the people's own numbers.
"""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A person, and the number by which an organization knows them."""

    person: int
    name: str
    organization_id: int
    organization: str
    number: str


class CandidateNumbers:
    """Looks up candidate numbers for one import, with a cache of limited size."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._several: dict[str, list[Numbered]] = {}
        """Maps each number that several people have to these people."""
        self._likely: dict[str, Numbered] = {}
        """Maps each unknown number to a person who has it with leading zeros."""

    async def ids(self, connection: AsyncConnection, wanted: set[str]) -> dict[str, int]:
        """Return the ids of people by the cells that contain their numbers.

        The result may have more cells than `wanted`. A cell is missing if its number belongs to
        nobody or to several people, or if the cell names an organization.
        """
        if len(self._known) + len(wanted) > _REMEMBERED:
            self._known.clear()
        missing = wanted - self._known.keys()
        if missing:
            bare = {cell: number for cell in missing if (number := _number(cell)) is not None}
            ids = await self._look_up(connection, set(bare.values()))
            self._known.update((cell, ids[text]) for cell, text in bare.items() if text in ids)
        return self._known

    async def _look_up(self, connection: AsyncConnection, numbers: set[str]) -> dict[str, int]:
        meant: dict[str, int] = {}
        several: set[str] = set()
        for column, person in _HELD:
            rest = numbers - meant.keys()
            if not rest:
                break
            held = await connection.execute(
                select(column, person).where(one_of(connection, column, rest))
            )
            rows = held.all()
            found = dict(map(tuple, rows))
            # fewer numbers than rows: several people have one number, or one person is in several
            # rows
            if len(found) < len(rows):
                several |= {number for number, who in rows if found[number] != who}
            meant |= found
        if several:
            self._several.update(await people_by_number(connection, several))
        if unknown := numbers - meant.keys():
            await self._find_likely(connection, unknown)
        for number in several:
            del meant[number]
        return meant

    async def _find_likely(self, connection: AsyncConnection, unknown: Collection[str]) -> None:
        bare: dict[str, list[str]] = defaultdict(list)
        for number in unknown:
            if without := without_zeros(number):
                bare[without].append(number)
        rows = await connection.execute(
            _NUMBERED.where(one_of(connection, candidate_numbers.c.bare, bare))
        )
        for row in rows:
            one = Numbered(*row)
            for number in bare[without_zeros(one.number)]:
                self._likely.setdefault(number, one)

    def candidate(self, cell: str) -> int:
        """Return the id of the candidate whose number is in a cell.

        Raises RowRejected if nobody has this number, or if several people have it.
        """
        if cell in self._known:
            return self._known[cell]
        number = read_number(cell)
        if number is None:
            raise RowRejected("candidate_number", _("candidate_number is empty"))
        if several := self._several.get(number):
            raise _ask_which(number, several)
        raise self.unknown(cell)

    def unknown(self, cell: str) -> RowRejected:
        """Return the error for a cell with a number that belongs to nobody.

        If a candidate's number differs only in leading zeros, the error suggests that candidate.
        """
        number = _number(cell) or ""
        likely = self._likely.get(number)
        if likely is not None:
            or_renumber = by_place(
                _(
                    "; or 'edgefinder people renumber %(number)s %(old)s' if that is their number",
                    number=likely.number,
                    old=number,
                ),
                "",
            )
            return RowRejected(
                "candidate_number",
                _(
                    "no candidate has the number %(cell)s: %(number)s (%(name)s) "
                    "is likely, as spreadsheets drop zeros in front. Write "
                    "%(number)s, in a column formatted as text (in the rejects "
                    "file, if you import that), and import again%(or_renumber)s",
                    or_renumber=or_renumber,
                    cell=quote_cell(cell),
                    number=likely.number,
                    name=likely.name,
                ),
            )
        return RowRejected(
            "candidate_number",
            _("no candidate has the number %(cell)s: import people first", cell=quote_cell(cell)),
        )


class OrganizationNumbers:
    """Looks up candidates by number and organization, for rows that name the organization."""

    def __init__(self) -> None:
        self._known: dict[str, list[Numbered]] = {}

    async def load(self, connection: AsyncConnection, cells: Collection[str]) -> None:
        """Look up the numbers in these cells, such as '4001' or '4001@Alder College'."""
        wanted = {number for cell in cells if (number := _number(cell.partition("@")[0]))}
        missing = wanted - self._known.keys()
        if not missing:
            return
        if len(self._known) + len(missing) > _REMEMBERED:
            self._known.clear()
        found = await people_by_number(connection, missing)
        self._known.update({number: found.get(number, []) for number in missing})

    def known(self, cell: str) -> list[Numbered]:
        """Return the people with the number in this cell, at any organization."""
        number = _number(cell.partition("@")[0])
        return self._known.get(number, []) if number else []

    def candidate(self, cell: str, organization: str) -> Numbered | None:
        """Return the candidate with the number in a cell at this organization, or None.

        A cell such as '4001@Alder College' names the organization itself. Raises RowRejected if the
        cell is empty, or if cell and row name different organizations.
        """
        number, at, named = cell.partition("@")
        if read_number(number) is None:
            raise RowRejected("candidate_number", _("candidate_number is empty"))
        if at and organization and fold(named) != fold(organization):
            raise RowRejected(
                "organisation",
                _(
                    "the number belongs to %(said)s and the row to %(organization)s: "
                    "correct one of them",
                    said=" ".join(named.split()),
                    organization=organization,
                ),
            )
        where = fold(named if at else organization)
        for one in self.known(cell):
            if fold(one.organization) == where:
                return one
        return None


async def people_by_number(
    connection: AsyncConnection, numbers: Collection[str]
) -> dict[str, list[Numbered]]:
    """Return the people who have each number at any organization, by number."""
    rows = await connection.execute(
        _NUMBERED.where(one_of(connection, candidate_numbers.c.number, numbers))
    )
    found: dict[str, list[Numbered]] = defaultdict(list)
    for row in rows:
        found[row.number].append(Numbered(*row))
    return found


_NUMBERED = (
    select(
        people.c.id,
        written_name(),
        organisations.c.id.label("organization_id"),
        organisations.c.name,
        candidate_numbers.c.number,
    )
    .select_from(candidate_numbers)
    .join(people, people.c.id == candidate_numbers.c.person_id)
    .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
    .order_by(candidate_numbers.c.number, organisations.c.name)
)


def _number(cell: str) -> str | None:
    try:
        return read_number(cell)
    except RowRejected:
        return None


def _ask_which(number: str, several: list[Numbered]) -> RowRejected:
    who = " and ".join(f"{one.name} of {one.organization}" for one in several)
    return RowRejected(
        "candidate_number",
        _(
            "%(number)s is the number of %(who)s: write "
            "'%(number)s@%(organization)s', add a column organisation, or "
            "import with --organisation",
            number=number,
            who=who,
            organization=several[0].organization,
        ),
    )
