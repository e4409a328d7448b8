"""Find the revision of a database, and the newest revision, without loading Alembic.

Every command checks the revision, and loading Alembic takes longer than most commands.
"""

from sqlalchemy import Connection, inspect, text

from core.storage.database import Database, DatabaseError, make_private_file
from core.storage.revision_names import known_revisions

_VERSION = text("SELECT version_num FROM alembic_version")


def newest() -> str:
    """Return the revision of this version's tables."""
    return known_revisions()[-1]


async def prepare(database: Database, *, create: bool = True) -> None:
    """Check that a database has our tables.

    With `create`, make them if the database is empty. Raises DatabaseError if there is no database,
    if its tables are not ours, if it must be upgraded, or if it is too new.
    """
    if not create and database.is_sqlite and not database.exists():
        raise DatabaseError(_no_database(database))
    make_private_file(database.engine.url)

    def look(connection: Connection) -> tuple[str | None, bool]:
        tables = inspect(connection).get_table_names()
        if "alembic_version" not in tables:
            return None, bool(tables)
        return connection.scalar(_VERSION), True

    async with database.engine.connect() as connection:
        revision, has_tables = await connection.run_sync(look)
    if revision is None and not has_tables and not create:
        raise DatabaseError(_no_database(database))
    if revision is None and not has_tables:
        from core.storage.upgrading import upgrade  # noqa: PLC0415 - loads Alembic

        await upgrade(database)
        return
    refuse_newer(revision)
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


_FIRST_RELEASED = "1000"
"""Migrations of released versions have larger revisions than this.

At the first release, all earlier migrations are combined.
"""


def refuse_newer(revision: str | None) -> None:
    """Raise DatabaseError if the database is at a revision that this version does not know."""
    if revision is not None and revision not in known_revisions():
        if revision < _FIRST_RELEASED <= newest():
            raise DatabaseError(
                f"the database was made before the first release (its tables are at {revision}): "
                "with the version that made it run 'edgefinder export people people.csv', and the "
                "same for rosters, results and awards; then import these files into a new database "
                "(RELEASING.md)"
            )
        raise DatabaseError(
            f"the database was made by a newer version of Edgefinder (its tables are at {revision},"
            f" ours at {newest()}): install that version"
        )


def _no_database(database: Database) -> str:
    return (
        f"there is no database in {database.description} yet: make it with 'edgefinder db init' or "
        "by importing people, or name another in EDGEFINDER_DATABASE_URL"
    )
