"""The awards that somebody holds, or a whole roster does; and whether others may see them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from core.awards.credential import Awarded
from core.clock import Clock
from core.people.written_name import written_name
from core.storage.database import Database
from core.storage.tables import awards, people, roster_candidates


async def held_by(database: Database, person_id: int) -> list[Awarded]:
    """What this person holds, the newest first."""
    return await _held(database, awards.c.candidate_id == person_id)


async def held_on_roster(database: Database, roster_id: int) -> list[Awarded]:
    """What the candidates on a roster hold."""
    members = select(roster_candidates.c.person_id).where(
        roster_candidates.c.roster_id == roster_id
    )
    return await _held(database, awards.c.candidate_id.in_(members))


async def held_under(database: Database, codes: Sequence[str]) -> list[Awarded]:
    """The awards of these codes that are held."""
    return await _held(database, awards.c.code.in_(codes))


async def withdraw(database: Database, clock: Clock, award_id: int) -> None:
    """Nobody is told anything of this award by its code any more, until it is shared again."""
    await _set_withdrawn(database, award_id, clock())


async def share_again(database: Database, award_id: int) -> None:
    """Takes `withdraw` back."""
    await _set_withdrawn(database, award_id, None)


async def _set_withdrawn(database: Database, award_id: int, since: datetime | None) -> None:
    async with database.begin() as connection:
        one = update(awards).where(awards.c.id == award_id)
        await connection.execute(one.values(withdrawn_at=since))


async def _held(database: Database, which: ColumnElement[bool]) -> list[Awarded]:
    chosen = (
        select(
            awards.c.id,
            awards.c.code,
            awards.c.credential_code,
            func.coalesce(awards.c.holder, written_name()).label("holder"),
            people.c.number,
            awards.c.issued_on,
            awards.c.withdrawn_at,
        )
        .join_from(awards, people, people.c.id == awards.c.candidate_id)
        .where(which, awards.c.revoked_on.is_(None))
        .order_by(
            people.c.sort_name,
            people.c.id,
            awards.c.issued_on.desc(),
            awards.c.code,
        )
    )
    async with database.engine.connect() as connection:
        rows = await connection.execute(chosen)
        return [
            Awarded(
                row.id,
                row.code,
                row.credential_code,
                row.holder,
                row.number or "",
                row.issued_on,
                withdrawn=row.withdrawn_at is not None,
            )
            for row in rows
        ]
