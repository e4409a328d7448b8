"""How much there is on record, for whoever looks after it."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from core.storage.database import Database
from core.storage.tables import awards, chat_identities, notices, people, results


@dataclass(frozen=True, slots=True)
class Holdings:
    """Numbers of rows; `awards` counts revoked ones too, `due` and `waiting` are notices."""

    people: int
    results: int
    awards: int
    linked: int
    unreachable: int
    due: int
    waiting: int


async def holdings(database: Database) -> Holdings:
    counts: list[Select[int]] = [
        select(func.count()).select_from(people),
        select(func.count()).select_from(results),
        select(func.count()).select_from(awards),
        select(func.count()).select_from(chat_identities),
        select(func.count()).where(chat_identities.c.unreachable_since.is_not(None)),
        select(func.count()).where(notices.c.state == "due"),
        select(func.count()).where(notices.c.state == "waiting"),
    ]
    async with database.engine.connect() as connection:
        numbers = [int(await connection.scalar(count) or 0) for count in counts]
    return Holdings(*numbers)
