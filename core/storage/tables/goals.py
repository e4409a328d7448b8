"""Goals on record, their followers, proofs and sign-offs."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, true

from core.storage.tables.schema import key, reference, table
from core.storage.types import Day, Flag, Instant, Key

# Goals on record. Each belongs to an organization, a workspace, or else to the operator. `document`
# has the goal's [[goal]] table as JSON.
goals = table(
    "goals",
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("organisation_id", Key, ForeignKey("organisations.id")),
    Column("workspace_id", Key, ForeignKey("workspaces.id")),
    Column("visibility", Text, nullable=False),
    Column("token", Text, unique=True),  # the link token of a goal that is only found by link
    Column("document", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("visibility IN ('public', 'organisation', 'link')", name="visibility"),
    CheckConstraint("organisation_id IS NULL OR workspace_id IS NULL", name="one_owner"),
)

followed_goals = table(
    "followed_goals",
    reference("person_id", "people.id", primary_key=True),
    Column("goal_code", Text, primary_key=True),  # of a shipped goal or of a goal on record
    Column("followed_at", Instant, nullable=False),
)

# Links by which candidates prove that they meet a goal. Withdrawing a link deletes its row.
goal_proofs = table(
    "goal_proofs",
    key(),
    reference("person_id", "people.id", index=True),
    Column("goal_code", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("shows_credentials", Flag, nullable=False),
    Column("met_when_made", Flag, nullable=False, server_default=true()),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("looked_at", Instant),
)

# Sign-offs toward a goal by instructors: of a competency, or of hours that add up.
sign_offs = table(
    "sign_offs",
    key(),
    reference("candidate_id", "people.id", index=True),
    Column("goal_code", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("hours", Integer, nullable=False),  # 0 if the sign-off is not about hours
    Column("signed_on", Day, nullable=False),
    reference("signed_by", "people.id"),
    Column("done_on", Day),  # the day of the task, which may be before the sign-off
    # the trainer's name as somebody typed it; `trainer_id` is set if the trainer is on record
    Column("trainer", Text),
    Column("trainer_id", Key, ForeignKey("people.id")),
    CheckConstraint("hours >= 0", name="hours"),
)

Index("ix_sign_offs_signed_by", sign_offs.c.signed_by)
Index(
    "ix_sign_offs_trainer_id",
    sign_offs.c.trainer_id,
    sqlite_where=sign_offs.c.trainer_id.is_not(None),
    postgresql_where=sign_offs.c.trainer_id.is_not(None),
)

# How often data that processes cache was changed. `name` is the kind of data, such as 'goals'. A
# process that has cached another number reads the data again.
changes = table(
    "changes",
    Column("name", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)
