"""Add files that were sent in chats, and the person who started each import."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "brought_files",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("brought_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_brought_files_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_brought_files_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_files")),
        sqlite_strict=True,
    )
    op.create_index("ix_brought_files_person_id", "brought_files", ["person_id"])
    with op.batch_alter_table("imports", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("brought_by", _KEY, nullable=True))
        batch_op.create_foreign_key(op.f("fk_imports_brought_by"), "people", ["brought_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("imports", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(op.f("fk_imports_brought_by"), type_="foreignkey")
        batch_op.drop_column("brought_by")
    op.drop_table("brought_files")
