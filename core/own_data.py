"""Everything on record about a person, for that person, including who looked at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from core.audit.acting import Action, looked_at
from core.clock import Clock
from core.storage.database import Database
from core.storage.tables import (
    agreements,
    awards,
    candidate_numbers,
    chat_identities,
    checks,
    earned_elsewhere,
    followed_goals,
    goal_proofs,
    notice_settings,
    organisations,
    people,
    results,
    roles,
    roster_candidates,
    rosters,
    sign_offs,
    watches,
    workspaces,
)

_SECRET = frozenset(("token_hash", "id", "person_id", "candidate_id", "import_id", "trainer_id"))
"""Columns that are internal keys or secrets and say nothing about the person."""
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Look:
    """A workspace looked up a credential on one day; `by` is empty if it has no name."""

    by: str
    credential: str
    day: date
    times: int


class OwnData:
    """Reads the data kept about a person."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def everything(self, person: int) -> dict[str, Any]:
        """All rows about this person by topic, as JSON values; days and times in ISO 8601."""
        looked_at(Action.TOOK_DATA, person)
        found: dict[str, Any] = {"as_of": self._clock().isoformat()}
        async with self._database.engine.connect() as connection:
            for topic, asked in _about(person).items():
                rows = await connection.execute(asked)
                found[topic] = [_plain(row) for row in rows.mappings()]
        return found

    async def looks(self, person: int) -> Sequence[Look]:
        """Who verified this person's credentials, latest day first; up to `MOST_LISTED`.

        Kept for as long as each workspace keeps its checks.
        """
        asked = (
            select(organisations.c.name, awards.c.credential_code, checks.c.asked_at, checks.c.id)
            .join(workspaces, workspaces.c.id == checks.c.workspace_id)
            .outerjoin(organisations, organisations.c.id == workspaces.c.organisation_id)
            .join(awards, awards.c.code == checks.c.code)
            .where(awards.c.candidate_id == person)
            .order_by(checks.c.asked_at.desc(), checks.c.id.desc())
        )
        counted: dict[tuple[str, str, date], int] = {}
        async with self._database.engine.connect() as connection:
            for row in await connection.execute(asked):
                key = (row.name or "", row.credential_code, row.asked_at.date())
                counted[key] = counted.get(key, 0) + 1
        return [Look(*key, times) for key, times in counted.items()][:MOST_LISTED]

    async def looks_at_proofs(self, person: int) -> int:
        """How often the links to this person's goal proofs were opened."""
        async with self._database.engine.connect() as connection:
            asked = select(func.sum(goal_proofs.c.looks)).where(goal_proofs.c.person_id == person)
            return int(await connection.scalar(asked) or 0)


def _about(person: int) -> Mapping[str, Select[Any]]:
    return {
        "person": select(people).where(people.c.id == person),
        "numbers": select(candidate_numbers.c.number, organisations.c.name)
        .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
        .where(candidate_numbers.c.person_id == person),
        "roles": select(roles.c.role, organisations.c.name)
        .join(organisations, organisations.c.id == roles.c.organisation_id)
        .where(roles.c.person_id == person),
        "classes": select(rosters.c.name, rosters.c.term, rosters.c.section)
        .join(roster_candidates, roster_candidates.c.roster_id == rosters.c.id)
        .where(roster_candidates.c.person_id == person),
        "results": select(results).where(results.c.candidate_id == person),
        "credentials": select(awards).where(awards.c.candidate_id == person),
        "earned_elsewhere": select(earned_elsewhere).where(
            earned_elsewhere.c.candidate_id == person
        ),
        "sign_offs": select(sign_offs).where(sign_offs.c.candidate_id == person),
        "agreements": select(organisations.c.name, agreements.c.what, agreements.c.agreed_at)
        .join(organisations, organisations.c.id == agreements.c.organisation_id)
        .where(agreements.c.person_id == person),
        "goals_followed": select(followed_goals).where(followed_goals.c.person_id == person),
        "proof_links": select(goal_proofs).where(goal_proofs.c.person_id == person),
        "watches": select(watches.c.since).where(watches.c.person_id == person),
        "chats": select(chat_identities).where(chat_identities.c.person_id == person),
        "notice_settings": select(notice_settings).where(notice_settings.c.person_id == person),
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
        if name not in _SECRET and value is not None
    }
