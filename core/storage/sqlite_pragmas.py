"""Set up every connection to a SQLite file in the same way."""

from typing import Any

BUSY_SECONDS = 15
"""How many seconds a writer waits for another writer before it gives up."""
CACHE = 65_536
"""Kilobytes of pages that SQLite keeps in memory."""


def prepare_sqlite(connection: Any, _: object = None) -> None:
    """Set up a new connection, whether of the standard library or of SQLAlchemy's pool."""
    connection.isolation_level = None  # Edgefinder sends BEGIN itself
    try:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",  # readers and the writer then do not block each other
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"cache_size=-{CACHE}",
            "temp_store=MEMORY",
            "main.secure_delete=ON",  # deleted data then does not stay in free pages
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        connection.close()  # the pool does not know the connection yet, and would leave it open
        raise
