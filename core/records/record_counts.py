"""Count records and notices for the operator."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, literal_column, select

from core.storage.database import Database
from core.storage.tables import awards, chat_identities, notices, people, results

COUNTED = 10_000
"""The notices in one state are counted only up to this number."""
LOOKED_AT = 100_000
"""Notices that wait for a chat are counted only among this many of the newest notices."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of people, results, awards, chats and notices.

    `awards` includes revoked awards. `due` and `waiting` count notices. They are `COUNTED` + 1 if
    there are more than `COUNTED`. `older` is whether there are also notices too old to be counted
    among `waiting`.
    """

    people: int
    results: int
    awards: int
    linked: int
    unreachable: int
    due: int
    waiting: int
    older: bool = field(kw_only=True)


async def count_records(database: Database) -> Counts:
    """Count people, results, awards, chats and notices, each with one statement."""
    newest = select(notices.c.id, notices.c.state).order_by(notices.c.id.desc())
    looked_at = newest.limit(LOOKED_AT).subquery()
    # spelled as in the index, because otherwise the query would read all sent notices
    due = (
        select(notices.c.id)
        .where(notices.c.state == literal_column("'due'"))
        .order_by(notices.c.lane_id, notices.c.not_before, notices.c.id)
    )
    counts: list[Select[int]] = [
        select(func.count()).select_from(people).where(people.c.forgotten_at.is_(None)),
        select(func.count()).select_from(results),
        select(func.count()).select_from(awards),
        select(func.count()).select_from(chat_identities),
        select(func.count()).where(chat_identities.c.unreachable_since.is_not(None)),
        _so_many(due),
        _so_many(select(looked_at.c.id).where(looked_at.c.state == "waiting")),
    ]
    async with database.reading() as connection:
        numbers = [int(await connection.scalar(count) or 0) for count in counts]
        older = (await connection.execute(newest.offset(LOOKED_AT).limit(1))).first()
    return Counts(*numbers, older=older is not None)


def _so_many(chosen: Select[Any]) -> Select[int]:
    """Return the query that counts the rows of `chosen`, up to `COUNTED` + 1."""
    return select(func.count()).select_from(chosen.limit(COUNTED + 1).subquery())
