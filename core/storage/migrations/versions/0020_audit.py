"""Add audit entries and their seals, and record which import added each result."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_id", _KEY, nullable=True),
        sa.Column("actor_id", _KEY, nullable=True),
        sa.Column("import_id", _KEY, nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(details IS NULL) = (salt IS NULL)", name=op.f("ck_audit_entries_forgotten_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sqlite_strict=True,
    )
    for name in ("subject", "actor"):
        there = sa.text(f"{name}_id IS NOT NULL")
        op.create_index(
            f"ix_audit_entries_{name}",
            "audit_entries",
            [f"{name}_id"],
            sqlite_where=there,
            postgresql_where=there,
        )
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", types.Instant(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
        sqlite_strict=True,
    )
    op.add_column("results", sa.Column("import_id", _KEY, nullable=True))


def downgrade() -> None:
    op.drop_column("results", "import_id")
    op.drop_table("audit_seals")
    op.drop_table("audit_entries")
