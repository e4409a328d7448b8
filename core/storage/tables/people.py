"""People, their organisations, roles and rosters, and the chats that are tied to them."""

from sqlalchemy import CheckConstraint, Column, Index, Text, true

from core.storage.tables.schema import key, reference, table
from core.storage.types import Flag, Instant

organisations = table(
    "organisations",
    key(),
    Column("name", Text, nullable=False),
    # the name in lower case and single spaces, so that one organization is not kept twice
    Column("folded", Text, nullable=False, unique=True),
)

people = table(
    "people",
    key(),
    Column("number", Text, unique=True),  # the candidate's number; staff have none
    Column("email", Text, index=True),  # in lower case; relatives may share one
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("notices_on", Flag, nullable=False, server_default=true()),
)
Index(
    "uq_people_staff_email",
    people.c.email,
    unique=True,
    sqlite_where=people.c.number.is_(None),
    postgresql_where=people.c.number.is_(None),
)

roles = table(
    "roles",
    reference("person_id", "people.id", primary_key=True),
    reference("organisation_id", "organisations.id", primary_key=True, index=True),
    Column("role", Text, primary_key=True),
    CheckConstraint(
        "role IN ('candidate', 'instructor', 'evaluator', 'administrator')", name="known"
    ),
)

rosters = table(
    "rosters",
    key(),
    reference("organisation_id", "organisations.id"),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
)
Index("uq_rosters_organisation_folded", rosters.c.organisation_id, rosters.c.folded, unique=True)

roster_instructors = table(
    "roster_instructors",
    reference("roster_id", "rosters.id", primary_key=True),
    reference("person_id", "people.id", primary_key=True, index=True),
)

roster_candidates = table(
    "roster_candidates",
    reference("roster_id", "rosters.id", primary_key=True),
    reference("person_id", "people.id", primary_key=True, index=True),
)

chat_identities = table(
    "chat_identities",
    key(),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("address", Text, nullable=False),  # where a private message to them goes
    reference("person_id", "people.id", index=True),
    Column("linked_at", Instant, nullable=False),
    Column("unreachable_since", Instant),
    Column("unreachable_because", Text),
    Column("held_until", Instant),  # the platform asked us to wait with this destination
)
Index(
    "uq_chat_identities_who",
    chat_identities.c.platform,
    chat_identities.c.external_id,
    unique=True,
)

invitations = table(
    "invitations",
    key(),
    reference("person_id", "people.id", index=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
