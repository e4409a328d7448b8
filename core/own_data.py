"""Who looked at a person's credentials, for that person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from core.clock import Clock
from core.storage.database import Database
from core.storage.tables import awards, checks, goal_proofs, organisations, workspaces

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Look:
    """A workspace looked up a credential on one day; `by` is empty if it has no name."""

    by: str
    credential: str
    day: date
    times: int


class OwnData:
    """Reads who looked at what a person has earned."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def looks(self, person: int) -> Sequence[Look]:
        """Who verified this person's credentials, latest day first; up to `MOST_LISTED`.

        Kept for as long as each workspace keeps its checks.
        """
        asked = (
            select(organisations.c.name, awards.c.credential_code, checks.c.asked_at, checks.c.id)
            .join(workspaces, workspaces.c.id == checks.c.workspace_id)
            .outerjoin(organisations, organisations.c.id == workspaces.c.organisation_id)
            .join(awards, awards.c.code == checks.c.code)
            .where(awards.c.candidate_id == person)
            .order_by(checks.c.asked_at.desc(), checks.c.id.desc())
        )
        counted: dict[tuple[str, str, date], int] = {}
        async with self._database.engine.connect() as connection:
            for row in await connection.execute(asked):
                key = (row.name or "", row.credential_code, row.asked_at.date())
                counted[key] = counted.get(key, 0) + 1
        return [Look(*key, times) for key, times in counted.items()][:MOST_LISTED]

    async def looks_at_proofs(self, person: int) -> int:
        """How often the links to this person's goal proofs were opened."""
        async with self._database.engine.connect() as connection:
            asked = select(func.sum(goal_proofs.c.looks)).where(goal_proofs.c.person_id == person)
            return int(await connection.scalar(asked) or 0)
