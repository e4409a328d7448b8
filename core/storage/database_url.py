"""Parse database URLs as people write them into URLs for SQLAlchemy."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from core.storage.postgres_engine import with_several_hosts

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class DatabaseError(Exception):
    """Raised if the database cannot be used. The message says why, and how to fix it."""


def database_url(url: str) -> URL:
    """Return a database's URL in the form that SQLAlchemy needs, with our async driver.

    Raises DatabaseError if the URL names no SQLite file or PostgreSQL server, or has an unknown
    option.
    """
    try:
        parsed = make_url(with_several_hosts(url))
        backend = parsed.get_backend_name()
    except (
        ArgumentError,
        NoSuchModuleError,
        ValueError,
    ):
        # A ValueError means that the port is not a number. The error gets no cause, because the
        # cause may contain the password.
        raise DatabaseError(_NOT_A_DATABASE) from None
    if backend == "postgres":  # hosting services write the scheme like this
        backend = "postgresql"
    if backend not in DRIVERS:
        raise DatabaseError(_NOT_A_DATABASE)
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise DatabaseError("EDGEFINDER_DATABASE_URL names no file: write sqlite:///FOLDER/FILE.db")
    if backend == "postgresql":
        parsed = parsed.set(query=_options(parsed.query))
    return parsed.set(drivername=DRIVERS[backend])


def server_url(url: str, setting: str) -> URL:
    """Return the URL of a PostgreSQL server from a setting, with our async driver.

    Raises DatabaseError, which names the setting EDGEFINDER_DATABASE_`setting`, if `url` is not the
    address of a PostgreSQL server.
    """
    try:
        parsed = database_url(url)
        if parsed.get_backend_name() == "postgresql":
            return parsed
    except DatabaseError:
        pass
    raise DatabaseError(
        f"EDGEFINDER_DATABASE_{setting} is not a PostgreSQL server: "
        "write postgresql://USER:PASSWORD@HOST/NAME"
    )


def refuse_servers(direct_url: str | None, read_url: str | None) -> None:
    """Raise DatabaseError if a setting is only for PostgreSQL.

    Call this if the database is a SQLite file.
    """
    for setting, url in (("DIRECT_URL", direct_url), ("READ_URL", read_url)):
        if url:
            raise DatabaseError(
                f"EDGEFINDER_DATABASE_{setting} is for PostgreSQL, and EDGEFINDER_DATABASE_URL is "
                f"a SQLite file: remove EDGEFINDER_DATABASE_{setting}"
            )


def _options(query: Mapping[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    """Return a URL's options (after the question mark) under the names that asyncpg uses.

    Raises DatabaseError for an unknown option.
    """
    named = {"ssl" if name == "sslmode" else name: value for name, value in query.items()}
    unknown = sorted(named.keys() - _OPTIONS)
    if unknown:
        raise DatabaseError(
            f"EDGEFINDER_DATABASE_URL has the option {unknown[0]}, which is not known here: "
            f"remove it (known are {', '.join(sorted(_OPTIONS))} and sslmode)"
        )
    return named


_OPTIONS = frozenset(
    ("host", "port", "ssl", "target_session_attrs", "prepared_statement_cache_size")
)


_NOT_A_DATABASE = (
    "EDGEFINDER_DATABASE_URL is not a database that can be used: "
    "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
)


def make_private_file(url: URL) -> None:
    """Create a missing SQLite file and its folder, accessible only to their owner.

    SQLite gives the `-wal` and `-shm` files the same permissions as the file. Raises DatabaseError
    if the file or its folder cannot be created.
    """
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    file = Path(url.database)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DatabaseError(
            f"the database {file} cannot be made ({error.strerror}): name another in "
            "EDGEFINDER_DATABASE_URL"
        ) from error
