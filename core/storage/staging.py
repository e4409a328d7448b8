"""Temporary tables: many rows brought to the database at once, to be worked on where it is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import MetaData, Table, delete, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable, SchemaItem

_metadata = MetaData()


def staging_table(name: str, *columns: SchemaItem) -> Table:
    """Declares a table that each connection has for itself."""
    return Table(name, _metadata, *columns, prefixes=["TEMPORARY"])


async def stage(
    connection: AsyncConnection, table: Table, rows: Sequence[tuple[object, ...]]
) -> None:
    """Makes the table hold these rows and no others, in the connection's transaction.

    The rows are as the driver takes them: one value a column, days in the form of `day_form`.
    """
    await connection.execute(CreateTable(table, if_not_exists=True))
    await connection.execute(delete(table))
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    names = [column.name for column in table.columns]
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        await driver.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608 - our own names
        return
    await driver.copy_records_to_table(table.name, records=rows, columns=names)
    # fresh statistics, or the planner reads whole tables for a few rows
    await connection.execute(text(f"ANALYZE {table.name}"))
