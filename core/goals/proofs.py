"""Goal proofs: links that show for some days whether a candidate meets a goal.

Anyone with the link sees the candidate's name, the goal, and whether the candidate meets it. They
see the candidate's credentials only if the candidate chose to show them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, cast, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock, DayAt
from core.goals.evaluation import Goals
from core.goals.link_tokens import LIFETIMES, hash_of, new_token, read_token
from core.goals.model import Goal
from core.goals.repository import GoalRepository
from core.goals.standing import SupportingCredential
from core.people.person_sql import shown_to_strangers
from core.records.askers import Askers
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import goal_proofs, people
from core.storage.types import Instant, Key

MOST_PROOFS = 20
"""The maximum number of unexpired proofs of one person."""
_YES = {"1", "true"}  # how databases write a true value as text

_WORKING = select(
    goal_proofs.c.id,
    goal_proofs.c.person_id,
    goal_proofs.c.goal_code,
    cast(goal_proofs.c.shows_credentials, Text),
    cast(goal_proofs.c.met_when_made, Text),
    cast(goal_proofs.c.made_at, Text),
    cast(goal_proofs.c.expires_at, Text),
).where(goal_proofs.c.expires_at > bindparam("now", type_=Instant))
_SHOWN = exists().where(people.c.id == goal_proofs.c.person_id, shown_to_strangers())
_BY_TOKEN = Query(_WORKING.where(goal_proofs.c.token_hash == bindparam("hash", type_=Text), _SHOWN))
_BY_ID = Query(_WORKING.where(goal_proofs.c.id == bindparam("id", type_=Key), _SHOWN))


@dataclass(frozen=True, slots=True)
class GoalProof:
    """A proof that works now.

    `looks` is how often it was viewed, and `looked_at` is the last time.
    """

    id: int
    goal_code: str
    shows_credentials: bool
    made_at: datetime
    expires_at: datetime
    looks: int = 0
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A new proof, with its token.

    The token cannot be shown again, because only its hash is stored.
    """

    proof: GoalProof
    token: str


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof shows now, and whether the goal was met when the proof was made.

    `carried` are the credentials that meet the goal, or None if the candidate hides them.
    """

    id: int
    holder: str
    goal: Goal
    met: bool
    met_when_made: bool
    tier: str
    made_on: date
    """The day, at the training center, on which the proof was made."""
    expires_at: datetime
    works_until: date
    """The day, at the training center, on which the proof expires."""
    as_of: datetime
    carried: tuple[SupportingCredential, ...] | None

    def document(self) -> dict[str, Any]:
        """Return the proof in JSON form."""
        carried = None
        if self.carried is not None:
            carried = [
                {"code": each.credential, "title": each.title, "since": each.since.isoformat()}
                for each in self.carried
            ]
        return {
            "verdict": "met" if self.met else "not_met",
            "goal": {
                "code": self.goal.code,
                "title": self.goal.title,
                "owner": self.goal.owner or None,
            },
            "holder": self.holder,
            "proven_on": self.made_on.isoformat() if self.met_when_made else None,
            "made_on": self.made_on.isoformat(),
            "expires_at": self.expires_at.isoformat(timespec="seconds"),
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "credentials": carried,
        }


async def _forget_expired(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    await connection.execute(
        delete(goal_proofs).where(
            goal_proofs.c.person_id == person_id, goal_proofs.c.expires_at <= now
        )
    )


class Proofs:
    """Makes proofs. Works out what a proof shows whenever somebody views it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        day_at: DayAt,
        known: GoalRepository,
        goals: Goals,
    ) -> None:
        self._database = database
        self._askers = Askers(database)
        self._clock = clock
        self._day_at = day_at
        self._known = known
        self._goals = goals

    async def make(
        self,
        person_id: int,
        goal: Goal,
        days: int,
        *,
        shows: bool,
        met: bool,
    ) -> Made | None:
        """Make a proof of a goal that this person meets or is working on.

        Return None if the person already has the maximum number of proofs. Raises ValueError for
        `days` that are not in `LIFETIMES`.
        """
        if days not in LIFETIMES:
            raise ValueError(f"the days that a proof works must be one of {LIFETIMES}")
        now, token = self._clock(), new_token()
        async with self._database.begin() as connection:
            await _forget_expired(connection, person_id, now)
            count = await connection.scalar(
                select(func.count())
                .select_from(goal_proofs)
                .where(goal_proofs.c.person_id == person_id)
            )
            if count is not None and count >= MOST_PROOFS:
                return None
            until = now + timedelta(days=days)
            done = await connection.execute(
                insert(goal_proofs).values(
                    person_id=person_id,
                    goal_code=goal.code,
                    token_hash=hash_of(token),
                    shows_credentials=shows,
                    met_when_made=met,
                    made_at=now,
                    expires_at=until,
                )
            )
            assert done.inserted_primary_key is not None
            number = int(done.inserted_primary_key[0])
            await record(connection, Action.MADE_PROOF, person_id, goal=goal.code)
        return Made(GoalProof(number, goal.code, shows, now, until), token)

    async def of_person(self, person_id: int) -> list[GoalProof]:
        """Return the working proofs of this person, newest first."""
        chosen = (
            select(goal_proofs)
            .where(goal_proofs.c.person_id == person_id, goal_proofs.c.expires_at > self._clock())
            .order_by(goal_proofs.c.made_at.desc(), goal_proofs.c.id.desc())
        )
        async with self._database.reading() as connection:
            return [
                GoalProof(
                    row.id,
                    row.goal_code,
                    row.shows_credentials,
                    row.made_at,
                    row.expires_at,
                    row.looks,
                    row.looked_at,
                )
                for row in await connection.execute(chosen)
            ]

    async def withdraw(self, person_id: int, number: int) -> bool:
        """Withdraw a proof: it stops working and is deleted.

        Return False if this person has no proof with this number.
        """
        async with self._database.begin() as connection:
            gone = await connection.execute(
                delete(goal_proofs).where(
                    goal_proofs.c.id == number, goal_proofs.c.person_id == person_id
                )
            )
            if gone.rowcount:
                await record(connection, Action.ENDED_PROOF, person_id)
        return gone.rowcount > 0

    async def look(self, token: str, *, counted: bool = True) -> Proven | None:
        """Return what the proof with this token shows, or None if no working proof has the token.

        If `counted`, count this view. The holder sees how many views there were, but not by whom.
        """
        now, read = self._clock(), read_token(token)
        rows = await self._database.fetch(_BY_TOKEN, hash=hash_of(read or ""), now=now)
        if not rows:
            return None
        proven = await self._proven(rows[0], now)
        if proven is not None and counted:
            async with self._database.begin() as connection:
                await connection.execute(
                    update(goal_proofs)
                    .where(goal_proofs.c.id == rows[0][0])
                    .values(looks=goal_proofs.c.looks + 1, looked_at=now)
                )
        return proven

    async def of_id(self, proof: int) -> Proven | None:
        """Return what the proof with this id shows, without counting the view.

        This is for people to whom the proof's link was shown before, such as watchers.
        """
        now = self._clock()
        rows = await self._database.fetch(_BY_ID, id=proof, now=now)
        return await self._proven(rows[0], now) if rows else None

    async def _proven(self, row: Sequence[Any], now: datetime) -> Proven | None:
        number, candidate, code, shows, met_when_made, made_at, expires_at = row
        goal = (await self._known.everything()).get(code)
        asker, record = await self._askers.person_with_record(candidate, Action.SAW_PROOF)
        if goal is None or asker.person is None:  # the goal or the person is no longer on record
            return None
        facts = self._goals.facts(record)
        standing = self._goals.standing(goal, facts, self._day_at(now))
        carried = None
        if standing.met and shows in _YES:
            carried = self._goals.carrying(goal, facts, self._day_at(now))
        return Proven(
            number,
            asker.person.name,
            goal,
            standing.met,
            met_when_made in _YES,
            standing.tier,
            self._day_at(datetime.fromisoformat(made_at)),
            ends := datetime.fromisoformat(expires_at),
            self._day_at(ends),
            now,
            carried,
        )
