"""Audit entries: created from an actor and an action, and written as rows.

The digest of an entry's details is salted, so once both are deleted, nobody can find out the
details by trial. The digest itself stays, so that the seals over it remain valid.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.acting import MOST_NAMED, Action, Actor, Why, acting
from core.storage.database import Database
from core.storage.many_rows import insert_many
from core.storage.tables import audit_entries
from core.storage.types import instant_text

COLUMNS = (
    "at", "action", "subject_id", "actor_id", "import_id", "details", "salt", "digest",
)  # fmt: skip
Row = tuple[datetime, str, int | None, int | None, int | None, str, str, str]


def digest_of(salt: str, details: str) -> str:
    """The digest of an entry's details, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + details.encode()).hexdigest()


def content_of(at: datetime, action: str, import_id: int | None, digest: str) -> bytes:
    """The digest of the parts of an entry that always stay, without its number."""
    said = json.dumps([instant_text(at), action, import_id, digest], separators=(",", ":"))
    return hashlib.sha256(said.encode()).digest()


def new_row(
    actor: Actor,
    at: datetime,
    action: Action,
    subject: int | None,
    *,
    why: Why | None = None,
    import_id: int | None = None,
    more: Mapping[str, Any] | None = None,
) -> Row:
    """A new entry."""
    said: dict[str, Any] = {
        **actor.where(),
        "why": actor.allowed_by(subject, why).value,
        **(more or {}),
    }
    if subject is not None:
        said["subject"] = subject
    if actor.person is not None:
        said["actor"] = actor.person
    details = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    salt = os.urandom(16).hex()
    digest = digest_of(salt, details)
    return at, action.value, subject, actor.person, import_id, details, salt, digest


async def write_entries(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """Write entries in the connection's transaction, in this order."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        plain = [(instant_text(row[0]), *row[1:]) for row in rows]
        await insert_many(connection, audit_entries, COLUMNS, plain)
    else:
        # no COPY: as the first statement, it would not be part of the transaction
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

    `more`: details to keep, without empty ones.
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
    """Record an action that has no transaction of its own, such as a backup.

    The tables of an earlier version have no audit; they are backed up without an entry.
    """
    with contextlib.suppress(OperationalError):
        async with database.begin() as connection:
            await record(connection, action, why=None, import_id=None, **more)


async def record_each(
    connection: AsyncConnection, action: Action, subjects: Sequence[int], note: str | None = None
) -> None:
    """Like `record`, for people of whom there may be none, or very many.

    More than `MOST_NAMED` become one entry that says how many.
    """
    if len(subjects) > MOST_NAMED:
        await record(connection, action, people=len(subjects), note=note)
    elif subjects:
        await record(connection, action, *subjects, note=note)
