"""Sign-offs by hand for what no exam shows: a competency, or hours that add up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, func, insert, select

from core.audit.acting import Action, looked_at
from core.audit.entries import record, record_each
from core.clock import Clock
from core.goals.model import Goal, SignOffRequired
from core.names import Similarity, similarity, unaccented
from core.people.chat_links import person_in
from core.people.model import STAFF, Person, Role
from core.people.name_column import written_name
from core.people.name_folding import fold
from core.storage.database import Database
from core.storage.tables import people, roles, roster_candidates, sign_offs

MOST_HOURS = 20_000
"""Maximum hours in one sign-off."""


_ALIKE = (Similarity.SAME, Similarity.NEAR)
_ONESELF = frozenset({"me", "myself", "i", "yo", "mí"})


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A sign-off with its number, used to undo it, and the total hours so far."""

    number: int
    hours: int


@dataclass(frozen=True, slots=True)
class Trainer:
    """The trainer: a name, and the id of the person if on record."""

    name: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One sign-off on record.

    `hours`: 0 if it does not count hours; `trainer`: '' if it was not given.
    """

    candidate_id: int
    item: str
    hours: int
    signed_on: date
    signed_by: str
    done_on: date
    trainer: str = ""


def items_named(goal: Goal, typed: str) -> list[SignOffRequired]:
    """The sign-offs in a goal with this name, or else those with it in their name.

    If several steps require one, the most hours are returned, and two people if any step requires
    them.
    """
    items: dict[str, SignOffRequired] = {}
    for leaf in goal.leaves:
        if isinstance(leaf, SignOffRequired):
            before = items.get(leaf.item, leaf)
            items[leaf.item] = replace(
                leaf,
                hours=max(leaf.hours, before.hours),
                two_people=leaf.two_people or before.two_people,
            )
    wanted = fold(typed)
    exact = [each for each in items.values() if fold(each.item) == wanted]
    return exact or [each for each in items.values() if wanted in fold(each.item)]


def trainer_named(staff: Sequence[Person], signer: Person, typed: str) -> list[Trainer]:
    """The trainers that a name, an address or #ID may mean.

    They are staff, the signer, or else a person not on record; several if it is ambiguous.
    """
    if typed.startswith("#"):
        return [Trainer(each.name, each.id) for each in staff if typed == f"#{each.id}"]
    if fold(typed) in _ONESELF:
        return [Trainer(signer.name, signer.id)]
    known = [each for each in staff if each.email and each.email == typed.lower()]
    known = known or [
        each
        for each in (*staff, *(() if signer in staff else (signer,)))
        if _is_called(each, typed)
    ]
    return [Trainer(each.name, each.id) for each in known] or [Trainer(" ".join(typed.split()))]


def _is_called(person: Person, typed: str) -> bool:
    """Whether a text is a person's name, or part of it."""
    if similarity((person.given_name, person.family_name), (typed, "")) in _ALIKE:
        return True
    return set(unaccented(typed).split()) <= set(unaccented(person.name).split())


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
        done_on: date | None = None,
        trainer: Trainer | None = None,
    ) -> SignedOff:
        """Record a sign-off today; hours are added to earlier ones.

        `done_on`: the day the task was done, today by default.
        """
        today = self._clock().date()
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
        """The staff of a candidate's organizations, who may have trained them."""
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

    async def undo(self, number: int, signed_by: int) -> bool:
        """Delete a sign-off by this person; return whether there was one."""
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
