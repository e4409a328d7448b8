"""Find the instructors whom roster rows name by their e-mail addresses."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.importing.cells import RowRejected
from core.importing.roster_cells import RosterRow
from core.importing.sheets import quote_cell
from core.language.message import _
from core.people.model import Role
from core.people.name_folding import fold
from core.storage.address_columns import address_is
from core.storage.tables import organisations, people, roles

_ON_ROSTERS = (Role.INSTRUCTOR.value, Role.EVALUATOR.value)
"""The roles of people who can be on a roster as its instructors.

Evaluators are among them, because candidates are assigned to evaluators by a roster.
"""
_Teaches = tuple[int, dict[int, str]]
"""An instructor's id, and the organizations where the instructor teaches: id to name."""


class Instructors:
    """Looks up instructors by e-mail address for one import, with a cache."""

    def __init__(self) -> None:
        self._known: dict[str, _Teaches] = {}

    async def of(self, connection: AsyncConnection, row: RosterRow) -> tuple[set[int], int, str]:
        """Return the ids of the row's instructors, and the id and name of their organization.

        Raises RowRejected if an instructor is unknown, or if the organization is not clear.
        """
        teaching = [await self._instructor(connection, each) for each in row.instructors]
        common = dict(teaching[0][1])
        for _person, where in teaching[1:]:
            common = {each: name for each, name in common.items() if each in where}
        chosen = {
            each: name
            for each, name in common.items()
            if not row.organization or fold(name) == fold(row.organization)
        }
        if not chosen:
            if len(teaching) > 1:
                raise RowRejected(
                    "instructor_email", _("the instructors do not teach at one organization")
                )
            raise RowRejected(
                "organisation", _("the instructor does not teach at this organisation")
            )
        if len(chosen) > 1:
            raise RowRejected(
                "instructor_email",
                _("the instructor teaches at several organisations: add a column organisation"),
            )
        [(organization, name)] = chosen.items()
        return {each for each, _ in teaching}, organization, name

    async def _instructor(self, connection: AsyncConnection, address: str) -> _Teaches:
        if address in self._known:
            return self._known[address]
        rows = await connection.execute(
            select(people.c.id, organisations.c.id.label("organization"), organisations.c.name)
            .join_from(people, roles, roles.c.person_id == people.c.id)
            .join(organisations, organisations.c.id == roles.c.organisation_id)
            .where(
                address_is(connection, people.c.email_key, address), roles.c.role.in_(_ON_ROSTERS)
            )
        )
        found = rows.all()
        if len({row.id for row in found}) > 1:
            raise RowRejected(
                "instructor_email",
                _(
                    "several instructors share the address %(address)s: give each their own",
                    address=quote_cell(address),
                ),
            )
        if not found:
            raise RowRejected(
                "instructor_email",
                _(
                    "no instructor has the address %(address)s: import people first",
                    address=quote_cell(address),
                ),
            )
        self._known[address] = (found[0].id, {row.organization: row.name for row in found})
        return self._known[address]
