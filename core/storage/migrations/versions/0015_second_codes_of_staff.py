"""Add a second code to invitations of staff, and the chat that asks to be linked."""

import sqlalchemy as sa
from alembic import op

from core.storage.types import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ADDED = (
    ("second_hash", sa.Text),
    ("asked_platform", sa.Text),
    ("asked_external_id", sa.Text),
    ("asked_address", sa.Text),
    ("asked_token", sa.Text),
    ("asked_at", Instant),
)


def upgrade() -> None:
    for name, kind in _ADDED:
        op.add_column("invitations", sa.Column(name, kind()))
    op.create_index("uq_invitations_asked_token", "invitations", ["asked_token"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_invitations_asked_token", "invitations")
    for name, _ in _ADDED:
        op.drop_column("invitations", name)
