"""INSERT statements that can skip or change rows that already exist."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = postgresql.Insert | sqlite.Insert


def insert_into(connection: AsyncConnection | Dialect, table: Table) -> Insert:
    """Return an INSERT in the database's dialect, which has the method `on_conflict_do_update`."""
    dialect = connection if isinstance(connection, Dialect) else connection.dialect
    return sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)


def lenient_insert(connection: AsyncConnection, table: Table) -> Insert:
    """Return an INSERT that skips rows that exist already."""
    return insert_into(connection, table).on_conflict_do_nothing()
