"""Audit entries, and the seals over them."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Text

from core.storage.tables.schema import key, table
from core.storage.types import Instant, Key

# Looks at people's records, and changes of them. No foreign keys to people, because entries stay
# when a person is deleted. When a person is forgotten, only `details`, `salt` and the ids of the
# two people are cleared. `digest` stays.
audit_entries = table(
    "audit_entries",
    key(),
    Column("at", Instant, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject_id", Key),  # the person whose record the entry is about
    Column("actor_id", Key),  # the person on record who acted
    Column("import_id", Key),
    Column("details", Text),  # JSON
    Column("salt", Text),
    Column("digest", Text, nullable=False),  # digest of the salt and the details
    CheckConstraint("(details IS NULL) = (salt IS NULL)", name="forgotten_whole"),
)
Index(
    "ix_audit_entries_subject",
    audit_entries.c.subject_id,
    sqlite_where=audit_entries.c.subject_id.is_not(None),
    postgresql_where=audit_entries.c.subject_id.is_not(None),
)
Index(
    "ix_audit_entries_actor",
    audit_entries.c.actor_id,
    sqlite_where=audit_entries.c.actor_id.is_not(None),
    postgresql_where=audit_entries.c.actor_id.is_not(None),
)

Index(
    "ix_audit_entries_of_nobody",
    audit_entries.c.action,
    sqlite_where=audit_entries.c.subject_id.is_(None),
    postgresql_where=audit_entries.c.subject_id.is_(None),
)

# Checkpoints of the audit log: the root of the Merkle tree over all entries so far, and the leaves
# that this seal adds.
audit_seals = table(
    "audit_seals",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed_at", Instant, nullable=False),
    Column("size", Integer, nullable=False),
    Column("root", Text, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
)
