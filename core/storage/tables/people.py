"""People, their organizations, roles and rosters, and the chats linked to them."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text, and_, false, true

from core.names import sort_name
from core.storage.address_columns import Address, AddressKey
from core.storage.tables.schema import key, reference, table
from core.storage.types import Flag, Instant

organisations = table(
    "organisations",
    key(),
    Column("name", Text, nullable=False),
    # the name in lower case and single spaces, so that no organization is stored twice
    Column("folded", Text, nullable=False, unique=True),
)


def _sort_name(context: Any) -> str:
    values = context.get_current_parameters()
    return sort_name(values["given_name"], values["family_name"])


def _email_key(context: Any) -> str | None:
    address: str | None = context.get_current_parameters().get("email")
    return address


people = table(
    "people",
    key(),
    # The candidate's number as people see it; staff have none. For the organization that issued it,
    # see `candidate_numbers`.
    Column("number", Text, index=True),
    # the person's NIMS registration number, which is the same at all organizations
    Column("nims_number", Text, unique=True),
    Column("email", Address),  # in lower case; relatives may share an address
    # The address, or its digest if addresses are encrypted. Queries for people use this column.
    Column("email_key", AddressKey, default=_email_key, index=True),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("notices_on", Flag, nullable=False, server_default=true()),
    Column("sort_name", Text, nullable=False, default=_sort_name, server_default="", index=True),
    Column("display_name", Text),  # the name by which the person wants to be called
    Column("family_first", Flag, nullable=False, server_default=false()),
    Column("language", Text),  # the language that the person chose: en, es
    # how the candidate's tests were bought, which decides the rule for retakes; NULL if unknown
    Column("retake_plan", Text),
    Column("forgotten_at", Instant),  # when the person's name, number and address were deleted
    # whether the person is a minor: their codes and links then show nothing until a guardian or the
    # center opens them
    Column("minor", Flag, nullable=False, server_default=false()),
    Column("opened_at", Instant),
    Column("opened_by", Text),
    CheckConstraint("opened_by IN ('guardian', 'center')", name="opener"),
    CheckConstraint("(opened_at IS NULL) = (opened_by IS NULL)", name="opened_whole"),
)
Index(
    "uq_people_staff_email",
    people.c.email_key,
    unique=True,
    sqlite_where=people.c.number.is_(None),
    postgresql_where=people.c.number.is_(None),
)

# A candidate's number at an organization. The row stays when the candidate leaves, so that a late
# result still finds the candidate. `bare` is the number without leading zeros, because spreadsheets
# drop leading zeros.
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
# not unique, because two instructors may each have a class with the same name
Index("ix_rosters_organisation_folded", rosters.c.organisation_id, rosters.c.folded)

# Permissions that a candidate, or their organization, gave to another organization. 'roster': the
# other organization may have the candidate on a roster. 'results': its staff see results that
# others submitted.
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

# what each chat was last about, for half an hour, and the languages chosen in chats that are not
# linked
chat_memories = table(
    "chat_memories",
    Column("platform", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("language", Text),
    Column("topic", Text),  # JSON
    Column("topic_at", Instant),
)

Index(
    "ix_chat_memories_topic_at",
    chat_memories.c.topic_at,
    sqlite_where=chat_memories.c.topic_at.is_not(None),
    postgresql_where=chat_memories.c.topic_at.is_not(None),
)

# Errors that people report in their own records, for the administrators of their organization.
corrections = table(
    "corrections",
    key(),
    reference("person_id", "people.id", index=True),
    Column("what", Text, nullable=False),
    Column("words", Text, nullable=False),  # the error in the person's words
    Column("asked_at", Instant, nullable=False),
    Column("sent_at", Instant),  # when the person confirmed the request; NULL: not yet
    Column("settled_at", Instant),
)

_open = and_(corrections.c.sent_at.is_not(None), corrections.c.settled_at.is_(None))
Index(
    "ix_corrections_open",
    corrections.c.id,
    sqlite_where=_open,
    postgresql_where=_open,
)

Index(
    "ix_corrections_settled_at",
    corrections.c.settled_at,
    sqlite_where=corrections.c.settled_at.is_not(None),
    postgresql_where=corrections.c.settled_at.is_not(None),
)
Index(
    "ix_corrections_unsent",
    corrections.c.asked_at,
    sqlite_where=corrections.c.sent_at.is_(None),
    postgresql_where=corrections.c.sent_at.is_(None),
)

chat_identities = table(
    "chat_identities",
    key(),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("address", Text, nullable=False),  # the address for private messages
    reference("person_id", "people.id", index=True),
    Column("linked_at", Instant, nullable=False),
    Column("unreachable_since", Instant),
    Column("unreachable_because", Text),
    Column("held_until", Instant),  # the time before which the platform asked us to send nothing
)
Index(
    "uq_chat_identities_who",
    chat_identities.c.platform,
    chat_identities.c.external_id,
    unique=True,
)

Index(
    "ix_chat_identities_unreachable",
    chat_identities.c.unreachable_since,
    sqlite_where=chat_identities.c.unreachable_since.is_not(None),
    postgresql_where=chat_identities.c.unreachable_since.is_not(None),
)

invitations = table(
    "invitations",
    key(),
    reference("person_id", "people.id", index=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant, index=True),
    # To link a staff member, a chat needs the second code or an administrator's approval. The
    # columns `asked_...` are about the chat that has entered the first code.
    Column("second_hash", Text),
    Column("asked_platform", Text),
    Column("asked_external_id", Text),
    Column("asked_address", Text),
    Column("asked_token", Text),  # the token by which an administrator approves that chat
    Column("asked_at", Instant),
)
Index("uq_invitations_asked_token", invitations.c.asked_token, unique=True)
