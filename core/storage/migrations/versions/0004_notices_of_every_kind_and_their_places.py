"""Notices about more than awards, and the groups and channels that they may go to."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_places",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("names_shown", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("confirmed_at", types.Instant(), nullable=False),
        sa.Column("held_until", types.Instant(), nullable=True),
        sa.Column("unreachable_since", types.Instant(), nullable=True),
        sa.Column("unreachable_because", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('group', 'channel')", name=op.f("ck_notice_places_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notice_places_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_places")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("notice_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_places_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_notice_places_which", ["platform", "address", "person_id"], unique=True
        )
    op.add_column("notices", sa.Column("data", sa.Text(), nullable=True))
    _add_reference("place_id", "notice_places")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_place_id"), ["place_id"], unique=False)


def _add_reference(name: str, target: str) -> None:
    # in words of SQL: SQLite adds such a column, but takes no constraint afterwards
    kind = _KEY.compile(op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE notices ADD COLUMN {name} {kind} "
        f"CONSTRAINT fk_notices_{name} REFERENCES {target} (id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("notices", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_index("ix_notices_place_id")
        batch_op.drop_column("place_id")
        batch_op.drop_column("data")
    op.drop_table("notice_places")
