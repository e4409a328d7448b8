"""The awards of a person or of a whole roster, and whether other people may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update

from core.audit.actor import Action, looked_at
from core.audit.entries import record
from core.awards.credential import Awarded
from core.clock import Clock
from core.people.person_sql import written_name
from core.people.roster_lookup import members_of_roster, roster_called
from core.storage.database import Database
from core.storage.tables import awards, people


class Holdings:
    """Reads the awards that people hold, and changes whether others may see them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, person_id: int) -> list[Awarded]:
        """Return the awards that this person holds, newest first."""
        return await self._held(awards.c.candidate_id == person_id)

    async def on_roster(self, roster: str) -> list[Awarded]:
        """Return the awards of the candidates on the roster with this name.

        Raises SeveralRosters if several rosters have this name.
        """
        async with self._database.reading() as connection:
            named = await roster_called(connection, roster)
        if named is None:
            return []
        return await self._held(awards.c.candidate_id.in_(members_of_roster(named)))

    async def under(self, codes: Sequence[str]) -> list[Awarded]:
        """Return the awards with these codes that are not revoked."""
        return await self._held(awards.c.code.in_(codes))

    async def withdraw(self, person_id: int, award_id: int) -> bool:
        """Hide this award from others until the holder shares it again.

        If this person does not hold it, change nothing and return False.
        """
        return await self._set_withdrawn(person_id, award_id, self._clock())

    async def share_again(self, person_id: int, award_id: int) -> bool:
        """Show an award to others again. Return False if this person does not hold the award."""
        return await self._set_withdrawn(person_id, award_id, None)

    async def name_in_previews(self, person_id: int, award_id: int, *, shown: bool) -> bool:
        """Choose whether previews of links to this award show the holder's name.

        Chats and social networks show the preview of a pasted link to everyone there. Return False
        if this person does not hold the award.
        """
        done = Action.SHARED if shown else Action.WITHDREW
        return await self._set(person_id, award_id, done, named_in_previews=shown)

    async def _set_withdrawn(self, person_id: int, award_id: int, since: datetime | None) -> bool:
        done = Action.SHARED if since is None else Action.WITHDREW
        return await self._set(person_id, award_id, done, withdrawn_at=since)

    async def _set(self, person_id: int, award_id: int, action: Action, **values: Any) -> bool:
        theirs = and_(awards.c.id == award_id, awards.c.candidate_id == person_id)
        async with self._database.begin() as connection:
            done = await connection.execute(update(awards).where(theirs).values(**values))
            if done.rowcount == 1:
                what = "name in link previews" if "named_in_previews" in values else "credential"
                await record(connection, action, person_id, award=award_id, what=what)
        return done.rowcount == 1

    async def _held(self, which: ColumnElement[bool]) -> list[Awarded]:
        chosen = (
            select(
                awards.c.id,
                awards.c.code,
                awards.c.credential_code,
                func.coalesce(awards.c.holder, written_name()).label("holder"),
                people.c.number,
                awards.c.issued_on,
                awards.c.withdrawn_at,
                awards.c.named_in_previews,
                awards.c.candidate_id,
            )
            .join_from(awards, people, people.c.id == awards.c.candidate_id)
            .where(which, awards.c.revoked_on.is_(None), awards.c.duplicate_of.is_(None))
            .order_by(
                people.c.sort_name,
                people.c.id,
                awards.c.issued_on.desc(),
                awards.c.code,
            )
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(chosen)).all()
        looked_at(Action.SAW_RECORD, *sorted({row.candidate_id for row in rows}))
        return [
            Awarded(
                row.id,
                row.code,
                row.credential_code,
                row.holder,
                row.number or "",
                row.issued_on,
                withdrawn=row.withdrawn_at is not None,
                named_in_previews=row.named_in_previews,
            )
            for row in rows
        ]
