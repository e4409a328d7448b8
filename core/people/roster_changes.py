"""List rosters, show a roster with its candidates, or close a roster."""

from sqlalchemy import select

from core.audit.actor import Action, looked_at
from core.audit.entries import record
from core.people.ending_roles import remove_roster
from core.people.model import Person
from core.people.person_changes import CannotChange
from core.people.person_columns import person_in
from core.people.roster_lookup import members_of_roster, roster_called, rosters_where
from core.people.roster_names import Roster
from core.storage.database import Database
from core.storage.tables import people, rosters


class RosterChanges:
    """Lists and closes rosters, for the operator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_rosters(self) -> list[Roster]:
        """Return every roster, by name."""
        async with self._database.reading() as connection:
            return await rosters_where(connection, rosters.c.id > 0)

    async def show(self, name: str) -> tuple[Roster, list[Person]]:
        """Return the roster with this name or '#ID', and its candidates.

        Raises CannotChange if no roster has this name, and SeveralRosters if several have it.
        """
        async with self._database.reading() as connection:
            named = await roster_called(connection, name)
            if named is None:
                raise CannotChange(
                    f"no roster is called '{name}': see them with 'edgefinder rosters list'"
                )
            rows = await connection.execute(
                select(people)
                .where(people.c.id.in_(members_of_roster(named)))
                .order_by(people.c.sort_name, people.c.id)
            )
            members = [person_in(row) for row in rows]
        looked_at(Action.SAW_NAME, *(each.id for each in members))
        return named, members

    async def close_roster(self, name: str) -> Roster:
        """Close a class. The class's candidates stay on record.

        Raises CannotChange if no roster has this name, and SeveralRosters if several have it.
        """
        named, _ = await self.show(name)
        async with self._database.begin() as connection:
            await remove_roster(connection, named.id)
            await record(connection, Action.CLOSED_ROSTER, roster=named.id, name=named.label)
        return named
