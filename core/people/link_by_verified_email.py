"""Link a chat by an e-mail address that its Slack workspace has verified.

The user is always asked first.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.people.chat_links import known_as, one_at_a_time, tie, welcome
from core.people.link_outcomes import Linked, LinkedToAnother, NobodyMeant
from core.people.model import Identity, Person
from core.people.person_columns import person_in
from core.storage.address_columns import address_is
from core.storage.database import Database
from core.storage.tables import people


class EmailLinks:
    """Links chats to people by e-mail addresses that their Slack workspaces have verified."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def person(self, email: str) -> Person | None:
        """Return the one person on record with this address.

        Return None if nobody has it, or if several people do.
        """
        async with self._database.reading() as connection:
            return await _one_with(connection, email)

    async def link(
        self, identity: Identity, address: str, email: str
    ) -> Linked | LinkedToAnother | NobodyMeant:
        """Link the chat to the one person with this address, as an invitation would.

        Before calling this, check two things: the operator trusts the workspace that verified the
        address, and the user has agreed.
        """
        async with self._database.begin() as connection:
            await one_at_a_time(connection, identity)
            known = await known_as(connection, identity)
            meant = await _one_with(connection, email)
            if meant is None:
                return NobodyMeant()
            if known is not None and known.id != meant.id:
                return LinkedToAnother(known)
            if known is not None:
                await tie(connection, self._clock(), identity, address, meant, new=False)
                return Linked(meant, already=True)
            return await welcome(connection, self._clock(), identity, address, meant)


async def _one_with(connection: AsyncConnection, email: str) -> Person | None:
    found = await connection.execute(
        select(people)
        .where(address_is(connection, people.c.email_key, email.strip().lower()))
        .limit(2)
    )
    rows = found.all()
    return person_in(rows[0]) if len(rows) == 1 else None
