"""People, their organisations, roles and rosters, and the chats that are linked to them."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text, false, true

from core.names import sort_name
from core.storage.tables.schema import key, reference, table
from core.storage.types import Flag, Instant

organisations = table(
    "organisations",
    key(),
    Column("name", Text, nullable=False),
    # the name in lower case and single spaces, so that one organization is not kept twice
    Column("folded", Text, nullable=False, unique=True),
)


def _sort_name(context: Any) -> str:
    values = context.get_current_parameters()
    return sort_name(values["given_name"], values["family_name"])


people = table(
    "people",
    key(),
    # the candidate's number, as people see it; staff have none. It is an organization's own:
    # `candidate_numbers` says whose it is
    Column("number", Text, index=True),
    Column("nims_number", Text, unique=True),  # the registration number, one person everywhere
    Column("email", Text, index=True),  # in lower case; relatives may share one
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("notices_on", Flag, nullable=False, server_default=true()),
    Column("sort_name", Text, nullable=False, default=_sort_name, server_default="", index=True),
    Column("display_name", Text),  # how they would be called, beside the name on record
    Column("family_first", Flag, nullable=False, server_default=false()),
    Column("language", Text),  # in which they chose to be answered: en, es
    # how a candidate's tests were bought, for the rule of retakes; null: not known
    Column("retake_plan", Text),
)
Index(
    "uq_people_staff_email",
    people.c.email,
    unique=True,
    sqlite_where=people.c.number.is_(None),
    postgresql_where=people.c.number.is_(None),
)

# Which number an organization knows a candidate by. It stays when they leave: a late result is
# still theirs. `bare` is the number without leading zeros, which spreadsheets drop.
candidate_numbers = table(
    "candidate_numbers",
    reference("organisation_id", "organisations.id", primary_key=True),
    Column("number", Text, primary_key=True, index=True),
    Column("bare", Text, nullable=False, index=True),
    reference("person_id", "people.id", index=True),
)

roles = table(
    "roles",
    reference("person_id", "people.id", primary_key=True),
    reference("organisation_id", "organisations.id", primary_key=True, index=True),
    Column("role", Text, primary_key=True),
    CheckConstraint(
        "role IN ('candidate', 'instructor', 'evaluator', 'administrator', 'supervisor')",
        name="known",
    ),
)

rosters = table(
    "rosters",
    key(),
    reference("organisation_id", "organisations.id"),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("term", Text, nullable=False, server_default=""),
    Column("section", Text, nullable=False, server_default=""),
)
# not unique: two instructors may each have a class of that name
Index("ix_rosters_organisation_folded", rosters.c.organisation_id, rosters.c.folded)

# What a candidate, or their organization, agreed to: 'roster', that another organization has them
# on a roster; 'results', that its staff see what others recorded.
agreements = table(
    "agreements",
    reference("person_id", "people.id", primary_key=True),
    reference("organisation_id", "organisations.id", primary_key=True),
    Column("what", Text, primary_key=True),
    Column("agreed_at", Instant, nullable=False),
    CheckConstraint("what IN ('roster', 'results')", name="known"),
)

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

# what chats were last about, for half an hour, and the languages chosen where nobody is linked
chat_memories = table(
    "chat_memories",
    Column("platform", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("language", Text),
    Column("topic", Text),  # JSON
    Column("topic_at", Instant),
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
    # staff need a second code, or an administrator's yes: the chat that has shown the first one
    Column("second_hash", Text),
    Column("asked_platform", Text),
    Column("asked_external_id", Text),
    Column("asked_address", Text),
    Column("asked_token", Text),  # what an administrator says yes to: this chat and no other
    Column("asked_at", Instant),
)
Index("uq_invitations_asked_token", invitations.c.asked_token, unique=True)
