"""Add the holder's choice whether previews of links to an award show the holder's name."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    named: sa.Column[bool] = sa.Column(
        "named_in_previews", types.Flag(), server_default=sa.false(), nullable=False
    )
    op.add_column("awards", named)


def downgrade() -> None:
    op.drop_column("awards", "named_in_previews")
