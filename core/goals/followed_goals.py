"""Store which goals candidates follow."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.storage.database import Database
from core.storage.tables import followed_goals, roster_candidates
from core.storage.upserts import lenient_insert


class FollowedGoals:
    """Stores the goals that people follow."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def follow(self, person_id: int, code: str) -> None:
        """Record that this person follows the goal with this code from now on."""
        async with self._database.begin() as connection:
            new = lenient_insert(connection, followed_goals)
            values = {"person_id": person_id, "goal_code": code, "followed_at": self._clock()}
            await connection.execute(new.values(values))
            await record(connection, Action.FOLLOWED, person_id, goal=code)

    async def unfollow(self, person_id: int, code: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(
                delete(followed_goals).where(
                    followed_goals.c.person_id == person_id, followed_goals.c.goal_code == code
                )
            )
            await record(connection, Action.UNFOLLOWED, person_id, goal=code)

    async def followers_on(self, roster_id: int) -> Mapping[str, Collection[int]]:
        """Return the codes of the goals that candidates on a roster follow.

        Each code comes with the ids of the goal's followers.
        """
        found: dict[str, set[int]] = defaultdict(set)
        async with self._database.reading() as connection:
            for code, person in await connection.execute(
                select(followed_goals.c.goal_code, followed_goals.c.person_id)
                .join(
                    roster_candidates, roster_candidates.c.person_id == followed_goals.c.person_id
                )
                .where(roster_candidates.c.roster_id == roster_id)
                .order_by(followed_goals.c.goal_code)
            ):
                found[code].add(person)
        return found
