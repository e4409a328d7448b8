"""Every table: what is kept, and the indexes that the questions asked of it need."""

from typing import Any

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    false,
    true,
)
from sqlalchemy.schema import SchemaItem

from core.storage.types import Day, Flag, Instant, Key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *items: SchemaItem, **options: Any) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True, **options)


def _key() -> Column[int]:
    return Column("id", Key, primary_key=True)


def _to(name: str, target: str, *, primary_key: bool = False, index: bool = False) -> Column[int]:
    # part of a key or not, a reference in this schema always points at something
    return Column(
        name, Key, ForeignKey(target), primary_key=primary_key, index=index, nullable=False
    )


organisations = _table(
    "organisations",
    _key(),
    Column("name", Text, nullable=False),
    # the name in lower case and single spaces, so that one organisation is not kept twice
    Column("folded", Text, nullable=False, unique=True),
)

people = _table(
    "people",
    _key(),
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

roles = _table(
    "roles",
    _to("person_id", "people.id", primary_key=True),
    _to("organisation_id", "organisations.id", primary_key=True, index=True),
    Column("role", Text, primary_key=True),
    CheckConstraint(
        "role IN ('candidate', 'instructor', 'evaluator', 'administrator')", name="known"
    ),
)

rosters = _table(
    "rosters",
    _key(),
    _to("organisation_id", "organisations.id"),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
)
Index("uq_rosters_organisation_folded", rosters.c.organisation_id, rosters.c.folded, unique=True)

roster_instructors = _table(
    "roster_instructors",
    _to("roster_id", "rosters.id", primary_key=True),
    _to("person_id", "people.id", primary_key=True, index=True),
)

roster_candidates = _table(
    "roster_candidates",
    _to("roster_id", "rosters.id", primary_key=True),
    _to("person_id", "people.id", primary_key=True, index=True),
)

imports = _table(
    "imports",
    _key(),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
)

# What was reported, never changed: a correction is a further line with the outcome 'void'.
# So importing is order-free and repeatable, and the key is all there is to look up.
results = _table(
    "results",
    _to("candidate_id", "people.id", primary_key=True),
    Column("exam_code", Text, primary_key=True),
    Column("taken_on", Day, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),  # 0: not stated
    Column("outcome", Text, primary_key=True),
    Column("score", Double().with_variant(REAL, "sqlite")),
    Column("evaluator", Text),
    Column("source_ref", Text),
    CheckConstraint("outcome IN ('pass', 'fail', 'submitted', 'void')", name="known"),
    CheckConstraint("attempt >= 0", name="attempt"),
    sqlite_with_rowid=False,
)

awards = _table(
    "awards",
    _key(),
    Column("code", Text, nullable=False, unique=True),
    _to("candidate_id", "people.id", index=True),
    Column("credential_code", Text, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("awarded_at", Instant, nullable=False),
    Column("revoked_on", Day),
    Column("revoked_because", Text),
    # 'void': a result that carried it was voided, new results may earn it again;
    # 'issuer': taken back by hand, never given again by itself
    Column("revoked_by", Text),
    Column("withdrawn_at", Instant),  # its holder would not have it seen, until they share it again
    CheckConstraint("revoked_by IN ('void', 'issuer')", name="revoker"),
    CheckConstraint("(revoked_on IS NULL) = (revoked_by IS NULL)", name="revoked_whole"),
)
Index(
    "uq_awards_held",
    awards.c.candidate_id,
    awards.c.credential_code,
    unique=True,
    sqlite_where=awards.c.revoked_on.is_(None),
    postgresql_where=awards.c.revoked_on.is_(None),
)

# Where a signed credential's status stands: place `place` of list `list` (Bitstring Status List).
# Made when it is first signed; `revoked` repeats what the award says, so that a list is one
# look-up.
award_statuses = _table(
    "award_statuses",
    _to("award_id", "awards.id", primary_key=True),
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

chat_identities = _table(
    "chat_identities",
    _key(),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("address", Text, nullable=False),  # where a private message to them goes
    _to("person_id", "people.id", index=True),
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

invitations = _table(
    "invitations",
    _key(),
    _to("person_id", "people.id", index=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

# A group or channel in which somebody would have their notices, as they confirmed there; or the
# private chat of somebody who is not on record.
notice_places = _table(
    "notice_places",
    _key(),
    # who confirmed it
    Column("person_id", Key, ForeignKey("people.id"), index=True),
    Column("platform", Text, nullable=False),
    Column("address", Text, nullable=False),  # as the platform's sender takes it
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("names_shown", Flag, nullable=False, server_default=false()),
    Column("confirmed_at", Instant, nullable=False),
    Column("held_until", Instant),  # the platform asked us to wait with this destination
    Column("unreachable_since", Instant),
    Column("unreachable_because", Text),
    CheckConstraint("kind IN ('group', 'channel', 'private')", name="kind"),
    CheckConstraint("(kind = 'private') = (person_id IS NULL)", name="whose"),
)
Index(
    "uq_notice_places_which",
    notice_places.c.platform,
    notice_places.c.address,
    notice_places.c.person_id,
    unique=True,
)
Index(
    "uq_notice_places_private",
    notice_places.c.platform,
    notice_places.c.address,
    unique=True,
    sqlite_where=notice_places.c.person_id.is_(None),
    postgresql_where=notice_places.c.person_id.is_(None),
)

# What goes to one destination, a person's own chat or a place, goes in one lane. A relay takes a
# lane for a while, so that nothing in it overtakes. Only relays write here.
notice_lanes = _table(
    "notice_lanes",
    _key(),
    Column("person_id", Key, ForeignKey("people.id"), index=True),
    Column("place_id", Key, ForeignKey("notice_places.id"), unique=True),
    # when a relay may take it next: later while one has it or its destination rests, and never
    # while nothing in it is due
    Column("next_at", Instant),
    Column("claimed_by", Text),
)
Index(
    "uq_notice_lanes_person",
    notice_lanes.c.person_id,
    unique=True,
    sqlite_where=notice_lanes.c.place_id.is_(None),
    postgresql_where=notice_lanes.c.place_id.is_(None),
)
Index(
    "ix_notice_lanes_next",
    notice_lanes.c.next_at,
    notice_lanes.c.id,
    sqlite_where=notice_lanes.c.next_at.is_not(None),
    postgresql_where=notice_lanes.c.next_at.is_not(None),
)

notices = _table(
    "notices",
    _key(),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    # null only where it goes to the chat of somebody who is not on record
    Column("person_id", Key, ForeignKey("people.id"), index=True),
    Column("award_id", Key, ForeignKey("awards.id")),
    Column("data", Text),  # JSON: what it says that no award does
    # where it goes; without one, to the person's own chat
    Column("place_id", Key, ForeignKey("notice_places.id"), index=True),
    Column("lane_id", Key, ForeignKey("notice_lanes.id")),  # once it was seen to be due
    Column("created_at", Instant, nullable=False),
    # due: to be sent; waiting: nobody to send it to yet; sent; undeliverable: see reason;
    # silenced: the person had notices off when it came up
    Column("state", Text, nullable=False, server_default="due"),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("platform", Text),  # where it was tried last
    Column("reason", Text),  # why that failed
    Column("settled_at", Instant),
    Column("told_at", Instant),  # when the person heard that it was undeliverable
    CheckConstraint(
        "state IN ('due', 'waiting', 'sent', 'undeliverable', 'silenced')", name="state"
    ),
    CheckConstraint("person_id IS NOT NULL OR place_id IS NOT NULL", name="whose"),
)
_due = notices.c.state == "due"
_unsorted = and_(_due, notices.c.lane_id.is_(None))
Index(
    "ix_notices_due",
    notices.c.not_before,
    notices.c.id,
    sqlite_where=_unsorted,
    postgresql_where=_unsorted,
)
Index(
    "ix_notices_lane",
    notices.c.lane_id,
    notices.c.not_before,
    notices.c.id,
    sqlite_where=_due,
    postgresql_where=_due,
)
_undeliverable = notices.c.state == "undeliverable"
Index(
    "ix_notices_undeliverable",
    notices.c.settled_at,
    sqlite_where=_undeliverable,
    postgresql_where=_undeliverable,
)

_untold = and_(_undeliverable, notices.c.told_at.is_(None))
Index(
    "ix_notices_untold",
    notices.c.person_id,
    sqlite_where=_untold,
    postgresql_where=_untold,
)

# What somebody would hear of, and when. Who has none here is told of everything, at any hour; times
# of the day are minutes after midnight in their zone.
notice_settings = _table(
    "notice_settings",
    _to("person_id", "people.id", primary_key=True),
    Column("zone", Text),
    Column("digest_at", Integer, nullable=False, server_default="480"),
    Column("digest_weekday", Integer, nullable=False, server_default="0"),  # 0: Monday
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("results", Flag, nullable=False, server_default=true()),
    Column("credentials", Flag, nullable=False, server_default=true()),
    Column("next_steps", Flag, nullable=False, server_default=true()),
    Column("nudges", Flag, nullable=False, server_default=true()),
    Column("imports", Flag, nullable=False, server_default=true()),
    Column("nudged_at", Instant),
    CheckConstraint("digest_at BETWEEN 0 AND 1439", name="digest_at"),
    CheckConstraint("digest_weekday BETWEEN 0 AND 6", name="digest_weekday"),
    CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_whole"),
)

# How an instructor hears of a roster of theirs; at once where nothing is kept here.
roster_notices = _table(
    "roster_notices",
    _to("person_id", "people.id", primary_key=True),
    _to("roster_id", "rosters.id", primary_key=True),
    Column("pace", Text, nullable=False),
    Column("next_at", Instant),  # when the next digest is due
    CheckConstraint("pace IN ('each', 'daily', 'weekly', 'off')", name="pace"),
)
Index(
    "ix_roster_notices_next_at",
    roster_notices.c.next_at,
    sqlite_where=roster_notices.c.next_at.is_not(None),
    postgresql_where=roster_notices.c.next_at.is_not(None),
)

# The rosters whose awards are told in a place.
roster_places = _table(
    "roster_places",
    _to("place_id", "notice_places.id", primary_key=True),
    _to("roster_id", "rosters.id", primary_key=True, index=True),
)

# What the next digest of a roster tells of.
digest_awards = _table(
    "digest_awards",
    _to("person_id", "people.id", primary_key=True),
    _to("roster_id", "rosters.id", primary_key=True),
    _to("award_id", "awards.id", primary_key=True),
)

# A workspace of a chat platform whose people verify credentials: an employer, which alone sees what
# they verified.
workspaces = _table(
    "workspaces",
    _key(),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("keep_days", Integer, nullable=False, server_default="90"),
    # null only until the workspace is next heard of, where it was known before it was an employer
    Column("organisation_id", Key, ForeignKey("organisations.id")),
    # where the app is installed: the workspace itself, or the org that it belongs to
    Column("installed_in", Text, nullable=False, server_default=""),
    CheckConstraint("keep_days >= 0", name="keep_days"),
)
Index("uq_workspaces_which", workspaces.c.platform, workspaces.c.external_id, unique=True)
Index("uq_workspaces_organisation", workspaces.c.organisation_id, unique=True)
Index("ix_workspaces_installed", workspaces.c.platform, workspaces.c.installed_in)

# Pages of their own that people have opened, such as the Home tab in Slack, and a digest of what is
# shown there.
opened_pages = _table(
    "opened_pages",
    Column("platform", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("address", Text, nullable=False),  # by whose installation it is reached
    Column("shown", Text, nullable=False),
    Column("shown_at", Instant, nullable=False),
)

# Who asked, when, after which code, and what they were told; of the holder nothing.
checks = _table(
    "checks",
    _key(),
    _to("workspace_id", "workspaces.id"),
    Column("asked_by", Text, nullable=False),  # the platform's id of a person of the workspace
    Column("asked_at", Instant, nullable=False),
    Column("code", Text, nullable=False),
    Column("verdict", Text, nullable=False),
)
Index("ix_checks_lately", checks.c.workspace_id, checks.c.asked_at)

# Goals that were brought in, each as its own table [[goal]] of TOML, in JSON: of an organisation or
# of a workspace's people, or else the operator's.
goals = _table(
    "goals",
    _key(),
    Column("code", Text, nullable=False, unique=True),
    Column("organisation_id", Key, ForeignKey("organisations.id")),
    Column("workspace_id", Key, ForeignKey("workspaces.id")),
    Column("visibility", Text, nullable=False),
    Column("token", Text, unique=True),  # who has it finds the goal, where that is by link
    Column("document", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("visibility IN ('public', 'organisation', 'link')", name="visibility"),
    CheckConstraint("organisation_id IS NULL OR workspace_id IS NULL", name="one_owner"),
)

followed_goals = _table(
    "followed_goals",
    _to("person_id", "people.id", primary_key=True),
    Column("goal_code", Text, primary_key=True),  # of a goal on record, or of one that came along
    Column("followed_at", Instant, nullable=False),
)

# Links by which candidates prove that they meet a goal. One that is withdrawn is gone.
goal_proofs = _table(
    "goal_proofs",
    _key(),
    _to("person_id", "people.id", index=True),
    Column("goal_code", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("shows_credentials", Flag, nullable=False),
    Column("met_when_made", Flag, nullable=False, server_default=true()),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("looked_at", Instant),
)

# Who would hear when what they were shown changes: somebody on record, or else a private chat; an
# award, or else a proof and what it said when they last heard.
watches = _table(
    "watches",
    _key(),
    Column("person_id", Key, ForeignKey("people.id")),
    Column("place_id", Key, ForeignKey("notice_places.id")),
    Column("award_id", Key, ForeignKey("awards.id")),
    Column("proof_id", Key, ForeignKey("goal_proofs.id", ondelete="CASCADE")),
    Column("met", Flag),
    Column("since", Instant, nullable=False),
    CheckConstraint("(person_id IS NULL) <> (place_id IS NULL)", name="whose"),
    CheckConstraint("(award_id IS NULL) <> (proof_id IS NULL)", name="of_what"),
    CheckConstraint("(proof_id IS NULL) = (met IS NULL)", name="met"),
)
for _whose in (watches.c.person_id, watches.c.place_id):
    for _what in (watches.c.award_id, watches.c.proof_id):
        _both = and_(_whose.is_not(None), _what.is_not(None))
        Index(
            f"uq_watches_{_what.name.removesuffix('_id')}_{_whose.name.removesuffix('_id')}",
            _what,
            _whose,
            unique=True,
            sqlite_where=_both,
            postgresql_where=_both,
        )

# What instructors signed off by hand towards a goal: a competency, or hours that add up.
sign_offs = _table(
    "sign_offs",
    _key(),
    _to("candidate_id", "people.id", index=True),
    Column("goal_code", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("hours", Integer, nullable=False),  # 0: it counts none
    Column("signed_on", Day, nullable=False),
    _to("signed_by", "people.id"),
    CheckConstraint("hours >= 0", name="hours"),
)

# How often what many processes remember was changed: 'goals'. One that remembers an older number
# reads it again.
changes = _table(
    "changes",
    Column("name", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)
# What platforms have brought lately, by their own names for it: whoever puts it here answers it.
deliveries = _table(
    "deliveries",
    Column("platform", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("taken_at", Instant, nullable=False),
)
Index("ix_deliveries_age", deliveries.c.taken_at)

# Slack workspaces that have the app installed: what slack_sdk's installation store keeps, its
# tokens encrypted. Its columns are its own; its times are in UTC without saying so.
_SlackTime = DateTime().with_variant(Text(), "sqlite")
_BOT = (
    ("client_id", Text, False),
    ("app_id", Text, False),
    ("enterprise_id", Text, True),
    ("enterprise_name", Text, True),
    ("team_id", Text, True),
    ("team_name", Text, True),
    ("bot_token", Text, True),
    ("bot_id", Text, True),
    ("bot_user_id", Text, True),
    ("bot_scopes", Text, True),
    ("bot_refresh_token", Text, True),
    ("bot_token_expires_at", _SlackTime, True),
    ("is_enterprise_install", Flag, False),
    ("installed_at", _SlackTime, False),
)
_INSTALLER = (
    ("enterprise_url", Text, True),
    ("user_id", Text, False),
    ("user_token", Text, True),
    ("user_scopes", Text, True),
    ("user_refresh_token", Text, True),
    ("user_token_expires_at", _SlackTime, True),
    ("incoming_webhook_url", Text, True),
    ("incoming_webhook_channel", Text, True),
    ("incoming_webhook_channel_id", Text, True),
    ("incoming_webhook_configuration_url", Text, True),
    ("token_type", Text, True),
)
slack_bots = _table(
    "slack_bots",
    _key(),
    *(Column(name, kind, nullable=empty) for name, kind, empty in _BOT),
)
Index("ix_slack_bots_whose", slack_bots.c.client_id, slack_bots.c.team_id)
slack_installations = _table(
    "slack_installations",
    _key(),
    *(Column(name, kind, nullable=empty) for name, kind, empty in (*_BOT, *_INSTALLER)),
)
Index(
    "ix_slack_installations_whose",
    slack_installations.c.client_id,
    slack_installations.c.team_id,
)
slack_oauth_states = _table(
    "slack_oauth_states",
    _key(),
    Column("state", Text, nullable=False, unique=True),
    Column("expire_at", _SlackTime, nullable=False),
)
