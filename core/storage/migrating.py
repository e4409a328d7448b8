"""Bringing a database to the tables that this version needs, and saying where it stands."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from core.storage.database import Database, DatabaseError, make_folder_for
from core.storage.tables import metadata


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "core.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this version's tables are at."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


async def upgrade(database: Database) -> tuple[str | None, str]:
    """Runs the missing migrations; returns the revision before and after."""
    make_folder_for(database.engine.url)

    def run(connection: Connection) -> str | None:
        before = MigrationContext.configure(connection).get_current_revision()
        _refuse_newer(before)
        command.upgrade(_config(connection), "head")
        return before

    async with database.begin() as connection:
        before = await connection.run_sync(run)
    return before, newest()


async def prepare(database: Database) -> None:
    """Makes the tables of a new database; raises DatabaseError when an old one must be upgraded."""
    make_folder_for(database.engine.url)

    def look(connection: Connection) -> tuple[str | None, bool]:
        revision = MigrationContext.configure(connection).get_current_revision()
        return revision, bool(inspect(connection).get_table_names())

    async with database.engine.connect() as connection:
        revision, has_tables = await connection.run_sync(look)
    if revision is None and not has_tables:
        await upgrade(database)
        return
    _refuse_newer(revision)
    if revision is None:
        raise DatabaseError(
            f"{database.description} holds tables that are not Edgefinder's: name another database "
            "in EDGEFINDER_DATABASE_URL (or run 'edgefinder db upgrade' to add ours beside them)"
        )
    if revision != newest():
        raise DatabaseError(
            "the database was made by an earlier version: run 'edgefinder db upgrade' "
            "(after 'edgefinder db backup FILE')"
        )


def _refuse_newer(revision: str | None) -> None:
    script = ScriptDirectory.from_config(_config())
    if revision is not None and revision not in {each.revision for each in script.walk_revisions()}:
        raise DatabaseError(
            f"the database was made by a newer version of Edgefinder (its tables are at {revision},"
            f" ours at {newest()}): install that version"
        )


async def differences(database: Database) -> list[str]:
    """What differs between the tables as they are and as this version needs them; [] when good."""

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
