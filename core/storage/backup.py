"""Back up the database while it is in use."""

import asyncio
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from core.storage.database import Database, DatabaseError


async def back_up(database: Database, target: Path) -> int:
    """Copy a SQLite database to a file that does not exist yet; return the bytes written.

    The copy is a consistent snapshot, readable by its owner only. Raises DatabaseError if the file
    exists already or cannot be written.
    """
    source = database.engine.url.database
    assert source is not None
    return await asyncio.to_thread(_copy, source, target)


def _copy(source: str, target: Path) -> int:
    if target.exists():
        raise DatabaseError(f"{target} is there already: name a file that is not, or remove it")
    try:
        handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}") from error
    try:
        with closing(sqlite3.connect(source)) as of, closing(sqlite3.connect(unfinished)) as to:
            of.backup(to)
            to.execute("PRAGMA journal_mode=DELETE")  # one complete file
        Path(unfinished).rename(target)
        return target.stat().st_size
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"{target} cannot be written: {error}") from error
    finally:
        Path(unfinished).unlink(missing_ok=True)
