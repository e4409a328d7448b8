"""Errors of PostgreSQL's driver, which is loaded only if there is a server."""

import sys


def is_server_error(error: BaseException | None) -> bool:
    """Whether the server reported this error."""
    return _is(error, "PostgresError")


def is_connection_error(error: BaseException | None) -> bool:
    """Whether this is the driver's error about a connection.

    The driver raises InternalClientError if the connection is lost between two messages.
    """
    return _is(error, "InterfaceError") or _is(error, "InternalClientError")


def _is(error: BaseException | None, kind: str) -> bool:
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, getattr(driver, kind))
