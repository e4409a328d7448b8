"""Add the events that chat platforms deliver, so that only one process handles each event."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("taken_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", name=op.f("pk_deliveries")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_age", ["taken_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_age")
    op.drop_table("deliveries")
