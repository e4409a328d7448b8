"""Delete the details of audit entries, but keep the digests that the seals need."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.storage.staging import one_of
from core.storage.tables import audit_entries


async def forget_details(connection: AsyncConnection, person_id: int) -> int:
    """Delete the details of a person's audit entries.

    Return the number of entries changed. These are the entries about this person, and the entries
    about what this person did that concerned no other person. Entries about other people whom this
    person looked at keep their details, because those people have a right to know who looked. The
    kept entries contain the person's id, but no name and no chat address.
    """
    entries = audit_entries.c
    theirs = or_(
        entries.subject_id == person_id,
        and_(entries.actor_id == person_id, entries.subject_id.is_(None)),
    )
    return await _forget(connection, theirs)


async def forget_entries(connection: AsyncConnection, ids: Collection[int]) -> int:
    """Delete the details of the entries with these ids. Return the number of entries changed."""
    return await _forget(connection, one_of(connection, audit_entries.c.id, ids))


def details_older_than(before: datetime) -> ColumnElement[bool]:
    """Return the condition that an audit entry is older than this time and still has details."""
    return _with_details(audit_entries.c.at < before)


def _with_details(which: ColumnElement[bool]) -> ColumnElement[bool]:
    entries = audit_entries.c
    # a FORGOT entry says how many entries were deleted, and nothing that could be deleted later
    return and_(which, entries.details.is_not(None), entries.action != Action.FORGOT.value)


async def _forget(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    done = await connection.execute(
        update(audit_entries)
        .where(_with_details(which))
        .values(details=None, salt=None, subject_id=None, actor_id=None)
    )
    if done.rowcount:
        await record(connection, Action.FORGOT, entries=done.rowcount)
    return done.rowcount
