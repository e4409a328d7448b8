"""Add imported goals, with their followers, proofs and sign-offs."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "goals",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("organisation_id", _KEY, nullable=True),
        sa.Column("workspace_id", _KEY, nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.CheckConstraint(
            "visibility IN ('public', 'organisation', 'link')", name=op.f("ck_goals_visibility")
        ),
        sa.CheckConstraint(
            "organisation_id IS NULL OR workspace_id IS NULL", name=op.f("ck_goals_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_goals_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_goals_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.UniqueConstraint("code", name=op.f("uq_goals_code")),
        sa.UniqueConstraint("token", name=op.f("uq_goals_token")),
        sqlite_strict=True,
    )
    op.create_table(
        "followed_goals",
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("goal_code", sa.Text(), nullable=False),
        sa.Column("followed_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_followed_goals_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "goal_code", name=op.f("pk_followed_goals")),
        sqlite_strict=True,
    )
    op.create_table(
        "goal_proofs",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("goal_code", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("shows_credentials", types.Flag(), nullable=False),
        sa.Column("made_at", types.Instant(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.Column("looks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("looked_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_goal_proofs_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_proofs")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_goal_proofs_token_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("goal_proofs", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_goal_proofs_person_id"), ["person_id"], unique=False)
    op.create_table(
        "sign_offs",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("candidate_id", _KEY, nullable=False),
        sa.Column("goal_code", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("signed_on", types.Day(), nullable=False),
        sa.Column("signed_by", _KEY, nullable=False),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_sign_offs_hours")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["people.id"], name=op.f("fk_sign_offs_candidate_id")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name=op.f("fk_sign_offs_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_offs")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sign_offs", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_sign_offs_candidate_id"), ["candidate_id"], unique=False)
    op.create_table(
        "changes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_changes")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("changes")
    op.drop_table("sign_offs")
    op.drop_table("goal_proofs")
    op.drop_table("followed_goals")
    op.drop_table("goals")
