"""Make each workspace an organization, and add the pages that its members have opened."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("installed_in", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "workspaces",
        sa.Column(
            "organisation_id",
            key,
            sa.ForeignKey("organisations.id", name=op.f("fk_workspaces_organisation_id")),
            nullable=True,
        ),
        inline_references=True,  # SQLite can add a reference only together with its column
    )
    op.create_index("uq_workspaces_organisation", "workspaces", ["organisation_id"], unique=True)
    op.create_index("ix_workspaces_installed", "workspaces", ["platform", "installed_in"])
    op.create_table(
        "opened_pages",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("shown_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "external_id", name=op.f("pk_opened_pages")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("opened_pages")
    op.drop_index("ix_workspaces_installed", "workspaces")
    op.drop_index("uq_workspaces_organisation", "workspaces")
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.drop_column("organisation_id")
        batch_op.drop_column("installed_in")
