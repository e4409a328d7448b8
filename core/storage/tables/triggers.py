"""The triggers of the tables, which are created together with the tables."""

from sqlalchemy import DDL, event

from core.storage.tables.schema import metadata

# On PostgreSQL, the trigger takes the lock of core.storage.database.write_alone, because an import
# may have compared a batch that it has not written yet.
_ON_SQLITE = (
    "CREATE TRIGGER results_changed_{0} AFTER {0} ON results BEGIN DELETE FROM known_batches; END"
)
_FUNCTION = (
    "CREATE FUNCTION forget_known_batches() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN PERFORM pg_advisory_xact_lock(7305809); DELETE FROM known_batches; RETURN NULL; END $$"
)
_ON_POSTGRESQL = (
    "CREATE TRIGGER results_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON results "
    "FOR EACH STATEMENT EXECUTE FUNCTION forget_known_batches()"
)
_CREATED = {
    "sqlite": (_ON_SQLITE.format("UPDATE"), _ON_SQLITE.format("DELETE")),
    "postgresql": (_FUNCTION, _ON_POSTGRESQL),
}


def declare_triggers() -> None:
    """Let `metadata.create_all` create the triggers, in the SQL of SQLite or PostgreSQL."""
    for dialect, statements in _CREATED.items():
        for statement in statements:
            created = DDL(statement)  # type: ignore[no-untyped-call] # SQLAlchemy's is untyped
            event.listen(metadata, "after_create", created.execute_if(dialect=dialect))
