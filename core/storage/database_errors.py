"""Classify errors of the database: what to tell people, and whether a retry may help."""

import socket
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.storage.postgres_engine import READ_ONLY
from core.storage.server_errors import is_connection_error, is_server_error

_FIX = "see that it is there and runs, and what EDGEFINDER_DATABASE_URL says"


def why_unusable(error: BaseException) -> str | None:
    """Return one line for people if an error means that the database cannot be used.

    Return None for other errors. The line quotes the driver's message only if that message has no
    statement and no values.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if cause.__cause__ is not None and is_server_error(cause.__cause__):
        cause = cause.__cause__  # the server's own message, inside of SQLAlchemy's error
    if isinstance(cause, sqlite3.Error):
        if "locked" in str(cause):
            return (
                "another program keeps the database locked: try again when its import has finished"
            )
        return f"the database cannot be used ({cause}): {_fix_of(cause)}"
    is_of_driver = is_server_error(cause) or is_connection_error(cause)
    if is_of_driver or isinstance(
        error, DBAPIError | TimeoutError | ConnectionError | socket.gaierror
    ):
        words = getattr(cause, "strerror", None)
        state = str(getattr(cause, "sqlstate", None))
        if is_server_error(cause) and state[:2] in _ABOUT_ITSELF:
            words = getattr(cause, "message", None)
        return f"the database cannot be used ({words or type(cause).__name__}): {_FIX}"
    return None


def is_away(error: BaseException) -> bool:
    """Whether an error means that the database cannot be reached at the moment.

    A later try may succeed.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = str(getattr(cause, "sqlstate", None) or "")
    return (
        is_connection_error(cause)
        or isinstance(cause, ConnectionError | socket.gaierror)
        or isinstance(error, PoolTimeoutError)
        or (isinstance(error, DBAPIError) and error.connection_invalidated)
        or state[:2] in _GONE
        or state == READ_ONLY
        or (isinstance(cause, sqlite3.OperationalError) and "locked" in str(cause))
    )


def _fix_of(error: sqlite3.Error) -> str:
    """Return what the operator can do about an error of SQLite, by its primary code.

    https://www.sqlite.org/rescode.html
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return _FIXES.get(code, _FIX)


_SPACE = "free some space on its disk, then run this again"
_RESTORE = "it is damaged; restore a backup with 'edgefinder db restore --replace FILE'"
_WRITABLE = "see that this user may write to it and to its folder, and that its disk takes writes"
_FIXES = {
    sqlite3.SQLITE_FULL: _SPACE,
    sqlite3.SQLITE_IOERR: f"its disk is full or fails; {_SPACE}",
    sqlite3.SQLITE_READONLY: _WRITABLE,
    sqlite3.SQLITE_PERM: _WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _WRITABLE,
    sqlite3.SQLITE_CORRUPT: _RESTORE,
}
_GONE = frozenset(("08", "53", "57"))
"""PostgreSQL's error classes for lost connections, full servers, and servers that are stopping."""
_ABOUT_ITSELF = frozenset(("08", "28", "3D", "42", "53", "55", "57"))
"""PostgreSQL's error classes about connections, permissions, tables and space.

The messages of these errors quote no values, unlike those of other classes:
https://www.postgresql.org/docs/current/errcodes-appendix.html
"""
