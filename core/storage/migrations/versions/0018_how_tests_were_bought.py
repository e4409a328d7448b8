"""Add how a candidate's tests were bought, which decides the rule for retaking exams."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("retake_plan", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "retake_plan")
