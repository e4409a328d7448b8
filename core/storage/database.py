"""The database: open it, change it in units of work, and read it in single statements."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

import orjson
from sqlalchemy import event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_, greenlet_spawn

from core.storage.address_columns import keys_of, set_keys
from core.storage.column_keys import ColumnKeys
from core.storage.database_url import (
    DRIVERS,
    DatabaseError,
    database_url,
    make_private_file,
    refuse_servers,
    server_url,
)
from core.storage.postgres_engine import (
    is_read_only,
    postgres_engine,
    unpooled_engine,
)
from core.storage.raw_statements import (
    Change,
    Parameters,
    Query,
    RawConnection,
    Statement,
    Unit,
)
from core.storage.read_replica import ReadReplica
from core.storage.server_errors import is_connection_error, is_server_error
from core.storage.sqlite_engine import READS_ONLY, begin_transaction, sqlite_connector
from core.storage.sqlite_pragmas import prepare_sqlite
from core.storage.statement_log import note_statement
from core.storage.stored_queries import StoredQuery

__all__ = [
    "DRIVERS",
    "Database",
    "DatabaseError",
    "announce",
    "database_url",
    "make_private_file",
    "write_alone",
]

T = TypeVar("T")


class Database:
    """An open database. Create it with `Database.open`, and close it when done."""

    def __init__(
        self,
        engine: AsyncEngine,
        direct: AsyncEngine | None = None,
        replica: ReadReplica | None = None,
        *,
        is_pooled: bool = False,
    ) -> None:
        """`direct` is the engine that receives PostgreSQL's notifications."""
        self.engine = engine
        self._readers = engine.execution_options(**{READS_ONLY: True})
        self._direct = direct
        self.is_pooled = is_pooled
        self._replica = replica
        self._dialect = engine.dialect
        self.column_keys = keys_of(self._dialect)
        """The keys that encrypt addresses in columns."""
        self.is_sqlite = self._dialect.name == "sqlite"
        self._reader = RawConnection(engine)
        self._listeners: dict[str | None, list[Callable[[], None]]] = {}
        # a second connection, so that a writer that waits for another does not block readers
        self._writer = RawConnection(engine)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        pool_size: int = 8,
        direct_url: str | None = None,
        read_url: str | None = None,
        column_keys: ColumnKeys | None = None,
    ) -> Self:
        """Open `sqlite:///FILE` or `postgresql://...`.

        The first use connects to the database. If `url` is that of a pooler such as PgBouncer,
        `direct_url` is that of the server itself. `read_url` is a replica for reads that may be
        some seconds old. With `column_keys`, addresses are encrypted. Raises DatabaseError for a
        wrong URL.
        """
        parsed = database_url(url)
        replica = direct = None
        if parsed.get_backend_name() == "sqlite":
            refuse_servers(direct_url, read_url)
            engine = create_async_engine(
                parsed,
                pool_size=pool_size,
                hide_parameters=True,  # errors are logged, and the values are personal data
                async_creator=sqlite_connector(parsed),
            )
            event.listen(engine.sync_engine, "connect", prepare_sqlite)
            event.listen(engine.sync_engine, "begin", begin_transaction)
        else:
            pooled = direct_url is not None
            engine = postgres_engine(parsed, pool_size=pool_size, pooled=pooled)
            direct = unpooled_engine(server_url(direct_url, "DIRECT_URL") if direct_url else parsed)
            if read_url:
                other = server_url(read_url, "READ_URL")
                # the replica copies its keys from this dialect
                set_keys(engine.dialect, column_keys or ColumnKeys())
                replica = ReadReplica(other, engine, pool_size=pool_size, pooled=pooled)
        for each in filter(None, (engine, direct)):
            set_keys(each.dialect, column_keys or ColumnKeys())
        event.listen(engine.sync_engine, "before_cursor_execute", _note)
        return cls(engine, direct, replica, is_pooled=direct_url is not None)

    @property
    def description(self) -> str:
        """Return the database as shown to people: its file, or its server without the password."""
        url = self.engine.url
        return str(url.database) if self.is_sqlite else url.render_as_string(hide_password=True)

    @property
    def pool_size(self) -> int:
        """Return the maximum number of connections that this process holds at once."""
        return int(self.engine.pool.size())  # type: ignore[attr-defined]  # of a QueuePool

    def pool_state(self) -> dict[str, int]:
        """Return how many connections of the pool are in use, and the maximum."""
        pool: Any = self.engine.pool
        return {"in_use": int(pool.checkedout()), "most": int(pool.size())}

    def exists(self) -> bool:
        """Whether there is a SQLite file that is not empty.

        Return True for a server, because only connecting can tell whether it has the database.
        """
        if not self.is_sqlite:
            return True
        file = Path(str(self.engine.url.database))
        return file.is_file() and file.stat().st_size > 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Begin a unit of work, which is committed or rolled back as a whole."""
        replica, changed = self._replica, False
        async with self.engine.begin() as connection:
            connection.info.clear()  # left over from a unit of work that was rolled back
            yield connection
            announced = connection.info.pop(_ANNOUNCED, None)
            if replica is not None:
                changed = await replica.announce(connection)
        if replica is not None and changed:
            replica.behind()
        for hear in self._listeners.get(announced, ()):
            hear()

    @asynccontextmanager
    async def begin_rebuilding(self) -> AsyncIterator[AsyncConnection]:
        """Begin a unit of work that may rebuild tables, without checks of foreign keys.

        SQLite cannot change a column. Instead, the table is copied and the old table is dropped.
        SQLite refuses that while foreign keys refer to the old table.
        https://www.sqlite.org/lang_altertable.html#otheralter
        """
        if not self.is_sqlite:
            async with self.begin() as connection:
                yield connection
            return
        async with self.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert driver is not None
            await driver.execute("PRAGMA foreign_keys=OFF")
            try:
                async with connection.begin():
                    yield connection
            finally:
                await driver.execute("PRAGMA foreign_keys=ON")

    @asynccontextmanager
    async def listening(self, topic: str, hear: Callable[[], None]) -> AsyncIterator[asyncio.Event]:
        """Call `hear` after each unit of work that announces the topic, within a `with` block.

        On PostgreSQL, any process may announce the topic. On SQLite, only this process can, by
        `begin`. Yields an event, which is set when the connection is lost, because `hear` is then
        no longer called.
        """
        lost = asyncio.Event()
        if self.is_sqlite:
            listeners = self._listeners.setdefault(topic, [])
            listeners.append(hear)
            try:
                yield lost
            finally:
                listeners.remove(hear)
            return
        assert self._direct is not None, "PostgreSQL has an address to listen at"
        async with self._direct.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert driver is not None
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(topic, lambda *_: hear())
            yield lost

    async def fetch(
        self, question: Query | StoredQuery, **parameters: str | int | datetime | None
    ) -> Sequence[Any]:
        """Return the rows of a query.

        This takes one statement and, on SQLite, one switch to the database's thread. A replica may
        answer, so the rows may be some seconds old.
        """
        if self._replica is not None and (replica := self._replica.engine) is not None:
            try:
                return await _fetched(replica, *self._filled(question, parameters))
            except Exception as error:
                is_of_driver = is_server_error(error) or is_connection_error(error)
                if not (is_of_driver or isinstance(error, DBAPIError | OSError)):
                    raise
                self._replica.behind()
        return await self._read(question, parameters)

    async def fetch_newest(
        self, question: Query | StoredQuery, **parameters: str | int | datetime | None
    ) -> Sequence[Any]:
        """Return the rows of a query as `fetch` does, but never from a replica."""
        return await self._read(question, parameters)

    async def _read(self, question: Query | StoredQuery, parameters: Parameters) -> Sequence[Any]:
        sql, values = self._filled(question, parameters)
        if not self.is_sqlite:
            return await _fetched(self.engine, sql, values)
        rows: Sequence[Any] = orjson.loads((await self._reader.run(sql, values))[0][0])
        return rows

    async def change(
        self, change: Change, **parameters: str | int | datetime | None
    ) -> Sequence[Any]:
        """Run one statement as a unit of work. Return the rows of its RETURNING, if any.

        On SQLite, this takes one switch to the database's thread.
        """
        sql, values = self._filled(change, parameters)
        if not self.is_sqlite:
            return await _fetched(self.engine, sql, values)
        return await self._writer.run(sql, values)

    async def change_together(self, unit: Unit[T]) -> T:
        """Run a unit of work that needs nothing but its own statements, and return its result.

        `unit` yields statements, and gets the rows of each. On SQLite, this takes one switch to the
        database's thread.
        """
        if self.is_sqlite:
            return await self._writer.run_unit(unit, self._filled)
        async with self.begin() as connection:
            try:
                step = next(unit)
                while True:
                    sql, values = self._bound(*step)
                    found = await connection.exec_driver_sql(sql, tuple(values))
                    step = unit.send(found.all() if found.returns_rows else ())
            except StopIteration as end:
                result: T = end.value
        return result

    def _filled(
        self,
        statement: Statement | StoredQuery,
        parameters: Parameters,
    ) -> tuple[str, list[Any]]:
        """Return a statement's SQL and its values in order. Record the SQL in the statement log."""
        sql, values = self._bound(statement, parameters)
        note_statement(sql)
        return sql, values

    def _bound(
        self, statement: Statement | StoredQuery, parameters: Parameters
    ) -> tuple[str, list[Any]]:
        sql, wanted = statement.compiled(self._dialect)
        return sql, [parameters.get(name, constant) for name, constant in wanted]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Connect for reading only.

        The connection is to the replica if reads may be old and the replica is up to date. On
        SQLite, readers and writers do not wait for each other.
        """
        replica = self._replica.engine if self._replica else None
        if self._replica is not None and replica is not None:
            try:
                connection = await replica.connect()
            except (DBAPIError, OSError):
                self._replica.behind()
            else:
                try:
                    yield connection
                finally:
                    await connection.close()
                return
        async with self._readers.connect() as connection:
            yield connection

    async def follow_replica(self) -> None:
        """Follow how far the replica is, until canceled.

        Return at once if there is no replica.
        """
        if self._replica is not None:
            await self._replica.follow(self.listening)

    async def close(self) -> None:
        await self._reader.close()
        await self._writer.close()
        await self.engine.dispose()
        if self._direct is not None:
            await self._direct.dispose()
        if self._replica is not None:
            await self._replica.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def _fetched(engine: AsyncEngine, sql: str, values: Sequence[Any]) -> Sequence[Any]:
    """Run a statement through PostgreSQL's driver and return its rows."""
    # this takes a single switch into SQLAlchemy; connecting and closing as coroutines would take
    # two
    return await greenlet_spawn(_fetch, engine.sync_engine, sql, values)


def _fetch(engine: Engine, sql: str, values: Sequence[Any]) -> Sequence[Any]:
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        try:
            found: Sequence[Any] = await_(driver.fetch(sql, *values))
        except BaseException as error:
            # the pool does not notice a broken connection, and would use it again
            is_lost = is_connection_error(error) or isinstance(error, ConnectionError)
            if driver.is_closed() or is_read_only(error) or is_lost:
                connection.invalidate()
            raise
        return found


def _note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    note_statement(statement)
    if statement.startswith(_WRITES) and connection.get_execution_options().get(READS_ONLY):
        raise RuntimeError("Database.reading() only reads: use Database.begin() to write")


_WRITES = ("INSERT INTO ", "UPDATE ", "DELETE FROM ")


async def announce(connection: AsyncConnection, topic: str) -> None:
    """Notify listeners of the topic when this unit of work is committed."""
    if connection.dialect.name == "sqlite":
        connection.info[_ANNOUNCED] = topic
    else:
        await connection.execute(_ANNOUNCE, {"topic": topic})


_ANNOUNCED = "announced"
_ANNOUNCE = text("SELECT pg_notify(:topic, '')")


async def write_alone(connection: AsyncConnection) -> None:
    """Lock out all other transactions that call this until the current transaction ends.

    On SQLite, only one transaction writes at a time anyway. On PostgreSQL, two imports at the same
    time would not see each other's rows. If each of them had one exam of a credential, neither
    would notice that the credential is complete.
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(_WRITE_ALONE)


_WRITE_ALONE = text("SELECT pg_advisory_xact_lock(7305809)")  # no other lock has this number
