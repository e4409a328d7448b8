"""Upgrade a database to the tables that this version needs, and list how its tables differ."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from core.storage.database import Database, make_private_file
from core.storage.revisions import newest, refuse_newer
from core.storage.tables import metadata


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration: our migrations, and the connection to run them on."""
    made = Config()
    made.set_main_option("script_location", "core.storage:migrations")
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


async def upgrade(database: Database) -> tuple[str | None, str]:
    """Create the tables, or run the missing migrations. Return the revision before and after.

    A new database gets the newest tables directly, without the older migrations.
    """
    make_private_file(database.engine.url)

    def run(connection: Connection) -> str | None:
        before = MigrationContext.configure(connection).get_current_revision()
        refuse_newer(before)
        if before is None:
            metadata.create_all(connection, checkfirst=False)
            command.stamp(config(connection), "head")
        else:
            command.upgrade(config(connection), "head")
        return before

    async with database.begin_rebuilding() as connection:
        before = await connection.run_sync(run)
    return before, newest()


async def differences(database: Database) -> list[str]:
    """Return how the database's tables differ from those of this version, or [] if they do not.

    On SQLite, also return what is damaged, and references to missing rows.
    """

    def compare(connection: Connection) -> list[str]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return [str(difference) for difference in compare_metadata(context, metadata)]

    async with database.engine.connect() as connection:
        found = await connection.run_sync(compare)
        if database.is_sqlite:
            rows = await connection.execute(text("PRAGMA integrity_check"))
            found += [row[0] for row in rows if row[0] != "ok"]
            broken = await connection.execute(text("PRAGMA foreign_key_check"))
            found += [f"a row of {row[0]} points at a missing {row[2]}" for row in broken]
    return found
