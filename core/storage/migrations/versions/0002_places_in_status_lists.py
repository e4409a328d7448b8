"""Add the positions of awards in status lists, and when holders have hidden their awards."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "award_statuses",
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("revoked", types.Flag(), nullable=False),
        sa.CheckConstraint("place >= 0 AND place < 131072", name=op.f("ck_award_statuses_place")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_award_statuses_award_id")
        ),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_award_statuses")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("award_statuses", schema=None) as batch_op:
        batch_op.create_index("uq_award_statuses_place", ["list", "place"], unique=True)
        batch_op.create_index(
            "ix_award_statuses_revoked",
            ["list", "place"],
            unique=False,
            sqlite_where=sa.text("revoked"),
            postgresql_where=sa.text("revoked"),
        )
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", types.Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")
    op.drop_table("award_statuses")
