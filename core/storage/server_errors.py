"""Errors of PostgreSQL's driver, which is loaded only if there is a server."""

import sys


def is_server_error(error: BaseException | None) -> bool:
    """Whether the server has reported it."""
    return _is(error, "PostgresError")


def is_connection_error(error: BaseException | None) -> bool:
    """Whether the driver reports it about a connection."""
    return _is(error, "InterfaceError")


def _is(error: BaseException | None, kind: str) -> bool:
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, getattr(driver, kind))
