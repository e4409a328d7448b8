"""Workspaces whose people verify credentials, and what they verified lately."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("keep_days", sa.Integer(), server_default="90", nullable=False),
        sa.CheckConstraint("keep_days >= 0", name=op.f("ck_workspaces_keep_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.create_index("uq_workspaces_which", ["platform", "external_id"], unique=True)
    op.create_table(
        "checks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_checks_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.create_index("ix_checks_lately", ["workspace_id", "asked_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.drop_index("ix_checks_lately")
    op.drop_table("checks")
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.drop_index("uq_workspaces_which")
    op.drop_table("workspaces")
