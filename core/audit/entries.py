"""Write audit entries, in the same transaction as the changes that they record."""

import contextlib
from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import MOST_NAMED, Action, Why, acting
from core.audit.entry_rows import COLUMNS, Row, new_row
from core.storage.database import Database
from core.storage.instants import instant_text
from core.storage.many_rows import insert_many
from core.storage.tables import audit_entries


async def write_entries(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """Write audit entries in the given order, in the connection's transaction."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        texts = {at: instant_text(at) for at in {row[0] for row in rows}}
        plain = [(texts[row[0]], *row[1:]) for row in rows]
        await insert_many(connection, audit_entries, COLUMNS, plain)
    else:
        # without COPY, which would run outside of the transaction if it were its first statement
        values = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        await connection.execute(insert(audit_entries), values)


async def record(
    connection: AsyncConnection,
    action: Action,
    *subjects: int,
    why: Why | None = None,
    import_id: int | None = None,
    **more: str | float | None,
) -> None:
    """Record in this transaction that the actor changed the records of these people.

    `more` are further details of the entry. Details that are None are left out.
    """
    actor = acting()
    now = actor.clock()
    told = {name: value for name, value in more.items() if value is not None}
    rows = [
        new_row(actor, now, action, subject, why=why, import_id=import_id, more=told)
        for subject in subjects or (None,)
    ]
    await write_entries(connection, rows)


async def record_alone(database: Database, action: Action, **more: str | float | None) -> None:
    """Record an action that changes no record, in a transaction of its own: a backup, for example.

    The database of an earlier version has no audit tables, so backing it up leaves no entry.
    """
    with contextlib.suppress(OperationalError):
        async with database.begin() as connection:
            await record(connection, action, why=None, import_id=None, **more)


async def record_each(
    connection: AsyncConnection, action: Action, subjects: Sequence[int], note: str | None = None
) -> None:
    """Record the same action for each of these people.

    If there are no people, record nothing. For more than `MOST_NAMED` people, write a single entry
    with the number of people.
    """
    if len(subjects) > MOST_NAMED:
        await record(connection, action, people=len(subjects), note=note)
    elif subjects:
        await record(connection, action, *subjects, note=note)
