"""Notices: who gets them, where they go, and what people want to be notified about."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, and_, false, true

from core.storage.tables.schema import key, reference, table
from core.storage.types import Flag, Instant, Key

# A group or channel that a person chose and confirmed for their notices. A row without `person_id`
# is the private chat of somebody who is not on record.
notice_places = table(
    "notice_places",
    key(),
    # the person who confirmed the group or channel
    Column("person_id", Key, ForeignKey("people.id"), index=True),
    Column("platform", Text, nullable=False),
    Column("address", Text, nullable=False),  # in the form that the platform's sender expects
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("names_shown", Flag, nullable=False, server_default=false()),
    Column("confirmed_at", Instant, nullable=False),
    Column("held_until", Instant),  # the time before which the platform asked us to send nothing
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

# A queue of all notices to one destination: a person's own chats, or a group or channel. A relay
# claims a queue for a while, so that its notices stay in order. Only relays write here.
notice_lanes = table(
    "notice_lanes",
    key(),
    Column("person_id", Key, ForeignKey("people.id"), index=True),
    Column("place_id", Key, ForeignKey("notice_places.id"), unique=True),
    # When a relay may claim the queue next. The time is in the future while a relay has claimed the
    # queue, or while the queue's destination pauses. NULL while no notice in the queue is due.
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

notices = table(
    "notices",
    key(),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    # NULL only if the notice goes to the chat of a person who is not on record
    Column("person_id", Key, ForeignKey("people.id"), index=True),
    Column("award_id", Key, ForeignKey("awards.id")),
    Column("data", Text),  # JSON: what the notice says in addition to the award
    # the group or channel where the notice goes; NULL for the person's own chats
    Column("place_id", Key, ForeignKey("notice_places.id"), index=True),
    Column("lane_id", Key, ForeignKey("notice_lanes.id")),  # set when the notice becomes due
    Column("created_at", Instant, nullable=False),
    # due: to be sent. waiting: there is no chat to send it to yet. sent: the platform accepted it.
    # undeliverable: see `reason`. silenced: the person had notices off when the notice was claimed.
    Column("state", Text, nullable=False, server_default="due"),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("platform", Text),  # the platform of the last attempt
    Column("reason", Text),  # why the last attempt failed
    Column("settled_at", Instant),
    Column("told_at", Instant),  # when the person was told that the notice could not be delivered
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
_queued = notices.c.lane_id.is_not(None)
Index(
    "ix_notices_queue",
    notices.c.lane_id,
    sqlite_where=_queued,
    postgresql_where=_queued,
)
_settled = notices.c.settled_at.is_not(None)
Index(
    "ix_notices_settled",
    notices.c.settled_at,
    sqlite_where=_settled,
    postgresql_where=_settled,
)
_undeliverable = notices.c.state == "undeliverable"
Index(
    "ix_notices_undeliverable",
    notices.c.settled_at,
    sqlite_where=_undeliverable,
    postgresql_where=_undeliverable,
)

_not_reported = and_(_undeliverable, notices.c.told_at.is_(None))
Index(
    "ix_notices_untold",
    notices.c.person_id,
    sqlite_where=_not_reported,
    postgresql_where=_not_reported,
)

_due_reminder = and_(notices.c.kind == "exam_opens", _due)
Index(
    "ix_notices_reminders",
    notices.c.person_id,
    sqlite_where=_due_reminder,
    postgresql_where=_due_reminder,
)

# What a person wants to be notified about, and when. A person without a row is notified about
# everything, at any hour. Times of day are minutes after midnight in the person's zone.
notice_settings = table(
    "notice_settings",
    reference("person_id", "people.id", primary_key=True),
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

# How often an instructor is notified about a roster. Without a row, the instructor is notified at
# once.
roster_notices = table(
    "roster_notices",
    reference("person_id", "people.id", primary_key=True),
    reference("roster_id", "rosters.id", primary_key=True),
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

# The rosters whose awards are announced in a group or channel.
roster_places = table(
    "roster_places",
    reference("place_id", "notice_places.id", primary_key=True),
    reference("roster_id", "rosters.id", primary_key=True, index=True),
)

# The awards that are kept for the next digest of a roster.
digest_awards = table(
    "digest_awards",
    reference("person_id", "people.id", primary_key=True),
    reference("roster_id", "rosters.id", primary_key=True),
    reference("award_id", "awards.id", primary_key=True),
)

# Watches by a person on record or by a private chat. Each watches an award or a proof. For a proof,
# `met` is the last result that the watcher was told.
watches = table(
    "watches",
    key(),
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
for _one in (watches.c.person_id, watches.c.place_id, watches.c.award_id, watches.c.proof_id):
    Index(
        f"ix_watches_{_one.name}",
        _one,
        sqlite_where=_one.is_not(None),
        postgresql_where=_one.is_not(None),
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
