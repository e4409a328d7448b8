"""Back up the database while it is in use."""

import asyncio
import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from core.storage.column_keys import ColumnKeys
from core.storage.database import Database, DatabaseError
from core.storage.sealed_file import is_sealed, seal_file


async def back_up(database: Database, target: Path) -> int:
    """Copy a SQLite database to a file that does not exist yet. Return the bytes written.

    The copy is a consistent snapshot, readable only by its owner, and encrypted if there is a key.
    Raises DatabaseError if the file already exists or cannot be written.
    """
    source = database.engine.url.database
    assert source is not None
    return await asyncio.to_thread(_copy, source, target, database.column_keys)


def _copy(source: str, target: Path, keys: ColumnKeys) -> int:
    if target.exists():
        raise DatabaseError(f"{target} already exists: name another file, or remove it")
    try:
        handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}") from error
    try:
        with closing(sqlite3.connect(source)) as of, closing(sqlite3.connect(unfinished)) as to:
            of.backup(to)
            # afterwards the backup is one complete file, without a log file next to it
            to.execute("PRAGMA journal_mode=DELETE")
        if keys:
            _seal(Path(unfinished), keys)
        Path(unfinished).rename(target)
        return target.stat().st_size
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"{target} cannot be written: {error}") from error
    finally:
        Path(unfinished).unlink(missing_ok=True)


def prune_backups(folder: Path, before: datetime, *, dry_run: bool) -> int:
    """Delete backups in a folder that were written before this time. Return how many.

    Only Edgefinder's backups are deleted. They are recognized by their content, not by their name.
    In a dry run, only count the backups.
    """
    old = [
        file
        for file in sorted(folder.iterdir())
        if file.is_file() and not file.is_symlink() and is_backup(file)
        if file.stat().st_mtime < before.timestamp()
    ]
    for file in () if dry_run else old:
        file.unlink()
    return len(old)


def _seal(unfinished: Path, keys: ColumnKeys) -> None:
    """Encrypt a file and replace it with the encrypted file."""
    handle, sealed = tempfile.mkstemp(dir=unfinished.parent, prefix=f"{unfinished.name}.")
    try:
        with os.fdopen(handle, "wb") as to:
            seal_file(unfinished, to, keys)
        Path(sealed).replace(unfinished)
    finally:
        Path(sealed).unlink(missing_ok=True)


def is_backup(file: Path) -> bool:
    """Whether a file is an Edgefinder backup, by its first bytes and its tables."""
    return is_sealed(file) or (is_sqlite(file) and has_our_tables(file))


def is_sqlite(file: Path) -> bool:
    """Whether a file begins like a SQLite database."""
    with file.open("rb") as opened:
        return opened.read(len(_SQLITE)) == _SQLITE


_SQLITE = b"SQLite format 3\x00"


def has_our_tables(file: Path) -> bool:
    """Whether the file has the table with the database's revision."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as of:
            asked = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            return of.execute(asked).fetchone() is not None
    except sqlite3.Error:
        return False
