"""Recognize, in one query, batches of results that are already on record unchanged.

A file that comes every week mostly repeats the week before. The digest of a batch covers what the
rows mean: candidate, exam and day. The digest changes if a number in the file now belongs to
another person. When anyone changes or deletes anything on record, the database deletes all digests.
Additions leave the digests valid.
"""

import hashlib
from array import array
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.attempts import Row
from core.storage.tables import known_batches
from core.storage.upserts import lenient_insert

SMALLEST = 500
"""The minimum number of rows for a digest.

Fewer rows are quickly compared one by one, and a digest of very few rows could be guessed.
"""
_KEPT = timedelta(days=400)
# cleaning a cell replaces this character, like all white space, so no cell contains it
_BETWEEN = "\x1f"


def digest_of(rows: Sequence[Row]) -> str:
    """Return the digest of rows in this order.

    Rows have the same digest on SQLite and on PostgreSQL.
    """
    candidates, exams, days, attempts, outcomes, scores, *texts = zip(*rows, strict=True)
    if isinstance(days[0], date):
        days = tuple(map(date.isoformat, days))
    digest = hashlib.sha256(f"{len(rows)}\n".encode())
    for numbers in (candidates, attempts):
        digest.update(array("q", numbers))
    digest.update(array("d", [-1.0 if score is None else score for score in scores]))
    for column in (exams, days, outcomes, *([text or "" for text in each] for each in texts)):
        digest.update(f"{_BETWEEN.join(column)}\n".encode())
    return digest.hexdigest()


async def is_known(connection: AsyncConnection, digest: str) -> bool:
    """Whether all rows with this digest are on record unchanged."""
    found = select(known_batches.c.digest).where(known_batches.c.digest == digest)
    return await connection.scalar(found) is not None


async def remember(connection: AsyncConnection, digest: str, today: date) -> None:
    """Record that all rows with this digest are on record unchanged."""
    await connection.execute(delete(known_batches).where(known_batches.c.noted_on < today - _KEPT))
    note = {"digest": digest, "noted_on": today}
    await connection.execute(lenient_insert(connection, known_batches), [note])
