"""Find people by number, address or roster, and change the addresses of their chats."""

from sqlalchemy import select, update

from core.audit.actor import Action, looked_at
from core.people.directory import one_meant
from core.people.model import Person
from core.people.person_columns import person_in
from core.people.roster_lookup import members_of_roster, roster_called
from core.storage.database import Database
from core.storage.tables import chat_identities, notice_places, people


class Contacts:
    """Finds people, and the chats where they can be reached."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, who: str) -> Person | None:
        """Find a person by candidate number, NUMBER@Organization, or staff address.

        Raises SeveralPeople if several people have the number.
        """
        async with self._database.reading() as connection:
            meant = await one_meant(connection, who)
            row = (await connection.execute(select(people).where(people.c.id == meant))).first()
        if row is None:
            return None
        looked_at(Action.SAW_NAME, row.id)
        return person_in(row)

    async def on_roster(self, name: str) -> list[Person]:
        """Return the candidates of the roster with this name, sorted by family name.

        Return [] if no roster has this name. Raises SeveralRosters if several rosters have it.
        """
        async with self._database.reading() as connection:
            roster = await roster_called(connection, name)
            if roster is None:
                return []
            rows = await connection.execute(
                select(people).where(people.c.id.in_(members_of_roster(roster)))
            )
            persons = sorted(rows, key=lambda row: (row.sort_name, row.id))
        looked_at(Action.SAW_NAME, *(row.id for row in persons))
        return [person_in(row) for row in persons]

    async def move_address(self, platform: str, old: str, new: str) -> int:
        """Replace an old address by a new one wherever notices go.

        Return how many were replaced. Chats that were marked as unreachable count as reachable
        again.
        """
        async with self._database.begin() as connection:
            count = 0
            for table in (chat_identities, notice_places):
                moved = await connection.execute(
                    update(table)
                    .where(table.c.platform == platform, table.c.address == old)
                    .values(address=new, unreachable_since=None, unreachable_because=None)
                )
                count += moved.rowcount
        return count
