"""Recognize errors of PostgreSQL's driver, which is loaded only if a server is used."""

import sys


def is_server_error(error: BaseException | None) -> bool:
    """Whether the PostgreSQL server reported this error."""
    return _is(error, "PostgresError")


def is_connection_error(error: BaseException | None) -> bool:
    """Whether the driver reported this error about its connection.

    If the connection is lost between two messages, the driver raises InternalClientError.
    """
    return _is(error, "InterfaceError") or _is(error, "InternalClientError")


def _is(error: BaseException | None, kind: str) -> bool:
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, getattr(driver, kind))
