"""People by WHO or by roster; and chats that get another address."""

from sqlalchemy import select, update

from core.people.chat_links import person_in
from core.people.directory import one_meant
from core.people.model import Person
from core.people.roster_lookup import members_of_roster, roster_called
from core.storage.database import Database
from core.storage.tables import chat_identities, notice_places, people


class Contacts:
    """Finds people, and where to reach them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, who: str) -> Person | None:
        """The person that WHO means: a candidate's number, NUMBER@Organization, a staff address.

        Raises SeveralPeople where it is a number of several.
        """
        async with self._database.engine.connect() as connection:
            meant = await one_meant(connection, who)
            row = (await connection.execute(select(people).where(people.c.id == meant))).first()
        return person_in(row) if row else None

    async def on_roster(self, name: str) -> list[Person]:
        """The candidates of the roster of that name, by family name; [] when there is none.

        Raises SeveralRosters.
        """
        async with self._database.engine.connect() as connection:
            roster = await roster_called(connection, name)
            if roster is None:
                return []
            rows = await connection.execute(
                select(people).where(people.c.id.in_(members_of_roster(roster)))
            )
            persons = sorted(rows, key=lambda row: (row.sort_name, row.id))
        return [person_in(row) for row in persons]

    async def move_address(self, platform: str, old: str, new: str) -> int:
        """Whatever is sent to the old address goes to the new one; returns how many destinations.

        They are reachable again, should they have been marked as not.
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
