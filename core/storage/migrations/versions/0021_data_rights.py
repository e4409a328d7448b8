"""Add forgotten people, minors whose codes are closed, and correction requests."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STRICT = {"sqlite_strict": True}


def upgrade() -> None:
    with op.batch_alter_table("people", table_kwargs=_STRICT) as batch_op:
        batch_op.add_column(sa.Column("forgotten_at", types.Instant(), nullable=True))
        batch_op.add_column(
            sa.Column("minor", types.Flag(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("opened_at", types.Instant(), nullable=True))
        batch_op.add_column(sa.Column("opened_by", sa.Text(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_people_opener"), "opened_by IN ('guardian', 'center')"
        )
        batch_op.create_check_constraint(
            op.f("ck_people_opened_whole"), "(opened_at IS NULL) = (opened_by IS NULL)"
        )
    op.create_table(
        "corrections",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.Column("sent_at", types.Instant(), nullable=True),
        sa.Column("settled_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_corrections_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        **_STRICT,
    )
    op.create_index(op.f("ix_corrections_person_id"), "corrections", ["person_id"])


def downgrade() -> None:
    op.drop_table("corrections")
    with op.batch_alter_table("people", table_kwargs=_STRICT) as batch_op:
        batch_op.drop_constraint(op.f("ck_people_opened_whole"), type_="check")
        batch_op.drop_constraint(op.f("ck_people_opener"), type_="check")
        for name in ("opened_by", "opened_at", "minor", "forgotten_at"):
            batch_op.drop_column(name)
