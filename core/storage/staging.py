"""Temporary tables: send many rows to the database at once, and work on them there."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    MetaData,
    Row,
    Select,
    Table,
    any_,
    cast,
    delete,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable, SchemaItem
from sqlalchemy.types import TypeEngine

from core.storage.many_rows import insert_many

_metadata = MetaData()


def staging_table(name: str, *columns: SchemaItem) -> Table:
    """Declare a temporary table. Each connection has its own rows in the table."""
    return Table(name, _metadata, *columns, prefixes=["TEMPORARY"])


async def stage(
    connection: AsyncConnection, table: Table, rows: Sequence[tuple[object, ...]]
) -> None:
    """Replace the rows of the temporary table by these rows, in the connection's transaction.

    Values go to the driver unchanged, one for each column. On SQLite, days must be ISO texts.
    """
    await connection.execute(CreateTable(table, if_not_exists=True))
    names = tuple(column.name for column in table.columns)
    if connection.dialect.name == "sqlite":
        await connection.execute(delete(table))
        await insert_many(connection, table, names, rows)
        return
    # with DELETE, the deleted rows would be read again and again until the transaction ends
    await connection.execute(text(f"TRUNCATE {table.name}"))
    await copy_into(connection, table, names, rows)


async def copy_into(
    connection: AsyncConnection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """On PostgreSQL, insert rows by COPY: either all of them or none.

    Values go to the driver unchanged.
    """
    driver = await _driver(connection)
    await driver.copy_records_to_table(table.name, records=rows, columns=columns)


_MANY = 100
_BETWEEN = "\x1f"


def one_of(
    connection: AsyncConnection | Dialect,
    column: ColumnElement[Any],
    values: Collection[object] | BindParameter[str],
) -> ColumnElement[bool]:
    """Return the condition that a column has one of these values, given as a single parameter.

    There can be any number of values. A `BindParameter` stands for a JSON list of whole numbers.
    """
    dialect = connection if isinstance(connection, Dialect) else connection.dialect
    if dialect.name == "sqlite":
        named = values if isinstance(values, BindParameter) else json.dumps(list(values))
        return column.in_(select(func.json_each(named).table_valued("value").c.value))
    if isinstance(values, BindParameter):
        return column == any_(cast(func.translate(values, "[]", "{}"), ARRAY(column.type)))
    return column == any_(array_of(values, column.type))


_FEW = 1000


async def rows_of(
    connection: AsyncConnection,
    chosen: Select[Any],
    column: ColumnElement[Any],
    values: Collection[object],
) -> list[Row[Any]]:
    """Return the rows of the query `chosen` in which `column` has one of these values.

    `column` is the first column of the query. If the query has only a few rows, all of them are
    read, which is faster than sending the values.
    """
    if len(values) > _FEW:
        few = (await connection.execute(chosen.limit(_FEW + 1))).all()
        if len(few) <= _FEW:
            return [row for row in few if row[0] in values]
    return list((await connection.execute(chosen.where(one_of(connection, column, values)))).all())


def array_of(values: Collection[object], kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """On PostgreSQL, return an array as a single parameter.

    Many values are sent as one text, because the driver encodes the elements of arrays slowly.
    """
    together = _BETWEEN.join(map(str, values)) if len(values) > _MANY else ""
    if not together or together.count(_BETWEEN) != len(values) - 1:
        return literal(list(values), ARRAY(kind))
    return cast(func.string_to_array(together, _BETWEEN), ARRAY(kind))


async def _driver(connection: AsyncConnection) -> Any:
    raw = await connection.get_raw_connection()
    return raw.driver_connection
