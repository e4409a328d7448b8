"""Add what each chat was last about, and the language that people chose."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_memories",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("topic_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "external_id", name=op.f("pk_chat_memories")),
        sqlite_strict=True,
    )
    op.add_column("people", sa.Column("language", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "language")
    op.drop_table("chat_memories")
