"""Reported exam results, and the awards that candidates earned by them."""

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    and_,
    false,
)

from core.storage.tables.schema import key, reference, table
from core.storage.types import Day, Flag, Instant, Key

imports = table(
    "imports",
    key(),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    # the person who sent the file, or recorded the result, in a chat
    Column("brought_by", Key, ForeignKey("people.id")),
)

Index("ix_imports_newest", imports.c.kind, imports.c.finished_at)
Index(
    "ix_imports_brought_by",
    imports.c.brought_by,
    sqlite_where=imports.c.brought_by.is_not(None),
    postgresql_where=imports.c.brought_by.is_not(None),
)

# Files sent in a chat. They stay until their sender confirms or cancels the import.
brought_files = table(
    "brought_files",
    key(),
    reference("person_id", "people.id", index=True),
    reference("organisation_id", "organisations.id"),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("brought_at", Instant, nullable=False),
)

# Reported results. A wrong result is not overwritten: a correction adds a row with the outcome
# 'void'. Imports may therefore come in any order and be repeated, and an import looks up only the
# key.
results = table(
    "results",
    reference("candidate_id", "people.id", primary_key=True),
    Column("exam_code", Text, primary_key=True),
    Column("taken_on", Day, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),  # 0: no number was given
    Column("outcome", Text, primary_key=True),
    Column("score", Double().with_variant(REAL, "sqlite")),
    Column("evaluator", Text),
    Column("source_ref", Text),
    # the organization that submitted the result; NULL while it is the candidate's only organization
    Column("organisation_id", Key, ForeignKey("organisations.id")),
    # the import that added the result; NULL if the version at that time did not record imports
    Column("import_id", Key),
    CheckConstraint("outcome IN ('pass', 'fail', 'submitted', 'void')", name="known"),
    CheckConstraint("attempt >= 0", name="attempt"),
    sqlite_with_rowid=False,
)

# One digest for each imported batch of results that has not changed since. When any result is
# changed or deleted, triggers delete all rows of this table.
known_batches = table(
    "known_batches",
    Column("digest", Text, primary_key=True),
    Column("noted_on", Day, nullable=False),
)

awards = table(
    "awards",
    key(),
    Column("code", Text, nullable=False, unique=True),
    reference("candidate_id", "people.id", index=True),
    Column("credential_code", Text, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("awarded_at", Instant, nullable=False),
    Column("revoked_on", Day),
    Column("revoked_because", Text),
    # 'void': a result behind the award was voided, and the award can be earned again. 'issuer': the
    # award was revoked by hand, and is never given again automatically.
    Column("revoked_by", Text),
    Column("holder", Text),  # the holder's name at the time of the award; NULL: as on record
    # the other award for the same credential, if two records of one person were merged; both codes
    # stay valid
    Column("duplicate_of", Key, ForeignKey("awards.id")),
    Column("withdrawn_at", Instant),  # when the holder hid the award; NULL if others may see it
    # whether previews of links to the award show the holder's name, as the holder chose
    Column("named_in_previews", Flag, server_default=false(), nullable=False),
    CheckConstraint("revoked_by IN ('void', 'issuer')", name="revoker"),
    CheckConstraint("(revoked_on IS NULL) = (revoked_by IS NULL)", name="revoked_whole"),
)
_held = and_(awards.c.revoked_on.is_(None), awards.c.duplicate_of.is_(None))
Index(
    "uq_awards_held",
    awards.c.candidate_id,
    awards.c.credential_code,
    unique=True,
    sqlite_where=_held,
    postgresql_where=_held,
)

# Credentials earned earlier, or at other institutions, with their source and the evidence.
earned_elsewhere = table(
    "earned_elsewhere",
    key(),
    reference("candidate_id", "people.id"),
    Column("credential_code", Text, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("evidence", Text),
    reference("import_id", "imports.id", index=True),
)
Index(
    "uq_earned_elsewhere_what",
    earned_elsewhere.c.candidate_id,
    earned_elsewhere.c.credential_code,
    earned_elsewhere.c.issuer,
    earned_elsewhere.c.issued_on,
    unique=True,
)

# The position of a signed credential's bit: `place` in the status list `list` (Bitstring Status
# List). The row is created when the credential is first signed. `revoked` repeats the award's
# state, so that one query reads a whole list.
award_statuses = table(
    "award_statuses",
    reference("award_id", "awards.id", primary_key=True),
    Column("list", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("salt", Text, nullable=False),
    Column("revoked", Flag, nullable=False),
    CheckConstraint("place >= 0 AND place < 131072", name="place"),
)
Index("uq_award_statuses_place", award_statuses.c.list, award_statuses.c.place, unique=True)
Index(
    "ix_award_statuses_revoked",
    award_statuses.c.list,
    award_statuses.c.place,
    sqlite_where=award_statuses.c.revoked,
    postgresql_where=award_statuses.c.revoked,
)
