"""All tables, with the indexes for the queries on them."""

from core.storage.tables.audit import audit_entries, audit_seals
from core.storage.tables.goals import changes, followed_goals, goal_proofs, goals, sign_offs
from core.storage.tables.notices import (
    digest_awards,
    notice_lanes,
    notice_places,
    notice_settings,
    notices,
    roster_notices,
    roster_places,
    watches,
)
from core.storage.tables.people import (
    agreements,
    candidate_numbers,
    chat_identities,
    chat_memories,
    corrections,
    invitations,
    organisations,
    people,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)
from core.storage.tables.records import (
    award_statuses,
    awards,
    brought_files,
    earned_elsewhere,
    imports,
    known_batches,
    results,
)
from core.storage.tables.schema import metadata
from core.storage.tables.slack import slack_bots, slack_installations, slack_oauth_states
from core.storage.tables.triggers import declare_triggers
from core.storage.tables.workspaces import checks, deliveries, opened_pages, workspaces

declare_triggers()

__all__ = [
    "agreements",
    "audit_entries",
    "audit_seals",
    "award_statuses",
    "awards",
    "brought_files",
    "candidate_numbers",
    "changes",
    "chat_identities",
    "chat_memories",
    "checks",
    "corrections",
    "deliveries",
    "digest_awards",
    "earned_elsewhere",
    "followed_goals",
    "goal_proofs",
    "goals",
    "imports",
    "invitations",
    "known_batches",
    "metadata",
    "notice_lanes",
    "notice_places",
    "notice_settings",
    "notices",
    "opened_pages",
    "organisations",
    "people",
    "results",
    "roles",
    "roster_candidates",
    "roster_instructors",
    "roster_notices",
    "roster_places",
    "rosters",
    "sign_offs",
    "slack_bots",
    "slack_installations",
    "slack_oauth_states",
    "watches",
    "workspaces",
]
