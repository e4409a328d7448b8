"""Sign-offs by hand for what no exam shows: a competency, or hours that add up."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select

from core.clock import Clock
from core.goals.model import Goal, SignOffRequired
from core.people.name_keys import fold
from core.people.written_name import written_name
from core.storage.database import Database
from core.storage.tables import people, roster_candidates, sign_offs

MOST_HOURS = 20_000
"""Maximum hours in one sign-off."""


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A sign-off with its number, used to undo it, and the total hours so far."""

    number: int
    hours: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One sign-off on record. `hours`: 0 if it does not count hours."""

    candidate_id: int
    item: str
    hours: int
    signed_on: date
    signed_by: str


def items_named(goal: Goal, typed: str) -> list[SignOffRequired]:
    """The sign-offs in a goal with this name, or else those with it in their name.

    If several steps require hours, the largest number is returned.
    """
    items: dict[str, SignOffRequired] = {}
    for leaf in goal.leaves:
        if isinstance(leaf, SignOffRequired) and leaf.hours >= items.get(leaf.item, leaf).hours:
            items[leaf.item] = leaf
    wanted = fold(typed)
    exact = [each for each in items.values() if fold(each.item) == wanted]
    return exact or [each for each in items.values() if wanted in fold(each.item)]


class SignOffs:
    """Stores what instructors sign off by hand."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def sign(
        self,
        candidate_id: int,
        goal: Goal,
        item: SignOffRequired,
        hours: int,
        signed_by: int,
    ) -> SignedOff:
        """Record a sign-off today; hours are added to earlier ones."""
        async with self._database.begin() as connection:
            done = await connection.execute(
                insert(sign_offs).values(
                    candidate_id=candidate_id,
                    goal_code=goal.code,
                    item=item.item,
                    hours=hours,
                    signed_on=self._clock().date(),
                    signed_by=signed_by,
                )
            )
            assert done.inserted_primary_key is not None
            in_all = await connection.scalar(
                select(func.sum(sign_offs.c.hours)).where(
                    sign_offs.c.candidate_id == candidate_id,
                    sign_offs.c.goal_code == goal.code,
                    sign_offs.c.item == item.item,
                )
            )
        return SignedOff(int(done.inserted_primary_key[0]), int(in_all or 0))

    async def undo(self, number: int, signed_by: int) -> bool:
        """Delete a sign-off by this person; return whether there was one."""
        async with self._database.begin() as connection:
            gone = await connection.execute(
                delete(sign_offs).where(
                    sign_offs.c.id == number, sign_offs.c.signed_by == signed_by
                )
            )
        return gone.rowcount > 0

    async def signatures(self, roster_id: int, goal: Goal) -> list[Signature]:
        """The sign-offs toward a goal for the candidates on a roster, oldest first."""
        members = select(roster_candidates.c.person_id).where(
            roster_candidates.c.roster_id == roster_id
        )
        asked = (
            select(sign_offs, written_name().label("signer"))
            .join(people, people.c.id == sign_offs.c.signed_by)
            .where(sign_offs.c.goal_code == goal.code, sign_offs.c.candidate_id.in_(members))
            .order_by(sign_offs.c.signed_on, sign_offs.c.id)
        )
        async with self._database.engine.connect() as connection:
            return [
                Signature(
                    row.candidate_id,
                    row.item,
                    row.hours,
                    row.signed_on,
                    row.signer,
                )
                for row in await connection.execute(asked)
            ]
