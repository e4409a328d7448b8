"""Add notices about more than awards, the groups and channels they go to, and their queues."""

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
    op.create_table(
        "notice_lanes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("place_id", _KEY, nullable=True),
        sa.Column("next_at", types.Instant(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notice_lanes_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["notice_places.id"], name=op.f("fk_notice_lanes_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_lanes")),
        sa.UniqueConstraint("place_id", name=op.f("uq_notice_lanes_place_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("notice_lanes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_lanes_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_notice_lanes_person",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("place_id IS NULL"),
            postgresql_where=sa.text("place_id IS NULL"),
        )
        batch_op.create_index(
            "ix_notice_lanes_next",
            ["next_at", "id"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
    op.add_column("notices", sa.Column("data", sa.Text(), nullable=True))
    op.add_column("notices", sa.Column("platform", sa.Text(), nullable=True))
    _add_reference("place_id", "notice_places")
    _add_reference("lane_id", "notice_lanes")
    _index("ix_notices_place_id", ["place_id"])
    op.drop_index("ix_notices_due", table_name="notices")
    _index("ix_notices_due", ["not_before", "id"], "state = 'due' AND lane_id IS NULL")
    _index("ix_notices_lane", ["lane_id", "not_before", "id"], "state = 'due'")
    _index("ix_notices_undeliverable", ["settled_at"], "state = 'undeliverable'")


def _index(name: str, columns: list[str], which: str = "") -> None:
    where = sa.text(which) if which else None
    op.create_index(name, "notices", columns, sqlite_where=where, postgresql_where=where)


def _add_reference(name: str, target: str) -> None:
    # as SQL text, because SQLite can add a column with a constraint, but no constraint later
    kind = _KEY.compile(op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE notices ADD COLUMN {name} {kind} "
        f"CONSTRAINT fk_notices_{name} REFERENCES {target} (id)"
    )


def downgrade() -> None:
    for index in ("place_id", "due", "lane", "undeliverable"):
        op.drop_index(f"ix_notices_{index}", table_name="notices")
    with op.batch_alter_table("notices", table_kwargs={"sqlite_strict": True}) as batch_op:
        for column in ("lane_id", "place_id", "platform", "data"):
            batch_op.drop_column(column)
    _index("ix_notices_due", ["not_before", "id"], "state = 'due'")
    op.drop_table("notice_lanes")
    op.drop_table("notice_places")
