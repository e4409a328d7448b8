"""Add what a person wants to be notified about, and an instructor's choice for each roster."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("told_at", types.Instant(), nullable=True))
    untold = "state = 'undeliverable' AND told_at IS NULL"
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notices_untold",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text(untold),
            postgresql_where=sa.text(untold),
        )
    op.create_table(
        "notice_settings",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("digest_at", sa.Integer(), server_default="480", nullable=False),
        sa.Column("digest_weekday", sa.Integer(), server_default="0", nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("results", types.Flag(), server_default=sa.true(), nullable=False),
        sa.Column("credentials", types.Flag(), server_default=sa.true(), nullable=False),
        sa.Column("next_steps", types.Flag(), server_default=sa.true(), nullable=False),
        sa.Column("nudges", types.Flag(), server_default=sa.true(), nullable=False),
        sa.Column("imports", types.Flag(), server_default=sa.true(), nullable=False),
        sa.Column("nudged_at", types.Instant(), nullable=True),
        sa.CheckConstraint(
            "digest_at BETWEEN 0 AND 1439", name=op.f("ck_notice_settings_digest_at")
        ),
        sa.CheckConstraint(
            "digest_weekday BETWEEN 0 AND 6", name=op.f("ck_notice_settings_digest_weekday")
        ),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)",
            name=op.f("ck_notice_settings_quiet_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notice_settings_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "roster_notices",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "roster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("next_at", types.Instant(), nullable=True),
        sa.CheckConstraint(
            "pace IN ('each', 'daily', 'weekly', 'off')", name=op.f("ck_roster_notices_pace")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_roster_notices_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name=op.f("fk_roster_notices_roster_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "roster_id", name=op.f("pk_roster_notices")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("roster_notices", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roster_notices_next_at"),
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
    op.create_table(
        "digest_awards",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "roster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_digest_awards_award_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_digest_awards_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name=op.f("fk_digest_awards_roster_id")
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "roster_id", "award_id", name=op.f("pk_digest_awards")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "roster_places",
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "roster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["notice_places.id"], name=op.f("fk_roster_places_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name=op.f("fk_roster_places_roster_id")
        ),
        sa.PrimaryKeyConstraint("place_id", "roster_id", name=op.f("pk_roster_places")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("roster_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_places_roster_id"), ["roster_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("roster_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_places_roster_id"))
    op.drop_table("roster_places")
    op.drop_table("digest_awards")
    with op.batch_alter_table("roster_notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_notices_next_at"))
    op.drop_table("roster_notices")
    op.drop_table("notice_settings")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_untold")
    op.drop_column("notices", "told_at")
