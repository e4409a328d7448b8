"""Import people.

Candidates are identified by number and organization, and staff by e-mail address. Importing the
same row again changes nothing. A new spelling or address of a known person is an update. An empty
address deletes nothing. Roles add up: a person may have several, at several organizations. A role
ends only when a row says so, or with --replace.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.model import Catalog
from core.importing.advice import by_place
from core.importing.batches import Finished, Refused, Taken
from core.importing.cells import Reject, RowRejected, refuse_problem
from core.importing.date_and_score_formats import FileConventions
from core.importing.known_people import KnownPeople, KnownPerson, newest_person
from core.importing.options import NONE, Options
from core.importing.people_cells import PeopleCells
from core.importing.people_changes import PeopleChanges
from core.importing.person_matching import ALIKE, PersonMatching, PersonRow
from core.importing.sheets import Batch
from core.language.message import _, _n
from core.names import similarity
from core.people.ending_roles import Held, end_roles
from core.people.name_folding import fold
from core.people.organizations import forget_unused, organization_ids
from core.people.person_columns import person_in
from core.storage.tables import people, roles

_NAMED = 5
"""A sentence names at most this many people, and says how many more there are."""


class PeopleRows:
    """Reads and records people with their roles."""

    needed = ("candidate_number", "given_name", "role", "organisation")
    optional = (
        "family_name",
        "email",
        "middle_name",
        "suffix",
        "display_name",
        "name_order",
        "retake_plan",
        "minor",
        "nims_number",
        "former_email",
        "ended_on",
    )

    def __init__(self, _catalog: Catalog, today: date, options: Options = NONE) -> None:
        self._cells = PeopleCells(today, options)
        self._options = options
        self._newest: int | None = None
        self._seen: dict[tuple[int, str], set[int]] = defaultdict(set)
        """The ids of the people in this file, by organization and role."""
        self._renamed: list[tuple[str, str, str]] = []
        self._namesakes: list[tuple[str, str]] = []
        self._left = 0

    def columns(self, names: Sequence[str], conventions: FileConventions) -> None:
        self._cells.columns(names, conventions)

    async def take(self, connection: AsyncConnection, batch: Batch, _import_id: int, /) -> Taken:
        if self._newest is None:
            self._newest = await newest_person(connection)
        done = Taken()
        read: list[tuple[int, PersonRow]] = []
        for place, row in enumerate(batch.rows):
            try:
                refuse_problem(batch, place)
                read.append((place, self._cells.person(row)))
            except RowRejected as why:
                done.refused.append((place, why.reject))
        known = KnownPeople(connection, self._newest)
        await known.load(
            {each for _, r in read for each in (r.number, r.nims_number) if each},
            {each for _, r in read for each in (r.email, r.former_email) if each},
            {r.name for _, r in read},
        )
        read = _one_name_each(read, known, done.refused)
        if read:
            await self._match(connection, known, read, done)
        return done

    async def _match(
        self,
        connection: AsyncConnection,
        known: KnownPeople,
        read: list[tuple[int, PersonRow]],
        done: Taken,
    ) -> None:
        who = PersonMatching(known, self._options)
        changes = PeopleChanges()
        before = set(known.organizations)
        ids = await organization_ids(connection, {row.organization for _, row in read})
        known.organizations.update((number, name) for name, number in ids.items())
        matched: list[tuple[KnownPerson, PersonRow, int]] = []
        for place, row in read:
            organization = ids[row.organization]
            try:
                person = await who.person(row, organization)
            except RowRejected as why:
                done.refused.append((place, why.reject))
                continue
            matched.append((person, row, organization))
            done.taken += changes.note(known, person, row, organization)
        self._renamed += changes.renamed
        self._namesakes += who.namesakes
        done.organisations = {organization for _, _, organization in matched}
        await changes.write(connection, known)
        await forget_unused(connection, set(ids.values()) - before - set(done.organisations))
        self._left += await end_roles(connection, changes.ended())
        for person, row, organization in matched:
            if not row.ended:
                assert person.id is not None
                self._seen[organization, row.role].add(person.id)

    async def finish(self, connection: AsyncConnection, *, rejected: int) -> Finished:
        """Report people on record who are not in the file.

        With --replace, end their roles. If rows were rejected, --replace ends no roles.
        """
        absent: list[Held] = []
        for (organization, role), seen in self._seen.items():
            rows = await connection.execute(
                select(roles.c.person_id).where(
                    roles.c.organisation_id == organization, roles.c.role == role
                )
            )
            absent += [(each, organization, role) for each in rows.scalars() if each not in seen]
        notes = [*_renamed(self._renamed), *_namesakes(self._namesakes)]
        if not absent:
            return Finished(tuple(notes), left=self._left)
        named = await _named(connection, [person for person, _, _ in absent])
        if self._options.replace and not rejected:
            self._left += await end_roles(connection, absent)
            notes.append(_("Left, as they are not in this file: %(named)s.", named=named))
            return Finished(tuple(notes), left=self._left)
        whole = len(absent) < sum(len(seen) for seen in self._seen.values())
        if self._options.replace:
            why: str = _(
                "nobody was removed because rows were rejected: fix those and import again"
            )
        elif whole:
            why = by_place(
                _("if they have left, import again with --replace"),
                _("if they have left, bring their rows with the day in a column ended_on"),
            )
        else:
            why = by_place(
                _(
                    "as most are missing, the file is assumed to be partial and nobody is removed. "
                    "For people who left: 'edgefinder people end PERSON', or a column ended_on"
                ),
                _(
                    "as most are missing, the file is assumed to be partial and nobody is removed. "
                    "For people who left: bring their rows with the day in a column ended_on"
                ),
            )
        notes.append(_("On record and not in this file: %(named)s; %(why)s.", named=named, why=why))
        return Finished(tuple(notes), left=self._left, absent=len(absent))


def _one_name_each(
    read: list[tuple[int, PersonRow]], known: KnownPeople, refused: Refused
) -> list[tuple[int, PersonRow]]:
    """Refuse rows whose number or address has several names in the file.

    Return the others. Rows with the name of the person on record are never refused. If a name has
    several spellings, the last spelling counts.
    """
    groups: dict[tuple[str, str], list[tuple[int, PersonRow]]] = defaultdict(list)
    for place, row in read:
        whose = (row.number, fold(row.organization)) if row.number else (row.email or "", "")
        groups[whose].append((place, row))
    kept: list[tuple[int, PersonRow]] = []
    for (known_as, _where), group in groups.items():
        last = group[-1][1]
        others = [row for _, row in group if not _alike(row, last)]
        if not others:
            kept += [(place, replace(row, name=last.name)) for place, row in group]
            continue
        recorded = known.on_record(known_as)
        for place, row in group:
            if any(similarity(name, row.name) in ALIKE for name in recorded):
                kept.append((place, row))
                continue
            column = "candidate_number" if row.number else "email"
            said = {
                "known_as": known_as,
                "one": others[0].whole_name,
                "other": last.whole_name,
            }
            if row.number:
                why = _(
                    "%(known_as)s is the number of %(one)s and %(other)s in this file: "
                    "give each their own",
                    **said,
                )
            else:
                why = _(
                    "%(one)s and %(other)s share %(known_as)s in this file: give each their own",
                    **said,
                )
            refused.append((place, Reject(column, why)))
    return sorted(kept, key=itemgetter(0))


def _alike(row: PersonRow, other: PersonRow) -> bool:
    return similarity(row.name, other.name) in ALIKE


def _renamed(renamed: list[tuple[str, str, str]]) -> Iterator[str]:
    for known_as, before, after in renamed[:_NAMED]:
        yield _(
            "%(known_as)s is %(after)s now, and was %(before)s; what was awarded keeps that name.",
            known_as=known_as,
            after=after,
            before=before,
        )
    if len(renamed) > _NAMED:
        yield _n(
            "%(count)s more person has another name now.",
            "%(count)s more people have another name now.",
            len(renamed) - _NAMED,
        )


def _namesakes(namesakes: list[tuple[str, str]]) -> Iterator[str]:
    for name, numbers in namesakes[:_NAMED]:
        yield _("Two people are called %(name)s: %(numbers)s.", name=name, numbers=numbers)
    if len(namesakes) > _NAMED:
        yield _n(
            "%(count)s more person has the name of another one.",
            "%(count)s more people have the name of another one.",
            len(namesakes) - _NAMED,
        )


async def _named(connection: AsyncConnection, ids: Sequence[int]) -> str:
    """Return the names and numbers of the first people, and say how many more there are."""
    different = sorted(set(ids))
    rows = await connection.execute(
        select(people)
        .where(people.c.id.in_(different[:_NAMED]))
        .order_by(people.c.sort_name, people.c.id)
    )
    names = [f"{person_in(row).name} ({row.number or row.email})" for row in rows]
    more = len(different) - len(names)
    listed = ", ".join(names)
    return _("%(listed)s and %(more)s more", listed=listed, more=more) if more else listed
