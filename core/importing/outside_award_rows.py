"""Import credentials that candidates earned elsewhere, with the source of each.

The rows come from a transcript, a state's file or a badge list. They are recorded and shown as
earned elsewhere, and nothing is issued for them. Importing a row again changes nothing. A row with
the code of an award that was issued here to the row's person counts as already known.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.model import Catalog
from core.catalog.name_folding import fold
from core.importing import cells
from core.importing.advice import by_place
from core.importing.batches import Finished, Taken
from core.importing.candidate_numbers import CandidateNumbers, OrganizationNumbers
from core.importing.cells import Remembered, RowRejected, refuse_problem
from core.importing.date_and_score_formats import FileConventions
from core.importing.options import NONE, Options
from core.importing.sheets import Batch, quote_cell
from core.language.message import _
from core.people.organizations import organizations_of
from core.storage.staging import one_of
from core.storage.tables import awards, earned_elsewhere
from core.storage.upserts import insert_into

_LONGEST_TEXT = 200
_LONGEST_EVIDENCE = 1000
_NEAR = 72.0


class AwardRows:
    """Reads and records credentials earned elsewhere."""

    needed = ("candidate_number", "credential", "issued_on")
    optional = ("issuer", "evidence", "code", "organisation")

    def __init__(self, catalog: Catalog, _today: date, options: Options = NONE) -> None:
        self._options = options
        self._by_name = {
            fold(name): each.code
            for each in reversed(catalog.credentials)
            for name in (*each.names, each.code)
        }
        self._titles = {each.code: each.title for each in catalog.credentials}
        self._numbers = CandidateNumbers()
        self._own = OrganizationNumbers()
        self._credentials = Remembered(self._credential)
        self._conventions = FileConventions()
        self._days = Remembered(lambda cell: self._conventions.day("issued_on", cell))
        self._issuer = cells.detail("issuer", _LONGEST_TEXT)
        self._evidence = cells.detail("evidence", _LONGEST_EVIDENCE)
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str], conventions: FileConventions) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._conventions = conventions

    async def take(self, connection: AsyncConnection, batch: Batch, import_id: int, /) -> Taken:
        number_at = self._places["candidate_number"]
        numbers = {row[number_at] for row in batch.rows}
        await self._numbers.ids(connection, numbers)
        await self._own.load(connection, numbers)
        done = Taken()
        read: list[dict[str, Any]] = []
        for place, row in enumerate(batch.rows):
            try:
                refuse_problem(batch, place)
                read.append(self._read(row))
            except RowRejected as why:
                done.refused.append((place, why.reject))
        read = await self._not_issued_here(connection, read)
        if read:
            done.organisations = await organizations_of(
                connection, {row["candidate_id"] for row in read}
            )
            for values in read:
                new = await connection.execute(
                    insert_into(connection, earned_elsewhere)
                    .values(**values, import_id=import_id)
                    .on_conflict_do_nothing()
                )
                done.taken += new.rowcount
        return done

    async def finish(self, _connection: AsyncConnection, *, rejected: int) -> Finished:
        """Return an empty outcome, because nothing is left to do at the end of the file."""
        del rejected
        return Finished()

    async def _not_issued_here(
        self, connection: AsyncConnection, read: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Drop the rows with the code of an award issued here to the row's person.

        Return the other rows, without their codes.
        """
        codes = {row["code"] for row in read if row.get("code")}
        own: set[tuple[str, int]] = set()
        if codes:
            rows = await connection.execute(
                select(awards.c.code, awards.c.candidate_id).where(
                    one_of(connection, awards.c.code, codes)
                )
            )
            own = {(code, person) for code, person in rows}
        return [
            {key: value for key, value in row.items() if key != "code"}
            for row in read
            if (row.get("code"), row["candidate_id"]) not in own
        ]

    def _read(self, row: list[str]) -> dict[str, Any]:
        def cell(name: str) -> str:
            return row[self._places[name]] if name in self._places else ""

        return {
            "candidate_id": self._candidate(cell("candidate_number"), cell("organisation")),
            "credential_code": self._credentials[cell("credential")],
            "issued_on": self._days[cell("issued_on")],
            "issuer": self._issuer(cell("issuer")) or "not stated",
            "evidence": self._evidence(cell("evidence")),
            "code": cell("code").strip(),
        }

    def _candidate(self, number: str, organization: str) -> int:
        organization = " ".join(organization.split()) or self._options.organization
        if not organization and "@" not in number:
            return self._numbers.candidate(number)
        found = self._own.candidate(number, organization)
        if found is None:
            raise self._numbers.unknown(number)
        return found.person

    def _credential(self, cell: str) -> str:
        if not cell.strip():
            raise RowRejected("credential", _("credential is empty: write its code or title"))
        text = fold(cell)
        if found := self._by_name.get(text):
            return found
        near = process.extractOne(text, tuple(self._by_name), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near and not text.isdigit():
            code = self._by_name[near[0]]
            raise RowRejected(
                "credential",
                _(
                    "%(cell)s is not the name of a credential; the nearest is "
                    "%(code)s (%(code_2)s)",
                    cell=quote_cell(cell),
                    code=code,
                    code_2=self._titles[code],
                ),
            )
        advice = by_place(
            _(
                'say what it means with --value "credential:%(said)s=M1-MMS", or in a profile',
                said=" ".join(cell.split())[:40],
            ),
            _("write the code of the credential, such as M1-MMS"),
        )
        raise RowRejected(
            "credential",
            _(
                "%(cell)s is not known: %(advice)s",
                cell=quote_cell(cell),
                advice=advice,
            ),
        )
