"""Add the trainer and the day of the task to sign-offs, and sign-offs by supervisors."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STRICT = {"sqlite_strict": True}
_BEFORE = "role IN ('candidate', 'instructor', 'evaluator', 'administrator')"
_SINCE = "role IN ('candidate', 'instructor', 'evaluator', 'administrator', 'supervisor')"


def upgrade() -> None:
    with op.batch_alter_table("sign_offs", table_kwargs=_STRICT) as batch_op:
        batch_op.add_column(sa.Column("done_on", types.Day(), nullable=True))
        batch_op.add_column(sa.Column("trainer", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("trainer_id", _KEY, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_sign_offs_trainer_id"), "people", ["trainer_id"], ["id"]
        )
    op.execute("UPDATE sign_offs SET done_on = signed_on")
    _roles_known(_SINCE)


def downgrade() -> None:
    op.execute("DELETE FROM roles WHERE role = 'supervisor'")
    _roles_known(_BEFORE)
    with op.batch_alter_table("sign_offs", table_kwargs=_STRICT) as batch_op:
        batch_op.drop_constraint(op.f("fk_sign_offs_trainer_id"), type_="foreignkey")
        for name in ("trainer_id", "trainer", "done_on"):
            batch_op.drop_column(name)


def _roles_known(rule: str) -> None:
    with op.batch_alter_table("roles", table_kwargs=_STRICT) as batch_op:
        batch_op.drop_constraint(op.f("ck_roles_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_roles_known"), rule)
