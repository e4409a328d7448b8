"""Add indexes for queries that read whole tables, which grow with the number of candidates."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_audit_entries_of_nobody", "audit_entries", ["action"], "subject_id IS NULL"),
    ("ix_chat_identities_unreachable", "chat_identities", ["unreachable_since"], None),
    ("ix_chat_memories_topic_at", "chat_memories", ["topic_at"], None),
    ("ix_checks_code", "checks", ["code"], ""),
    (
        "ix_corrections_open",
        "corrections",
        ["id"],
        "sent_at IS NOT NULL AND settled_at IS NULL",
    ),
    ("ix_corrections_settled_at", "corrections", ["settled_at"], None),
    ("ix_corrections_unsent", "corrections", ["asked_at"], "sent_at IS NULL"),
    ("ix_goal_proofs_expires_at", "goal_proofs", ["expires_at"], ""),
    ("ix_imports_newest", "imports", ["kind", "finished_at"], ""),
    ("ix_imports_brought_by", "imports", ["brought_by"], None),
    ("ix_invitations_expires_at", "invitations", ["expires_at"], ""),
    ("ix_invitations_used_at", "invitations", ["used_at"], ""),
    ("ix_notices_queue", "notices", ["lane_id"], None),
    ("ix_notices_settled", "notices", ["settled_at"], None),
    ("ix_sign_offs_signed_by", "sign_offs", ["signed_by"], ""),
    ("ix_sign_offs_trainer_id", "sign_offs", ["trainer_id"], None),
    ("ix_watches_person_id", "watches", ["person_id"], None),
    ("ix_watches_place_id", "watches", ["place_id"], None),
    ("ix_watches_award_id", "watches", ["award_id"], None),
    ("ix_watches_proof_id", "watches", ["proof_id"], None),
)
"""The indexes to add: each index's name, table, columns, and a condition on rows.

If the condition is None, the index has the rows in which its column is not NULL.
"""


def upgrade() -> None:
    for name, table, columns, condition in _INDEXES:
        text = f"{columns[0]} IS NOT NULL" if condition is None else condition
        where = sa.text(text) if text else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _columns, _condition in _INDEXES:
        op.drop_index(name, table)
