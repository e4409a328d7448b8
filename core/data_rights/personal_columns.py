"""Every column that refers to a person, with its topic in `my data` and its fate.

The fate is what forgetting a person does to the rows. A test compares these lists with the tables:
each new table, and each new column that refers to a person, must be listed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column

from core.storage.tables import (
    agreements,
    audit_entries,
    audit_seals,
    award_statuses,
    awards,
    brought_files,
    candidate_numbers,
    changes,
    chat_identities,
    chat_memories,
    checks,
    corrections,
    deliveries,
    digest_awards,
    earned_elsewhere,
    followed_goals,
    goal_proofs,
    goals,
    imports,
    invitations,
    known_batches,
    notice_lanes,
    notice_places,
    notice_settings,
    notices,
    opened_pages,
    organisations,
    results,
    roles,
    roster_candidates,
    roster_instructors,
    roster_notices,
    roster_places,
    rosters,
    sign_offs,
    slack_bots,
    slack_installations,
    slack_oauth_states,
    watches,
    workspaces,
)


class Fate(Enum):
    """What forgetting a person does to the rows that refer to them."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    """The row is about someone else. It stays, and only its reference to the person is cleared."""
    NAMELESS = "nameless"
    """The row stays. It then refers to a person without a name, a number or an address."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A column that refers to a person.

    `topic` is where `my data` lists the rows, or '' if `my data` does not list them. `why` says why
    `my data` leaves the rows out, or why nameless rows stay.
    """

    topic: str
    fate: Fate = Fate.DELETED
    why: str = ""


PERSONAL: Mapping[Column[Any], Personal] = {
    candidate_numbers.c.person_id: Personal("numbers"),
    roles.c.person_id: Personal("roles"),
    agreements.c.person_id: Personal("agreements"),
    roster_candidates.c.person_id: Personal("classes"),
    roster_instructors.c.person_id: Personal("classes_taught"),
    chat_identities.c.person_id: Personal("chats"),
    invitations.c.person_id: Personal("invitations"),
    corrections.c.person_id: Personal("corrections"),
    imports.c.brought_by: Personal("files_imported", Fate.EMPTIED),
    brought_files.c.person_id: Personal("files_waiting"),
    results.c.candidate_id: Personal("results"),
    awards.c.candidate_id: Personal(
        "credentials",
        Fate.NAMELESS,
        "an employer who holds the code must learn that it no longer shows anything",
    ),
    earned_elsewhere.c.candidate_id: Personal("earned_elsewhere"),
    followed_goals.c.person_id: Personal("goals_followed"),
    goal_proofs.c.person_id: Personal("proof_links"),
    sign_offs.c.candidate_id: Personal("sign_offs"),
    sign_offs.c.signed_by: Personal(
        "sign_offs_given", Fate.NAMELESS, "it belongs to the record of the candidate"
    ),
    sign_offs.c.trainer_id: Personal("trained", Fate.EMPTIED),
    notice_places.c.person_id: Personal("notice_places"),
    notice_lanes.c.person_id: Personal("", why="only the order in which notices are sent"),
    notices.c.person_id: Personal("notices"),
    notice_settings.c.person_id: Personal("notice_settings"),
    roster_notices.c.person_id: Personal("notices_about_classes"),
    digest_awards.c.person_id: Personal("", why="awards of others, for the next digest"),
    watches.c.person_id: Personal("watches"),
}
"""The columns that refer to a row of `people`."""

THEIRS: Mapping[Column[Any], str] = {
    notices.c.award_id: "notices to others about the person's awards are deleted",
    watches.c.award_id: "watches of others on the person's awards are deleted",
    digest_awards.c.award_id: "entries about the person's awards are deleted",
    awards.c.duplicate_of: "both awards are the same person's, and stay without a name",
    award_statuses.c.award_id: "a place in the status list, which holds nothing about a person",
    watches.c.proof_id: "watches of others on the person's proofs are deleted with the proofs",
    notices.c.place_id: "notices to the person's groups and channels are deleted",
    notice_lanes.c.place_id: "the queues of the person's groups and channels are deleted",
    roster_places.c.place_id: "what is announced in the person's groups and channels is deleted",
    watches.c.place_id: "watches in the private chats of people who are not on record",
    notices.c.lane_id: "the queue of a notice, which goes with the notice",
    earned_elsewhere.c.import_id: "the import that brought it, by any user",
}
"""Columns that refer to a person's award, proof or the like, and what forgetting does to the row.
"""

BY_CHAT: Mapping[str, str] = {
    chat_memories.name: "of the person's chats, deleted with them",
    opened_pages.name: "of the person's chats, deleted with them",
    audit_entries.name: "the details of entries about the person are deleted, by its own function",
    checks.name: "checks of the person's codes, and those that they made, are deleted",
}
"""Tables that refer to people by a chat, a code, or a plain number, and what is deleted in them."""

ABOUT_NOBODY: Mapping[str, str] = {
    audit_seals.name: "seals over audit entries, of digests only",
    organisations.name: "training centers and employers",
    rosters.name: "classes, without the people in them",
    goals.name: "requirements",
    changes.name: "counters",
    known_batches.name: "digests of batches of results, emptied when a result is deleted",
    workspaces.name: "workspaces of employers",
    deliveries.name: "ids of deliveries of the platforms, deleted after some time",
    slack_bots.name: "installations of the app",
    slack_installations.name: "installations of the app, by the platform's id of who installed it",
    slack_oauth_states.name: "installations that are under way",
}
"""Tables without data about people on record, and what each of them contains."""
