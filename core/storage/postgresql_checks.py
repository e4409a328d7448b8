"""Check a PostgreSQL server for settings that endanger records or allow few connections."""

from dataclasses import dataclass

from sqlalchemy import text

from core.storage.database import Database
from core.storage.postgres_engine import APPLICATION

_SETTINGS = text(
    """
    SELECT current_setting('server_version') AS version,
        quote_ident(current_database()) AS database,
        current_setting('server_encoding') AS encoding,
        current_setting('fsync') AS fsync,
        current_setting('full_page_writes') AS full_page_writes,
        current_setting('synchronous_commit') AS synchronous_commit,
        current_setting('max_connections')::int
            - current_setting('superuser_reserved_connections')::int AS connections,
        (SELECT count(DISTINCT application_name)::int FROM pg_stat_activity
            WHERE application_name LIKE :ours AND datname = current_database()) AS running
    """
)

_SPARE = 20
"""The number of connections reserved for commands, backups and superusers."""
_LISTENING = 1
"""Connections that a `serve` process has outside of its pool: one, to listen for new notices."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of a PostgreSQL server that we check."""

    version: str
    database: str
    encoding: str
    fsync: str
    full_page_writes: str
    synchronous_commit: str
    connections: int
    running: int
    pool_size: int

    def faults(self) -> list[str]:
        """Return each wrong setting, with the command that corrects it."""
        found = []
        if self.encoding != "UTF8":
            found.append(
                f"its encoding is {self.encoding}, which cannot hold every name; make another "
                "database with 'createdb --encoding UTF8 --template template0 NAME' and bring "
                "the records over with 'edgefinder export' and 'edgefinder import'"
            )
        system = "run 'ALTER SYSTEM SET {0} = on' and 'SELECT pg_reload_conf()' in psql"
        here = f"run 'ALTER DATABASE {self.database} SET {{0}} = on' in psql"
        for name, value, advice in (
            ("fsync", self.fsync, system),
            ("full_page_writes", self.full_page_writes, system),
            ("synchronous_commit", self.synchronous_commit, here),
        ):
            if value == "off":
                found.append(
                    f"{name} is off, so a crash of the server can lose records; "
                    f"{advice.format(name)}"
                )
        needed = self.pool_size + _LISTENING
        if self.connections < needed:
            found.append(
                f"it allows {self.connections} connections and one 'edgefinder serve' uses up to "
                f"{needed}; run 'ALTER SYSTEM SET max_connections = 100' in psql and restart it"
            )
        return found

    def shortage(self) -> str | None:
        """Say what to do if `serve` processes may need more connections than the server allows.

        Return None if there are enough connections.
        """
        needed = self.running * (self.pool_size + _LISTENING)
        if needed <= self.connections:
            return None
        return (
            f"{self.running} processes of Edgefinder use up to {needed} connections and the "
            f"database allows {self.connections}: run 'ALTER SYSTEM SET max_connections = "
            f"{needed + _SPARE}' in psql and restart it, or put PgBouncer in between"
        )

    @property
    def processes(self) -> int:
        """Return how many `serve` processes the server has enough connections for."""
        return self.connections // (self.pool_size + _LISTENING)


async def server_settings(database: Database) -> ServerSettings | None:
    """Return the server's settings, or None for SQLite, which has no server."""
    if database.is_sqlite:
        return None
    async with database.engine.connect() as connection:
        found = (await connection.execute(_SETTINGS, {"ours": f"{APPLICATION}-%"})).mappings().one()
    return ServerSettings(**found, pool_size=database.pool_size)
