"""Add credentials that candidates earned earlier, or at other institutions."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "earned_elsewhere",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("candidate_id", _KEY, nullable=False),
        sa.Column("credential_code", sa.Text(), nullable=False),
        sa.Column("issued_on", types.Day(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("import_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["people.id"], name=op.f("fk_earned_elsewhere_candidate_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_earned_elsewhere_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earned_elsewhere")),
        sqlite_strict=True,
    )
    op.create_index("ix_earned_elsewhere_import_id", "earned_elsewhere", ["import_id"])
    op.create_index(
        "uq_earned_elsewhere_what",
        "earned_elsewhere",
        ["candidate_id", "credential_code", "issuer", "issued_on"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("earned_elsewhere")
