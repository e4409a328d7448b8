"""Record sign-offs by hand for what no exam covers: a competency, or hours that add up."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select

from core.audit.actor import Action, looked_at
from core.audit.entries import record, record_each
from core.clock import Today
from core.goals.model import Goal, SignOffRequired
from core.goals.sign_off_items import Trainer
from core.people.model import STAFF, Person, Role
from core.people.person_columns import person_in
from core.people.person_sql import written_name
from core.storage.database import Database
from core.storage.tables import people, roles, roster_candidates, sign_offs


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A sign-off just made, with the total hours so far. `undo` takes its number."""

    number: int
    hours: int


@dataclass(frozen=True, slots=True)
class LatestSignOff:
    """The last sign-off that somebody made. `undo` takes its number."""

    number: int
    candidate: Person
    item: str
    goal_code: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One sign-off on record.

    `hours` is 0 if the sign-off is not about hours. `trainer` is '' if no trainer was named.
    """

    candidate_id: int
    item: str
    hours: int
    signed_on: date
    signed_by: str
    done_on: date
    trainer: str = ""


class SignOffs:
    """Stores what instructors sign off by hand."""

    def __init__(self, database: Database, today: Today) -> None:
        self._database = database
        self._today = today

    async def sign(
        self,
        candidate_id: int,
        goal: Goal,
        item: SignOffRequired,
        hours: int,
        signed_by: int,
        done_on: date | None = None,
        trainer: Trainer | None = None,
    ) -> SignedOff:
        """Record a sign-off today. Its hours are added to the hours of earlier sign-offs.

        `done_on` is the day on which the candidate did the task, which is today by default.
        """
        today = self._today()
        async with self._database.begin() as connection:
            done = await connection.execute(
                insert(sign_offs).values(
                    candidate_id=candidate_id,
                    goal_code=goal.code,
                    item=item.item,
                    hours=hours,
                    signed_on=today,
                    signed_by=signed_by,
                    done_on=done_on or today,
                    trainer=trainer.name if trainer else None,
                    trainer_id=trainer.person_id if trainer else None,
                )
            )
            assert done.inserted_primary_key is not None
            await record(
                connection, Action.SIGNED_OFF, candidate_id, goal=goal.code, item=item.item
            )
            in_all = await connection.scalar(
                select(func.sum(sign_offs.c.hours)).where(
                    sign_offs.c.candidate_id == candidate_id,
                    sign_offs.c.goal_code == goal.code,
                    sign_offs.c.item == item.item,
                )
            )
        return SignedOff(int(done.inserted_primary_key[0]), int(in_all or 0))

    async def trainers(self, candidate_id: int) -> list[Person]:
        """Return the staff at a candidate's organizations. Any of them may be the trainer."""
        where = select(roles.c.organisation_id).where(
            roles.c.person_id == candidate_id, roles.c.role == Role.CANDIDATE.value
        )
        staff = select(roles.c.person_id).where(
            roles.c.organisation_id.in_(where), roles.c.role.in_(STAFF)
        )
        chosen = (
            select(people)
            .where(people.c.id.in_(staff), people.c.id != candidate_id)
            .order_by(people.c.sort_name, people.c.id)
        )
        async with self._database.reading() as connection:
            return [person_in(row) for row in await connection.execute(chosen)]

    async def latest(self, signed_by: int) -> LatestSignOff | None:
        """Return the last sign-off by this person, or None."""
        chosen = (
            select(
                people, sign_offs.c.id.label("sign_off"), sign_offs.c.item, sign_offs.c.goal_code
            )
            .join(sign_offs, sign_offs.c.candidate_id == people.c.id)
            .where(sign_offs.c.signed_by == signed_by)
            .order_by(sign_offs.c.id.desc())
            .limit(1)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(chosen)).first()
        if row is None:
            return None
        looked_at(Action.SAW_NAME, row.id)
        return LatestSignOff(row.sign_off, person_in(row), row.item, row.goal_code)

    async def undo(self, number: int, signed_by: int) -> bool:
        """Delete this person's sign-off with this number.

        Return False if the person has made no sign-off with this number.
        """
        async with self._database.begin() as connection:
            gone = await connection.execute(
                delete(sign_offs)
                .where(sign_offs.c.id == number, sign_offs.c.signed_by == signed_by)
                .returning(sign_offs.c.candidate_id)
            )
            candidates = gone.scalars().all()
            await record_each(connection, Action.UNDID_SIGN_OFF, candidates)
        return bool(candidates)

    async def signatures(self, roster_id: int, goal: Goal) -> list[Signature]:
        """Return the sign-offs toward a goal for the candidates on a roster, oldest first."""
        members = select(roster_candidates.c.person_id).where(
            roster_candidates.c.roster_id == roster_id
        )
        asked = (
            select(sign_offs, written_name().label("signer"))
            .join(people, people.c.id == sign_offs.c.signed_by)
            .where(sign_offs.c.goal_code == goal.code, sign_offs.c.candidate_id.in_(members))
            .order_by(sign_offs.c.signed_on, sign_offs.c.id)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(asked)).all()
        looked_at(Action.SAW_RECORD, *sorted({row.candidate_id for row in rows}))
        return [
            Signature(
                row.candidate_id,
                row.item,
                row.hours,
                row.signed_on,
                row.signer,
                row.done_on or row.signed_on,
                row.trainer or "",
            )
            for row in rows
        ]
