"""Add the digests by which encrypted addresses are found."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("email_key", sa.Text(), nullable=True))
    op.execute("UPDATE people SET email_key = email WHERE email IS NOT NULL")
    op.drop_index("uq_people_staff_email", table_name="people")
    op.drop_index("ix_people_email", table_name="people")
    _index("email_key")


def downgrade() -> None:
    op.drop_index("uq_people_staff_email", table_name="people")
    op.drop_index("ix_people_email_key", table_name="people")
    op.drop_column("people", "email_key")
    _index("email")


def _index(column: str) -> None:
    staff = sa.text("number IS NULL")
    op.create_index(op.f(f"ix_people_{column}"), "people", [column])
    op.create_index(
        "uq_people_staff_email",
        "people",
        [column],
        unique=True,
        sqlite_where=staff,
        postgresql_where=staff,
    )
