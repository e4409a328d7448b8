"""Minors: their codes and links show nothing until a guardian or the center opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Delete, delete, or_, select, update

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.outbox.kinds import NoticeKind
from core.people.model import Asker, Person, Role
from core.people.person_columns import person_in
from core.storage.database import Database
from core.storage.tables import awards, notices, people, roles

Opener = Literal["guardian", "center"]


@dataclass(frozen=True, slots=True)
class Minor:
    """Whether a person is recorded as a minor, and who opened the minor's codes, if anybody did."""

    person: Person
    minor: bool
    opened_at: datetime | None = None
    opened_by: str | None = None

    @property
    def closed(self) -> bool:
        """Whether the minor's award codes and links show nothing to others."""
        return self.minor and self.opened_at is None


class Minors:
    """Records who is a minor, and who opened a minor's award codes and links."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, person: int) -> Minor:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(people).where(people.c.id == person))).one()
        return _minor(row)

    async def known_to(self, administrator: Asker) -> Sequence[Minor]:
        """Return the candidates who are minors at this administrator's organizations, by name."""
        theirs = [p.organisation_id for p in administrator.posts if p.role is Role.ADMINISTRATOR]
        there = select(roles.c.person_id).where(
            roles.c.organisation_id.in_(theirs), roles.c.role == Role.CANDIDATE.value
        )
        asked = (
            select(people)
            .where(people.c.minor, people.c.id.in_(there))
            .order_by(people.c.sort_name, people.c.id)
        )
        async with self._database.reading() as connection:
            return [_minor(row) for row in await connection.execute(asked)]

    async def mark(self, person: int, *, minor: bool) -> None:
        """Record whether a person is a minor.

        A minor's codes and links show nothing at first.
        """
        action = Action.MARKED_MINOR if minor else Action.OF_AGE
        await self._set(person, action, minor=minor, opened_at=None, opened_by=None)

    async def open(self, person: int, by: Opener) -> None:
        """Let a minor's award codes and links show something, and record who agreed to that."""
        values = {"opened_at": self._clock(), "opened_by": by}
        await self._set(person, Action.OPENED_MINOR, **values)

    async def close(self, person: int) -> None:
        """Let a minor's award codes and links show nothing again."""
        await self._set(person, Action.CLOSED_MINOR, opened_at=None, opened_by=None)

    async def _set(self, person: int, action: Action, **values: Any) -> None:
        differs = or_(*(people.c[name].is_distinct_from(value) for name, value in values.items()))
        async with self._database.begin() as connection:
            done = await connection.execute(
                update(people).where(people.c.id == person, differs).values(**values)
            )
            if done.rowcount:
                await record(connection, action, person, by=values.get("opened_by"))
                if values["opened_at"] is None and values.get("minor", True):
                    await connection.execute(_names_to_strangers(person))


def _names_to_strangers(person: int) -> Delete:
    """Return a statement that deletes unsent notices to people who watch a minor's awards.

    The notices would show them the minor's name.
    """
    theirs = select(awards.c.id).where(awards.c.candidate_id == person)
    return delete(notices).where(
        notices.c.kind == NoticeKind.WATCHED_AWARD.value,
        notices.c.state.in_(("due", "waiting")),
        notices.c.award_id.in_(theirs),
    )


def _minor(row: Any) -> Minor:
    return Minor(person_in(row), bool(row.minor), row.opened_at, row.opened_by)
