"""Rows of rosters: which instructor teaches which candidate, in a roster of that name.

A roster belongs to its instructor's organization; several instructors there may share one. Who is
on it adds up: the same row again changes nothing.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Integer, Table, insert, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.model import Catalog
from core.importing import cells
from core.importing.batches import Taken
from core.importing.candidate_numbers import CandidateNumbers, known_candidate
from core.importing.cells import Remembered, RowRejected, refuse_trouble
from core.importing.sheets import Batch, shown
from core.importing.survey import Survey
from core.people.model import Role
from core.people.name_keys import fold
from core.storage.staging import stage, staging_table
from core.storage.tables import (
    organisations,
    people,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)
from core.storage.types import Key

_LONGEST_NAME = 120


class RosterRows:
    """Reads and takes in rosters."""

    needed = ("roster", "instructor_email", "candidate_number")
    optional = ("organisation",)
    staged = staging_table(
        "staged_rosters",
        Column("place", Integer),
        Column("roster_id", Key),
        Column("instructor_id", Key),
        Column("candidate_id", Key),
    )

    def __init__(self, _catalog: Catalog, _today: date) -> None:
        self._names = Remembered(cells.needed_text("roster", _LONGEST_NAME))
        self._numbers = CandidateNumbers()
        self._instructors: dict[str, tuple[int, dict[int, str]] | None] = {}
        self._rosters: dict[tuple[int, str], int] = {}
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str], _survey: Survey) -> None:
        self._places = {name: place for place, name in enumerate(names)}

    async def take(self, connection: AsyncConnection, batch: Batch, _import_id: int, /) -> Taken:
        number_at = self._places["candidate_number"]
        ids = await self._numbers.ids(connection, {row[number_at] for row in batch.rows})
        done = Taken()
        staged: list[tuple[object, ...]] = []
        self._rosters.clear()  # what a batch that was undone has made is not there
        for place, row in enumerate(batch.rows):
            try:
                refuse_trouble(batch, place)
                staged.append((place, *await self._row(connection, row, ids)))
            except RowRejected as why:
                done.refused.append((place, why.reject))
        if staged:
            await stage(connection, self.staged, staged)
            done.taken = await self._take_staged(connection)
            done.organisations = {organization for organization, _ in self._rosters}
        return done

    async def _row(
        self, connection: AsyncConnection, row: list[str], ids: dict[str, int]
    ) -> tuple[int, int, int]:
        at = self._places
        name = self._names[row[at["roster"]]]
        candidate = known_candidate(ids, row[at["candidate_number"]])
        instructor, organization_ids = await self._instructor(
            connection, row[at["instructor_email"]]
        )
        wanted = fold(row[at["organisation"]]) if "organisation" in at else ""
        chosen = [
            organization
            for organization, folded in organization_ids.items()
            if wanted in {"", folded}
        ]
        if not chosen:
            raise RowRejected("organisation", "the instructor does not teach at this organisation")
        if len(chosen) > 1:
            raise RowRejected(
                "instructor_email",
                "the instructor teaches at several organisations: add a column organisation",
            )
        return await self._roster(connection, chosen[0], name), instructor, candidate

    async def _instructor(
        self, connection: AsyncConnection, cell: str
    ) -> tuple[int, dict[int, str]]:
        address = cell.strip().lower()
        if address not in self._instructors:
            rows = await connection.execute(
                select(
                    people.c.id, organisations.c.id.label("organization"), organisations.c.folded
                )
                .join_from(people, roles, roles.c.person_id == people.c.id)
                .join(organisations, organisations.c.id == roles.c.organisation_id)
                .where(people.c.email == address, roles.c.role == Role.INSTRUCTOR.value)
            )
            found = rows.all()
            if len({row.id for row in found}) > 1:
                raise RowRejected(
                    "instructor_email",
                    f"several instructors share the address {shown(cell)}: give each their own",
                )
            self._instructors[address] = (
                (found[0].id, {row.organization: row.folded for row in found}) if found else None
            )
        known = self._instructors[address]
        if known is None:
            raise RowRejected(
                "instructor_email",
                f"no instructor has the address {shown(cell)}: import people first",
            )
        return known

    async def _roster(self, connection: AsyncConnection, organization: int, name: str) -> int:
        key = (organization, fold(name))
        if key not in self._rosters:
            found = await connection.scalar(
                select(rosters.c.id).where(
                    rosters.c.organisation_id == organization, rosters.c.folded == key[1]
                )
            )
            if found is None:
                done = await connection.execute(
                    insert(rosters).values(organisation_id=organization, name=name, folded=key[1])
                )
                assert done.inserted_primary_key is not None
                found = int(done.inserted_primary_key[0])
            self._rosters[key] = found
        return self._rosters[key]

    async def _take_staged(self, connection: AsyncConnection) -> int:
        staged = self.staged.c
        taught = select(roster_instructors.c.roster_id).where(
            roster_instructors.c.roster_id == staged.roster_id,
            roster_instructors.c.person_id == staged.instructor_id,
        )
        listed = select(roster_candidates.c.roster_id).where(
            roster_candidates.c.roster_id == staged.roster_id,
            roster_candidates.c.person_id == staged.candidate_id,
        )
        new = await connection.execute(
            select(staged.roster_id, staged.instructor_id, staged.candidate_id)
            .where(~(taught.exists() & listed.exists()))
            .distinct()
        )
        taken = len(new.all())  # a row that stands twice in the file is taken once
        if taken:
            await self._add(connection, roster_instructors, "instructor_id")
            await self._add(connection, roster_candidates, "candidate_id")
        return taken

    async def _add(self, connection: AsyncConnection, table: Table, column: str) -> None:
        maker: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        chosen = (
            select(self.staged.c.roster_id, self.staged.c[column])
            .where(true())  # SQLite wants a WHERE before ON CONFLICT
            .distinct()
        )
        await connection.execute(
            maker(table).from_select(["roster_id", "person_id"], chosen).on_conflict_do_nothing()
        )
