"""Column types for addresses, encrypted with the keys of their database engine."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, or_, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from core.storage.column_keys import ColumnKeys

_AT = "column_keys"
"""The attribute of an engine's dialect that holds the engine's keys."""


def set_keys(dialect: Dialect, keys: ColumnKeys) -> None:
    """Set the keys with which the engine of this dialect encrypts addresses."""
    vars(dialect)[_AT] = keys


def keys_of(dialect: Dialect) -> ColumnKeys:
    """Return the keys with which the engine of this dialect encrypts addresses."""
    found: ColumnKeys = vars(dialect).get(_AT, _NONE)
    return found


_NONE = ColumnKeys()


class Address(TypeDecorator[str]):
    """Column type: an address, encrypted if there is a key.

    To compare addresses, use the column of the same table with the type `AddressKey`.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keys_of(dialect).sealed(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keys_of(dialect).opened(value)


class AddressKey(TypeDecorator[str]):
    """Column type: the digest by which an encrypted address is found.

    In Python, the column's value is the address itself.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keys_of(dialect).lookup(value)


def address_is(
    connection: AsyncConnection, column: ColumnElement[Any], address: str
) -> ColumnElement[bool]:
    """Return the condition that an `AddressKey` column has this address's digest under any key."""
    plain = type_coerce(column, Text)
    return or_(*(plain == each for each in keys_of(connection.dialect).lookups(address)))


def all_lookups(connection: AsyncConnection, addresses: Collection[str]) -> list[str]:
    """Return all digests under which any of these addresses may be stored."""
    keys = keys_of(connection.dialect)
    return [found for address in addresses for found in keys.lookups(address)]
