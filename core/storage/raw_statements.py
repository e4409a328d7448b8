"""Statements that go directly to the driver, without SQLAlchemy.

Each statement is built once. On SQLite, running it takes one hop: a switch to SQLite's thread and
back.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Generator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Select, UpdateBase, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.storage.instants import instant_text

Built = Select[Any] | CompoundSelect[Any] | UpdateBase


class Statement:
    """A statement that runs often, built once at import and compiled once for each dialect.

    SQLAlchemy's column types do not convert the statement's values. Columns are therefore plain
    strings, numbers and None, and each column has a name. Parameters may also be times.
    """

    def __init__(self, statement: Built | Callable[[Dialect], Built]) -> None:
        """`statement` may be a function that builds the statement for a dialect."""
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[tuple[str, Any], ...]]] = {}

    def compiled(self, dialect: Dialect) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """Return the SQL text for this dialect, and its parameters in order.

        Each parameter has a name and, if it is constant, a value.
        """
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._for(dialect).compile(dialect=dialect)
            names = getattr(compiled, "positiontup", None) or ()
            constants = compiled.params
            found = (str(compiled), tuple((name, constants[name]) for name in names))
            self._compiled[dialect.name] = found
        return found

    def _for(self, dialect: Dialect) -> Built:
        return self._statement(dialect) if callable(self._statement) else self._statement


class Query(Statement):
    """A statement that only reads.

    On SQLite, it returns a single row of JSON. If it returned many rows, the sqlite3 module would
    release Python's global interpreter lock for each row, and often wait for the lock.
    """

    def _for(self, dialect: Dialect) -> Built:
        statement = super()._for(dialect)
        if dialect.name != "sqlite" or isinstance(statement, UpdateBase):
            return statement
        rows = statement.subquery("answer")
        return select(func.json_group_array(func.json_array(*rows.c)))


class Change(Statement):
    """A statement that changes rows: all of them or none."""


T = TypeVar("T")
Parameters = Mapping[str, str | int | datetime | None]
Unit = Generator[tuple[Statement, Parameters], Sequence[Any], T]
"""A unit of work: a generator that yields statements with their parameters.

The generator gets the rows of each statement, and returns the result of the unit of work.
"""
Fill = Callable[[Statement, Parameters], tuple[str, list[Any]]]
"""A function that returns the SQL of a statement, and its values in order."""


class RawConnection:
    """A separate connection to SQLite, in autocommit mode, used through the driver.

    Requests that arrive while its thread is busy are sent to the thread together. A hop (a switch
    to the thread and back) takes longer than a statement. A second connection for reading would
    only compete for Python's global interpreter lock. In a transaction, a request would take one
    more hop.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._lock = asyncio.Lock()
        self._wanted: list[_Wanted] = []
        self._handing: asyncio.Task[None] | None = None

    async def run(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        """Run one statement in SQLite's thread. Return its rows."""
        rows: Sequence[Any] = await self._done(partial(_rows, sql=sql, values=values))
        return rows

    async def run_unit(self, unit: Unit[T], fill: Fill) -> T:
        """Run a unit of work in one transaction and one switch to SQLite's thread.

        Return the unit's result.
        """
        context = copy_context()  # statements are logged in the caller's context
        result: T = await self._done(lambda found: context.run(_in_transaction, unit, fill, found))
        return result

    async def _done(self, work: "_Work") -> Any:
        driver = self._driver or await self._open()
        result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._wanted.append((work, result))
        if self._handing is None:
            self._handing = asyncio.create_task(self._hand_over(driver), name="asking SQLite")
        return await result

    async def _hand_over(self, driver: Any) -> None:
        """Send waiting requests to the thread until no request is left.

        Skip canceled requests.
        """
        wanted: list[_Wanted] = []
        try:
            while self._wanted:
                wanted, self._wanted = self._wanted, []
                for (_, result), told in zip(wanted, await _hop(driver, wanted), strict=True):
                    if result.done():
                        continue
                    if isinstance(told, _Failed):
                        result.set_exception(told.error)
                    else:
                        result.set_result(told)
        finally:
            self._handing = None
            # requests are left here only if this task was canceled
            for _, result in (*wanted, *self._wanted):
                result.cancel()
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


_Work = Callable[[sqlite3.Connection], Any]
_Wanted = tuple[_Work, asyncio.Future[Any]]


@dataclass(frozen=True, slots=True)
class _Failed:
    """The error of a request, which is raised in the task that made the request."""

    error: Exception


def _rows(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> Sequence[Any]:
    bound = [instant_text(v) if isinstance(v, datetime) else v for v in values]
    return connection.execute(sql, bound).fetchall()


def _in_transaction(unit: Unit[T], fill: Fill, connection: sqlite3.Connection) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        try:
            step = next(unit)
            while True:
                step = unit.send(_rows(connection, *fill(*step)))
        except StopIteration as end:
            result: T = end.value
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return result


async def _hop(driver: Any, wanted: Sequence[_Wanted]) -> Sequence[Any]:
    """Run requests in order in SQLite's thread.

    Return the result of each request, or a `_Failed` in place of a result.
    """

    def run(connection: sqlite3.Connection) -> list[Any]:
        told: list[Any] = []
        for work, _ in wanted:
            try:
                told.append(work(connection))
            except Exception as error:  # noqa: BLE001 - raised to the caller instead
                told.append(_Failed(error))
        return told

    try:
        # the public execute_fetchall can run only a single statement in a hop
        return await driver._execute(run, driver._conn)  # type: ignore[no-any-return]  # noqa: SLF001
    except Exception as error:  # noqa: BLE001 - raised to the callers instead: the connection is closed
        return [_Failed(error)] * len(wanted)
