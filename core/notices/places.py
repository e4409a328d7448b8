"""The groups and channels where instructors want notices about a roster's awards."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import and_, delete, insert, select, update

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.people.model import Person
from core.people.roster_names import Roster
from core.storage.database import Database
from core.storage.tables import notice_places, notices, roster_places, rosters
from core.storage.upserts import insert_into


@dataclass(frozen=True, slots=True)
class Chat:
    """A group or channel as its platform identifies it.

    `kind` is 'group' or 'channel'. `invite` is what people must type there to add the bot, or '' if
    the bot need not be added.
    """

    platform: str
    address: str
    title: str
    kind: str
    invite: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class NoticedPlace:
    """A group or channel with notices about rosters.

    `lost` is why the group or channel cannot be reached, or None if it can.
    """

    id: int
    title: str
    kind: str
    address: str
    names_shown: bool
    rosters: tuple[str, ...]
    lost: str | None


class Places:
    """Reads and changes the groups and channels for notices about rosters."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, person: Person) -> list[NoticedPlace]:
        """Return the groups and channels that this person has chosen for notices, newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(notice_places, rosters.c.name)
                .join(roster_places, roster_places.c.place_id == notice_places.c.id)
                .join(rosters, rosters.c.id == roster_places.c.roster_id)
                .where(notice_places.c.person_id == person.id)
                .order_by(notice_places.c.confirmed_at.desc(), notice_places.c.id, rosters.c.folded)
            )
            found = rows.all()
        names: dict[int, list[str]] = defaultdict(list)
        for row in found:
            names[row.id].append(row.name)
        places = {
            row.id: NoticedPlace(
                row.id,
                row.title,
                row.kind,
                row.address,
                row.names_shown,
                tuple(names[row.id]),
                row.unreachable_because if row.unreachable_since else None,
            )
            for row in found
        }
        return list(places.values())

    async def tell_in(
        self, person: Person, roster: Roster, chat: Chat, *, names_shown: bool
    ) -> None:
        """Send notices about a roster to a chat from now on, as the instructor confirmed there.

        If another instructor has chosen this chat for the same roster, replace that instructor, so
        that each notice is sent only once.
        """
        where = {"platform": chat.platform, "address": chat.address, "person_id": person.id}
        values = {
            "title": chat.title,
            "kind": chat.kind,
            "names_shown": names_shown,
            "confirmed_at": self._clock(),
            "unreachable_since": None,
            "unreachable_because": None,
        }
        there = select(notice_places.c.id).where(
            notice_places.c.platform == chat.platform, notice_places.c.address == chat.address
        )
        async with self._database.begin() as connection:
            made = insert_into(connection, notice_places).values(**where, **values)
            place = await connection.scalar(
                made.on_conflict_do_update(index_elements=list(where), set_=values).returning(
                    notice_places.c.id
                )
            )
            await connection.execute(
                delete(roster_places).where(
                    roster_places.c.roster_id == roster.id, roster_places.c.place_id.in_(there)
                )
            )
            await connection.execute(
                insert(roster_places).values(place_id=place, roster_id=roster.id)
            )
            await record(connection, Action.CHOSE_NOTICES, person.id, roster=roster.id)

    async def leave(self, person: Person, place_id: int) -> bool:
        """Stop notices in a group or channel, and silence its unsent notices.

        Return False if this person has not chosen that group or channel.
        """
        theirs = and_(notice_places.c.id == place_id, notice_places.c.person_id == person.id)
        async with self._database.begin() as connection:
            found = await connection.execute(select(notice_places.c.id).where(theirs))
            if found.first() is None:
                return False
            await connection.execute(
                delete(roster_places).where(roster_places.c.place_id == place_id)
            )
            await connection.execute(
                update(notices)
                .where(notices.c.place_id == place_id, notices.c.state == "due")
                .values(state="silenced", settled_at=self._clock())
            )
            await record(connection, Action.CHOSE_NOTICES, person.id)
        return True
