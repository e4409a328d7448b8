"""Import rosters: which instructor teaches which candidate, in which class.

A class belongs to one instructor and one term. Several instructors share a class if one row names
them together, if the file gives them the same candidate, or if the class has a section. Candidates
add up: importing the same row again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.model import Catalog
from core.importing.advice import by_place, to_accept
from core.importing.batches import Finished, Taken
from core.importing.candidate_numbers import CandidateNumbers, OrganizationNumbers
from core.importing.cells import RowRejected, refuse_problem
from core.importing.date_and_score_formats import FileConventions
from core.importing.options import NONE, Options
from core.importing.roster_cells import RosterCells, RosterRow
from core.importing.roster_instructors import Instructors
from core.importing.sheets import Batch, quote_cell
from core.language.message import _
from core.people.classes import Class, find_classes, give_term, make_class, members_of
from core.people.ending_roles import leave_roster
from core.people.name_folding import fold
from core.people.person_columns import person_in
from core.storage.staging import one_of
from core.storage.tables import agreements, people, roster_candidates, roster_instructors
from core.storage.upserts import lenient_insert

_NAMED = 5
"""A sentence names at most this many people, and says how many more there are."""


@dataclass(slots=True)
class _Group:
    """The rows of one class, with its instructors and candidates."""

    row: RosterRow
    organization: int
    instructors: set[int] = field(default_factory=set)
    rows: list[tuple[int, frozenset[int], int, bool]] = field(default_factory=list)
    """For each row: its position in the batch, its instructors, its candidate, and whether they
    left.
    """

    @property
    def candidates(self) -> set[int]:
        return {candidate for _, _, candidate, _ in self.rows}

    def join(self, other: "_Group") -> None:
        self.instructors |= other.instructors
        self.rows += other.rows


class RosterRows:
    """Reads and records rosters."""

    needed = ("roster", "instructor_email", "candidate_number")
    optional = ("organisation", "term", "section", "ended_on")

    def __init__(self, _catalog: Catalog, today: date, options: Options = NONE) -> None:
        self._options = options
        self._cells = RosterCells(today, options)
        self._numbers = CandidateNumbers()
        self._own = OrganizationNumbers()
        self._instructors = Instructors()
        self._seen: dict[Class, tuple[set[int], set[int]]] = {}
        """The ids of the instructors and of the candidates in this file, by class."""
        self._doubtful: dict[Class, tuple[int, str]] = {}
        """Classes of the file that may be new classes with the name of an earlier class.

        For each, the number of candidates on record who are not in this file, and some names.
        """
        self._left = 0
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str], conventions: FileConventions) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._cells.columns(names, conventions)

    async def take(self, connection: AsyncConnection, batch: Batch, _import_id: int, /) -> Taken:
        numbers = {row[self._places["candidate_number"]] for row in batch.rows}
        await self._numbers.ids(connection, numbers)
        await self._own.load(connection, numbers)
        done = Taken()
        groups: dict[tuple[int, str, str, str], list[_Group]] = defaultdict(list)
        for place, row in enumerate(batch.rows):
            try:
                refuse_problem(batch, place)
                await self._read(connection, place, self._cells.row(row), groups)
            except RowRejected as why:
                done.refused.append((place, why.reject))
        for alike in groups.values():
            for group in _shared(alike):
                try:
                    done.taken += await self._take_group(connection, group)
                except RowRejected as why:
                    done.refused += [(place, why.reject) for place, *_ in group.rows]
        done.organisations = {organization for organization, *_ in groups}
        return done

    async def _read(
        self,
        connection: AsyncConnection,
        place: int,
        row: RosterRow,
        groups: dict[tuple[int, str, str, str], list[_Group]],
    ) -> None:
        instructors, organization, named = await self._instructors.of(connection, row)
        candidate = await self._candidate(connection, row, organization, named)
        key = (organization, fold(row.name), fold(row.term), fold(row.section))
        for group in groups[key]:
            if group.instructors & instructors or row.section:
                break
        else:
            group = _Group(row, organization)
            groups[key].append(group)
        group.instructors |= instructors
        group.rows.append((place, frozenset(instructors), candidate, row.ended))

    async def _candidate(
        self, connection: AsyncConnection, row: RosterRow, organization: int, named: str
    ) -> int:
        cell = row.candidate
        if "@" not in cell:
            own = self._own.candidate(cell, named)
            if own is not None:
                return own.person
            person = self._numbers.candidate(cell)
        else:
            of_other = self._own.candidate(cell, "")
            if of_other is None:
                raise self._numbers.unknown(cell)
            person = of_other.person
        others = [one for one in self._own.known(cell) if one.person == person]
        if any(one.organization_id == organization for one in others) or not others:
            return person
        if self._options.accept_for_others or await _agreed(connection, person, organization):
            return person
        theirs = " and ".join(one.organization for one in others)
        on_paper = by_place(_(", or with --accept if they agreed on paper"), "")
        raise RowRejected(
            "candidate_number",
            _(
                "%(cell)s is %(name)s, a candidate of %(theirs)s: %(named)s "
                "may have them on a roster once %(theirs)s or they themselves "
                "agree (they tell the bot 'privacy allow roster %(named)s'); "
                "import again after that%(on_paper)s",
                on_paper=on_paper,
                cell=quote_cell(cell),
                name=others[0].name,
                theirs=theirs,
                named=named,
            ),
        )

    async def _take_group(self, connection: AsyncConnection, group: _Group) -> int:
        row = group.row
        found = await find_classes(
            connection, group.organization, row.name, row.term, row.section, group.instructors
        )
        if len(found) > 1:
            raise RowRejected(
                "roster",
                _(
                    "%(name)s is several classes of this instructor: say which "
                    "with a column term or section",
                    name=row.name,
                ),
            )
        one = found[0] if found else await self._without_term(connection, group)
        if one is None:
            one = await make_class(connection, group.organization, row.name, row.term, row.section)
        taught, listed = await members_of(connection, one)
        if one not in self._seen and not row.term:
            await self._check_it_is_the_same_class(connection, one, listed, group)
        taken = 0
        for _place, instructors, candidate, ended in group.rows:
            if ended:
                taken += candidate in listed
                continue
            taken += candidate not in listed or not instructors <= taught
            taught |= instructors
            listed.add(candidate)
        await self._write(connection, one, group)
        return taken

    async def _without_term(self, connection: AsyncConnection, group: _Group) -> Class | None:
        """Return the class that was imported earlier without a term, and set its term.

        Return None if no class or several classes fit, if the rows name no term, or if at least
        half of the class's candidates are not in this file.
        """
        row = group.row
        found = await find_classes(
            connection, group.organization, row.name, "", row.section, group.instructors
        )
        if not row.term or len(found) != 1 or found[0].term:
            return None
        _, listed = await members_of(connection, found[0])
        if len(listed & group.candidates) * 2 <= len(listed):
            return None
        return await give_term(connection, found[0], row.term)

    async def _check_it_is_the_same_class(
        self, connection: AsyncConnection, one: Class, listed: set[int], group: _Group
    ) -> None:
        """Raise RowRejected if a class's rows lack most candidates on record, but have others.

        The file may then mean a new class with the name of an earlier class.
        """
        missing, added = listed - group.candidates, group.candidates - listed
        changed = added and len(missing) * 2 > len(listed)
        if not changed or self._options.accept or self._options.replace:
            return
        named = await _named(connection, list(missing))
        self._doubtful[one] = (len(missing), named)
        advice = by_place(
            _(
                "for a new class of that name import again with --term "
                '"Fall 2026" or a column term; for the same class with '
                "--replace if they left, or --accept if they stay"
            ),
            _(
                "for a new class of that name add a column term, with Fall 2026 for "
                "example; for the same class add the rows of those who left, with the "
                "day in a column ended_on; or press “Import, and accept what it asks” if "
                "they stay"
            ),
        )
        raise RowRejected(
            "roster",
            _(
                "%(label)s (#%(id)s) is on record with %(named)s, not in this file: %(advice)s",
                advice=advice,
                accept=to_accept(),
                label=one.label,
                id=one.id,
                named=named,
            ),
        )

    async def _write(self, connection: AsyncConnection, one: Class, group: _Group) -> None:
        staying = {candidate for _, _, candidate, ended in group.rows if not ended}
        for table, members in (
            (roster_instructors, group.instructors),
            (roster_candidates, staying),
        ):
            rows = [{"roster_id": one.id, "person_id": each} for each in sorted(members)]
            if rows:
                await connection.execute(lenient_insert(connection, table), rows)
        ended = group.candidates - staying
        if ended:
            self._left += await leave_roster(connection, one.id, ended)
        seen = self._seen.setdefault(one, (set(), set()))
        seen[0].update(group.instructors)
        seen[1].update(group.candidates)

    async def finish(self, connection: AsyncConnection, *, rejected: int) -> Finished:
        """Report people on a class's roster who are not in the file.

        With --replace, remove them, unless rows were rejected.
        """
        replacing = self._options.replace and not rejected
        notes: list[str] = [
            _("In %(label)s and not in this file: %(named)s.", label=one.label, named=named)
            for one, (_count, named) in self._doubtful.items()
        ]
        absent = sum(count for count, _named_ones in self._doubtful.values())
        if notes:
            return Finished(tuple(notes), self._left, absent)
        for one, (teaching, learning) in self._seen.items():
            taught, listed = await members_of(connection, one)
            gone = [*(taught - teaching), *(listed - learning)]
            if not gone:
                continue
            named = await _named(connection, gone)
            if replacing:
                self._left += await leave_roster(
                    connection, one.id, taught - teaching, teaches=True
                )
                self._left += await leave_roster(connection, one.id, listed - learning)
                notes.append(
                    _(
                        "Not in this file, so they leave %(label)s: %(named)s.",
                        label=one.label,
                        named=named,
                    )
                )
                continue
            absent += len(gone)
            notes.append(
                _("In %(label)s and not in this file: %(named)s.", label=one.label, named=named)
            )
        if absent and self._options.replace:
            notes.append(
                _("Nobody was removed because rows were rejected: fix those and import again.")
            )
        elif absent:
            notes.append(
                by_place(
                    _("If they have left, import again with --replace."),
                    _("If they have left, bring their rows with the day in a column ended_on."),
                )
            )
        return Finished(tuple(notes), self._left, absent)


def _shared(alike: list[_Group]) -> Iterator[_Group]:
    """Yield the classes. Merge classes that have the same name and share a candidate.

    A merged class has the instructors of all merged classes as co-instructors.
    """
    rest = list(alike)
    while rest:
        group = rest.pop(0)
        while other := next((o for o in rest if o.candidates & group.candidates), None):
            rest.remove(other)
            group.join(other)
        yield group


async def _agreed(connection: AsyncConnection, person: int, organization: int) -> bool:
    """Whether this person has agreed to be on the rosters of this other organization."""
    found = await connection.execute(
        select(agreements.c.person_id).where(
            agreements.c.person_id == person,
            agreements.c.organisation_id == organization,
            agreements.c.what == "roster",
        )
    )
    return found.first() is not None


async def _named(connection: AsyncConnection, ids: Sequence[int]) -> str:
    """Return the names of the first people, and say how many more there are."""
    rows = await connection.execute(
        select(people)
        .where(one_of(connection, people.c.id, ids))
        .order_by(people.c.sort_name, people.c.id)
        .limit(_NAMED)
    )
    names = [f"{person_in(row).name} ({row.number or row.email})" for row in rows]
    more = len(set(ids)) - len(names)
    listed = ", ".join(names)
    return _("%(listed)s and %(more)s more", listed=listed, more=more) if more else listed
