"""Read a SQLite file with only the standard library, for short commands.

Loading SQLAlchemy takes longer than the rest of a look-up. For anything unusual (another kind of
database, an old or missing file, encrypted addresses), use `Database`.
"""

import json
import sqlite3
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar

from core.storage.column_keys import ColumnKeys
from core.storage.instants import instant_text
from core.storage.revision_names import known_revisions
from core.storage.sqlite_pragmas import BUSY_SECONDS, prepare_sqlite
from core.storage.statement_log import note_statement
from core.storage.stored_queries import StoredQuery

T = TypeVar("T")
_BEGIN = "sqlite:///"
_BUSY_READING = 0.2
"""How many seconds to wait for a locked database before the read is left to `Database`."""
_MARK = "sealed:1:"
_REVISION = "SELECT version_num FROM alembic_version"
_AN_ADDRESS = "SELECT email FROM people WHERE email IS NOT NULL LIMIT 1"


class NotPlain(Exception):  # noqa: N818 - not an error: the caller then uses `Database`
    """Raised for work that only `Database` can do, or for which only `Database` words the error."""


class SqliteFile:
    """A SQLite file that has the tables of this version.

    Its methods raise NotPlain for anything that only `Database` can do.
    """

    column_keys = ColumnKeys()

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(cls, url: str) -> Iterator[Self]:
        """Open the file of a database URL.

        Raises NotPlain if the URL names no SQLite file, or if the file lacks this version's tables
        or has encrypted addresses.
        """
        path = _path(url)
        connection = sqlite3.connect(path, timeout=_BUSY_READING)
        try:
            prepare_sqlite(connection)
            _check(connection)
            yield cls(connection)
        except sqlite3.Error as error:
            raise NotPlain from error
        finally:
            connection.close()

    async def fetch(self, question: StoredQuery, **parameters: str | int | datetime | None) -> Any:
        """Return rows as `Database.fetch` does, but without an event loop.

        Raises NotPlain if `question` has no stored SQL, or if SQLite reports an error.
        """
        if not isinstance(question, StoredQuery):
            raise NotPlain
        sql, wanted = question.on_sqlite()
        note_statement(sql)
        given = [parameters.get(name, constant) for name, constant in wanted]
        values = [instant_text(each) if isinstance(each, datetime) else each for each in given]
        try:
            [(rows,)] = self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise NotPlain from error
        return json.loads(rows)

    def begin(self) -> NoReturn:
        raise NotPlain

    change = reading = begin
    engine = property(begin)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Begin a transaction that holds the lock for writing from its beginning."""
        self._connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _path(url: str) -> Path:
    name = url.removeprefix(_BEGIN)
    if name == url or not name or name.startswith((":", "file:")) or "?" in name:
        raise NotPlain
    path = Path(name)
    try:
        if path.is_file() and path.stat().st_size:
            return path
    except (OSError, ValueError):
        pass
    raise NotPlain


def _check(connection: sqlite3.Connection) -> None:
    revisions = connection.execute(_REVISION).fetchall()
    address: Sequence[str] | None = connection.execute(_AN_ADDRESS).fetchone()
    sealed = address is not None and address[0].startswith(_MARK)
    if revisions != [(known_revisions()[-1],)] or sealed:
        raise NotPlain


def run_at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end without an event loop.

    Raises NotPlain if the coroutine has to wait for something.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise NotPlain
