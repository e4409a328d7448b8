"""Statements sent to the driver directly, without SQLAlchemy: built once, run in one hop."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Update, UpdateBase, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.storage.instants import instant_text


class Statement:
    """A statement for the hot paths, built once at import and compiled once per dialect.

    Columns are plain strings, numbers and None, and so are parameters, which may also be times: our
    column types do not convert them. Each column has a name.
    """

    def __init__(
        self,
        statement: Select[Any] | CompoundSelect[Any] | UpdateBase,
        where: Callable[[Dialect], ColumnElement[bool]] | None = None,
    ) -> None:
        """`where` makes a further condition, which differs between the dialects."""
        self._statement = statement
        self._where = where
        self._compiled: dict[str, tuple[str, tuple[tuple[str, Any], ...]]] = {}

    def compiled(self, dialect: Dialect) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """The SQL text for this dialect, and its parameters in order: name, value if constant."""
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._for(dialect).compile(dialect=dialect)
            names = getattr(compiled, "positiontup", None) or ()
            constants = compiled.params
            found = (str(compiled), tuple((name, constants[name]) for name in names))
            self._compiled[dialect.name] = found
        return found

    def _for(self, dialect: Dialect) -> Select[Any] | CompoundSelect[Any] | UpdateBase:
        if self._where is None:
            return self._statement
        assert isinstance(self._statement, Select | Update), "only these have a condition"
        return self._statement.where(self._where(dialect))


class Query(Statement):
    """A statement that only reads.

    SQLite returns one row of JSON. For each row the sqlite3 module releases Python's global
    interpreter lock, and on a busy process waits for it again each time.
    """

    def _for(self, dialect: Dialect) -> Select[Any] | CompoundSelect[Any] | UpdateBase:
        statement = super()._for(dialect)
        if dialect.name != "sqlite" or isinstance(statement, UpdateBase):
            return statement
        rows = statement.subquery("answer")
        return select(func.json_group_array(func.json_array(*rows.c)))


class Change(Statement):
    """A statement that changes rows, all of them or none."""


class RawConnection:
    """SQLite: a separate connection in autocommit mode, used through the driver.

    A second one would only compete for Python's global interpreter lock, and a transaction would
    cost one more hop to end. Requests that arrive while the thread is busy are sent to it together,
    because a hop costs more than a statement.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._lock = asyncio.Lock()
        self._wanted: list[_Wanted] = []
        self._handing: asyncio.Task[None] | None = None

    async def run(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        """Run one statement in SQLite's thread; return its rows."""
        driver = self._driver or await self._open()
        bound = [instant_text(v) if isinstance(v, datetime) else v for v in values]
        rows: asyncio.Future[Sequence[Any]] = asyncio.get_running_loop().create_future()
        self._wanted.append((sql, bound, rows))
        if self._handing is None:
            self._handing = asyncio.create_task(self._hand_over(driver), name="asking SQLite")
        return await rows

    async def _hand_over(self, driver: Any) -> None:
        """Run requests until none are left; cancelled ones are skipped."""
        wanted: list[_Wanted] = []
        try:
            while self._wanted:
                wanted, self._wanted = self._wanted, []
                for (_, _, rows), told in zip(wanted, await _hop(driver, wanted), strict=True):
                    if rows.done():
                        continue
                    if isinstance(told, Exception):
                        rows.set_exception(told)
                    else:
                        rows.set_result(told)
        finally:
            self._handing = None
            # those who still wait if this task was canceled
            for _, _, rows in (*wanted, *self._wanted):
                rows.cancel()
            self._wanted = []

    async def close(self) -> None:
        if self._handing is not None:
            await self._handing
        if self._connection is not None:
            await self._connection.close()
            self._connection = self._driver = None

    async def _open(self) -> Any:
        async with self._lock:
            if self._driver is None:
                self._connection = await self._engine.connect()
                raw = await self._connection.get_raw_connection()
                self._driver = raw.driver_connection
        return self._driver


_Wanted = tuple[str, Sequence[Any], asyncio.Future[Sequence[Any]]]


async def _hop(driver: Any, wanted: Sequence[_Wanted]) -> Sequence[Sequence[Any] | Exception]:
    """Run each statement in order, and return its rows or its error."""

    def run(connection: sqlite3.Connection) -> list[Sequence[Any] | Exception]:
        told: list[Sequence[Any] | Exception] = []
        for sql, values, _ in wanted:
            try:
                told.append(connection.execute(sql, values).fetchall())
            except Exception as error:  # noqa: BLE001 - raised to the caller instead
                told.append(error)
        return told

    try:
        # the public execute_fetchall does the same for a single statement
        return await driver._execute(run, driver._conn)  # type: ignore[no-any-return]  # noqa: SLF001
    except Exception as error:  # noqa: BLE001 - as above: the connection is closed
        return [error] * len(wanted)
