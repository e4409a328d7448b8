"""Add batches of results that are on record unchanged, and triggers that delete them."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE TRIGGER results_changed_{0} AFTER {0} ON results BEGIN DELETE FROM known_batches; END"
)
# takes the lock of core.storage.database.write_alone, because an import may have compared a batch
# that it has not written yet
_FUNCTION = (
    "CREATE FUNCTION forget_known_batches() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN PERFORM pg_advisory_xact_lock(7305809); DELETE FROM known_batches; RETURN NULL; END $$"
)
_POSTGRESQL = (
    "CREATE TRIGGER results_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON results "
    "FOR EACH STATEMENT EXECUTE FUNCTION forget_known_batches()"
)


def upgrade() -> None:
    op.create_table(
        "known_batches",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("noted_on", types.Day(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_known_batches")),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(change))
    else:
        op.execute(_FUNCTION)
        op.execute(_POSTGRESQL)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER results_changed_{change}")
    else:
        op.execute("DROP TRIGGER results_changed ON results")
        op.execute("DROP FUNCTION forget_known_batches()")
    op.drop_table("known_batches")
