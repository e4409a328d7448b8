"""Everything on record about a person, as that person may see it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, tuple_

from core.audit.actor import Action, looked_at
from core.clock import Clock
from core.data_rights.personal_columns import PERSONAL
from core.json_text import json_text
from core.people.person_sql import written_name
from core.storage.database import Database
from core.storage.tables import (
    agreements,
    audit_entries,
    awards,
    candidate_numbers,
    chat_identities,
    chat_memories,
    checks,
    goal_proofs,
    imports,
    invitations,
    notices,
    opened_pages,
    organisations,
    people,
    roles,
    roster_candidates,
    roster_instructors,
    roster_notices,
    rosters,
    sign_offs,
    watches,
    workspaces,
)

_LEFT_OUT = frozenset(
    (
        *("id", "person_id", "candidate_id", "import_id", "trainer_id", "signed_by"),
        *("organisation_id", "workspace_id", "award_id", "place_id", "proof_id", "lane_id"),
        *(
            "token_hash",
            "second_hash",
            "asked_token",
            "dedupe_key",
            "content",
            "data",
            "sort_name",
            "email_key",
        ),
        *("duplicate_of", "brought_by", "roster_id", "told_at"),
    )
)
"""The columns that `my data` leaves out: internal keys and secrets, and data of other people."""
_OF_OTHERS = frozenset(("students", "listed"))
"""The parts of a chat's memory that name other people, which `my data` leaves out."""


class PersonalData:
    """Reads everything stored about a person."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def everything(self, person: int) -> dict[str, Any]:
        """Return all rows about this person by topic, as JSON values.

        Dates and times are in ISO 8601. Each topic has a list of rows, which may be empty.
        """
        looked_at(Action.TOOK_DATA, person)
        found: dict[str, Any] = {"as_of": self._clock().isoformat()}
        async with self._database.reading() as connection:
            for topic, asked in queries(person).items():
                rows = await connection.execute(asked)
                found[topic] = [_plain(row) for row in rows.mappings()]
        return found


def queries(person: int) -> dict[str, Select[Any]]:
    """Return the query for each topic of `my data`.

    Where possible, the rows have names instead of ids.
    """
    named = _named(person)
    plain = {
        personal.topic: select(column.table).where(column == person)
        for column, personal in PERSONAL.items()
        if personal.topic
    }
    first = {"person": select(people).where(people.c.id == person)}
    return {**first, **plain, **named, **_by_chat(person)}


def _named(person: int) -> Mapping[str, Select[Any]]:
    """Return the queries of `my data` whose rows have names instead of ids, by topic."""
    name = organisations.c.name.label("organisation")
    signer = people.alias("signer")
    rosters_named = select(rosters.c.name, rosters.c.term, rosters.c.section, name).join(
        organisations, organisations.c.id == rosters.c.organisation_id
    )
    return {
        "numbers": select(candidate_numbers.c.number, name)
        .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
        .where(candidate_numbers.c.person_id == person),
        "roles": select(roles.c.role, name)
        .join(organisations, organisations.c.id == roles.c.organisation_id)
        .where(roles.c.person_id == person),
        "agreements": select(name, agreements.c.what, agreements.c.agreed_at)
        .join(organisations, organisations.c.id == agreements.c.organisation_id)
        .where(agreements.c.person_id == person),
        "classes": rosters_named.join(
            roster_candidates, roster_candidates.c.roster_id == rosters.c.id
        ).where(roster_candidates.c.person_id == person),
        "classes_taught": rosters_named.join(
            roster_instructors, roster_instructors.c.roster_id == rosters.c.id
        ).where(roster_instructors.c.person_id == person),
        "notices_about_classes": select(rosters.c.name, roster_notices.c.pace)
        .join(rosters, rosters.c.id == roster_notices.c.roster_id)
        .where(roster_notices.c.person_id == person),
        "invitations": select(
            invitations.c.created_at, invitations.c.expires_at, invitations.c.used_at
        ).where(invitations.c.person_id == person),
        "sign_offs": select(sign_offs, written_name(signer).label("signed_off_by"))
        .join(signer, signer.c.id == sign_offs.c.signed_by)
        .where(sign_offs.c.candidate_id == person),
        "sign_offs_given": _of_work(sign_offs.c.signed_by == person),
        "trained": _of_work(sign_offs.c.trainer_id == person),
        "files_imported": select(
            imports.c.kind, imports.c.file_name, imports.c.started_at, imports.c.finished_at
        ).where(imports.c.brought_by == person),
        "notices": select(notices.c.kind, notices.c.created_at, notices.c.state)
        .where(notices.c.person_id == person)
        .order_by(notices.c.id),
        # without the awards' codes, because they belong to other people
        "watches": select(watches.c.since, awards.c.credential_code, goal_proofs.c.goal_code)
        .outerjoin_from(watches, awards, awards.c.id == watches.c.award_id)
        .outerjoin(goal_proofs, goal_proofs.c.id == watches.c.proof_id)
        .where(watches.c.person_id == person),
    }


def _of_work(which: Any) -> Select[Any]:
    """Return the query for sign-offs selected by `which`, without the candidates' names."""
    columns = sign_offs.c
    return select(columns.goal_code, columns.item, columns.hours, columns.signed_on).where(which)


def _by_chat(person: int) -> Mapping[str, Select[Any]]:
    """Return the queries of `my data` for data that is stored by chat or by award code."""
    theirs = select(chat_identities.c.platform, chat_identities.c.external_id).where(
        chat_identities.c.person_id == person
    )
    codes = select(awards.c.code).where(awards.c.candidate_id == person)
    return {
        # what was done and by which right, but not who did it; the person may ask the center who
        # did
        "audit": select(audit_entries.c.at, audit_entries.c.action, audit_entries.c.details)
        .where(audit_entries.c.subject_id == person)
        .order_by(audit_entries.c.id),
        "chat_memories": select(chat_memories).where(
            tuple_(chat_memories.c.platform, chat_memories.c.external_id).in_(theirs)
        ),
        "opened_pages": select(opened_pages.c.platform, opened_pages.c.shown_at).where(
            tuple_(opened_pages.c.platform, opened_pages.c.external_id).in_(theirs)
        ),
        # only the workspace of each check: which of its members made the check is nobody else's
        # business
        "checks": select(
            organisations.c.name.label("organisation"), checks.c.code, checks.c.asked_at
        )
        .join_from(checks, workspaces, workspaces.c.id == checks.c.workspace_id)
        .outerjoin(organisations, organisations.c.id == workspaces.c.organisation_id)
        .where(checks.c.code.in_(codes))
        .order_by(checks.c.id),
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    if "details" in row:
        known = json.loads(row["details"]) if row["details"] else {}
        told = {name: known[name] for name in ("why", "surface", "platform") if name in known}
        return {"at": row["at"].isoformat(), "action": row["action"], **told}
    if row.get("topic"):
        topic = {
            name: known
            for name, known in json.loads(row["topic"]).items()
            if name not in _OF_OTHERS
        }
        row = {**row, "topic": json_text(topic)}
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
        if name not in _LEFT_OUT and value is not None
    }
