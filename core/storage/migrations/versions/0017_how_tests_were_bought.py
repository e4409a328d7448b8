"""How a candidate's tests were bought: which rule for retakes holds."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("retake_plan", sa.Text(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_people_known_plan"), "retake_plan IN ('subscription', 'test_pass')"
        )


def downgrade() -> None:
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_constraint(op.f("ck_people_known_plan"), type_="check")
        batch_op.drop_column("retake_plan")
