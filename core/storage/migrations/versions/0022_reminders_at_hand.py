"""Add an index of unsent reminders, by which an import finds those of its candidates."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_DUE_REMINDER = sa.text("kind = 'exam_opens' AND state = 'due'")


def upgrade() -> None:
    op.create_index(
        "ix_notices_reminders",
        "notices",
        ["person_id"],
        sqlite_where=_DUE_REMINDER,
        postgresql_where=_DUE_REMINDER,
    )


def downgrade() -> None:
    op.drop_index("ix_notices_reminders", "notices")
