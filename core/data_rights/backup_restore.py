"""Restore a backup of a SQLite database: check the backup, then replace the whole database."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.data_rights.forgetting import forget_person
from core.storage import upgrading
from core.storage.backup import has_our_tables, is_sqlite
from core.storage.column_keys import ColumnKeys
from core.storage.database import Database, DatabaseError, write_alone
from core.storage.encrypting import refuse_other_keys
from core.storage.revisions import newest
from core.storage.sealed_file import is_sealed, open_file
from core.storage.tables import people


@dataclass(frozen=True, slots=True)
class Restored:
    """The outcome of a restore.

    `before` is the backup's version, and `after` the version that it was upgraded to. `forgotten`
    is how many people were forgotten again.
    """

    before: str | None
    after: str
    forgotten: int


async def restore(
    source: Path, target: Path, keys: ColumnKeys, clock: Clock, *, replace: bool = False
) -> Restored:
    """Replace a database with a backup.

    No other program may use the database meanwhile. The replaced database shows who was forgotten
    after the backup was made. These people are forgotten again. Raises DatabaseError if the backup
    is damaged, is not ours, is of a newer version or cannot be decrypted. Also raises it if a
    database exists and `replace` is False. After an error, everything is as it was.
    """
    # a symbolic link to the database then stays a link
    target = await asyncio.to_thread(target.resolve)
    made = await asyncio.to_thread(_begin, source, target, replace=replace)
    try:
        await asyncio.to_thread(_copy, source, made, keys)
        forgotten = await asyncio.to_thread(_forgotten_in, target)
        restored = await _made_ready(made, keys, clock, forgotten)
        await asyncio.to_thread(_put_in_place, made, target)
    finally:
        await asyncio.to_thread(shutil.rmtree, made.parent, ignore_errors=True)
    return restored


def _begin(source: Path, target: Path, *, replace: bool) -> Path:
    """Check that the backup can be restored.

    Return the path of the file to restore into. The file will be in the database's folder. Raises
    DatabaseError if there is no backup, if the database may not be replaced, or if the folder
    cannot be written.
    """
    if not source.is_file():
        raise DatabaseError(f"{source} is not there: name a file that 'db backup' wrote")
    if target.exists() and target.stat().st_size:
        if target.samefile(source):
            raise DatabaseError(
                f"{source} is the database itself: name a file that 'db backup' wrote"
            )
        if not replace:
            raise DatabaseError(
                f"there is already a database in {target}: add --replace to put the backup in its "
                "place"
            )
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=target.parent, prefix=".restore.")) / "restored.db"
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}") from error


def _refuse_while_used(target: Path) -> None:
    """Raise DatabaseError if a program has the database open.

    That program would continue with the old file. The check turns the write-ahead log off, which
    SQLite allows only to the last connection to a database.
    """
    try:
        with closing(sqlite3.connect(target, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            return  # a damaged database may be replaced, because that is what backups are for
        raise DatabaseError(f"a program is using {target}: stop 'edgefinder serve' first") from None
    except sqlite3.Error:
        return  # the file is not a database at all


def _put_in_place(made: Path, target: Path) -> None:
    if target.exists() and target.stat().st_size:
        _refuse_while_used(target)
    with closing(sqlite3.connect(made)) as connection:
        # afterwards the database is one complete file, without a log file next to it
        connection.execute("PRAGMA journal_mode=DELETE")
    for rest in ("-wal", "-shm"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    made.replace(target)


def _copy(source: Path, made: Path, keys: ColumnKeys) -> None:
    """Copy or decrypt the backup into a file readable only by its owner, and check it.

    Raises DatabaseError if the backup is damaged, is not ours or cannot be decrypted.
    """
    with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as target:
        if not is_sealed(source):
            with source.open("rb") as opened:
                shutil.copyfileobj(opened, target)
        elif keys:
            open_file(source, target, keys)
        else:
            raise DatabaseError(
                f"{source} is encrypted: set EDGEFINDER_COLUMN_KEY to the key that it was made with"
            )
    if not is_sqlite(made) or not has_our_tables(made):
        raise DatabaseError(f"{source} is not a backup of Edgefinder, or it is damaged")
    try:
        with closing(sqlite3.connect(made)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise DatabaseError(f"{source} is damaged ({error}): use another backup") from None
    if found != ["ok"] or broken:
        raise DatabaseError(f"{source} is damaged: use another backup")


def _forgotten_in(target: Path) -> list[int]:
    """Return the ids of people who are marked as forgotten in the database that gets replaced."""
    if not target.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)) as known:
            asked = "SELECT id FROM people WHERE forgotten_at IS NOT NULL"
            return [row[0] for row in known.execute(asked)]
    except sqlite3.Error:
        return []  # the database is damaged, or of an earlier version


async def _made_ready(
    made: Path, keys: ColumnKeys, clock: Clock, forgotten: Collection[int]
) -> Restored:
    """Upgrade the restored copy, and forget again the people with the ids `forgotten`."""
    async with Database.open(f"sqlite:///{made}", column_keys=keys) as database:
        before, _ = await upgrading.upgrade(database)
        await refuse_other_keys(database)
        count = 0
        async with database.begin() as connection:
            await write_alone(connection)
            rows = await connection.execute(select(people.c.id, people.c.forgotten_at))
            to_forget = {row.id for row in rows if row.forgotten_at is None} & set(forgotten)
            for person in sorted(to_forget):
                await forget_person(connection, person, clock())
                count += 1
            await record(connection, Action.RESTORED, forgotten_again=count)
    return Restored(before, newest(), count)
