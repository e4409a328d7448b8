"""The awards that somebody holds, or a whole roster does, for papers to be made of."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from core.awards.credential import Awarded
from core.people.naming import fold
from core.storage.database import Database
from core.storage.tables import awards, people, roster_candidates, rosters


async def held_by(database: Database, person_id: int) -> list[Awarded]:
    """What this person holds, the newest first."""
    return await _held(database, awards.c.candidate_id == person_id)


async def held_on_roster(database: Database, roster: str) -> list[Awarded]:
    """What the candidates of the rosters with this name hold."""
    members = (
        select(roster_candidates.c.person_id)
        .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
        .where(rosters.c.folded == fold(roster))
    )
    return await _held(database, awards.c.candidate_id.in_(members))


async def held_under(database: Database, codes: Sequence[str]) -> list[Awarded]:
    """The awards of these codes that are held."""
    return await _held(database, awards.c.code.in_(codes))


async def _held(database: Database, which: ColumnElement[bool]) -> list[Awarded]:
    chosen = (
        select(
            awards.c.id,
            awards.c.code,
            awards.c.credential_code,
            people.c.given_name,
            people.c.family_name,
            people.c.number,
            awards.c.issued_on,
        )
        .join_from(awards, people, people.c.id == awards.c.candidate_id)
        .where(which, awards.c.revoked_on.is_(None))
        .order_by(
            func.lower(people.c.family_name),
            func.lower(people.c.given_name),
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
                f"{row.given_name} {row.family_name}".strip(),
                row.number or "",
                row.issued_on,
            )
            for row in rows
        ]
