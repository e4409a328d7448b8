"""The metadata of all tables, and helpers to declare a table, a key and a reference."""

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, Table
from sqlalchemy.schema import SchemaItem

from core.storage.types import Key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *items: SchemaItem, **options: Any) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True, **options)


def key() -> Column[int]:
    return Column("id", Key, primary_key=True)


def reference(
    name: str, target: str, *, primary_key: bool = False, index: bool = False
) -> Column[int]:
    # a reference is never NULL, so a column that may be NULL is declared without this function
    return Column(
        name, Key, ForeignKey(target), primary_key=primary_key, index=index, nullable=False
    )
