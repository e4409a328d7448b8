"""Who looked at a person's record, listed by day and shown to that person."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import LOOKS, Action, Surface, Why
from core.audit.log import AuditLog
from core.clock import DayAt
from core.language.message import _
from core.names import full_name
from core.people.model import STAFF
from core.storage.database import Database
from core.storage.staging import one_of
from core.storage.tables import (
    audit_entries,
    awards,
    checks,
    goal_proofs,
    organisations,
    people,
    roles,
    workspaces,
)

MOST_LISTED = 50
_GONE = _("someone no longer on record")


@dataclass(frozen=True, slots=True)
class CredentialCheck:
    """How often somebody was shown a credential by its award code on one day (`times`).

    `workspace` is the name of that user's workspace, or "". `surface` is where they asked.
    """

    workspace: str
    surface: Surface
    credential: str
    day: date
    times: int


@dataclass(frozen=True, slots=True)
class StaffLook:
    """The fact that a member of staff looked at a person's record on one day.

    `name` is "" for the operator. `places` are the organizations where the member of staff works
    now. `told` is whether they saw the record only in a notice.
    """

    name: str
    places: tuple[str, ...]
    day: date
    times: int
    told: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """All looks at a person's record.

    Each list has the latest day first, and at most `MOST_LISTED` entries.
    """

    checks: Sequence[CredentialCheck]
    staff: Sequence[StaffLook]
    lists: int
    """How many exports and very long lists there were, any of which may have named the person."""


class WhoLooked:
    """Reads from the audit log who looked at a person's record."""

    def __init__(self, database: Database, log: AuditLog, day_at: DayAt) -> None:
        self._database = database
        self._log = log
        self._day_at = day_at

    async def at(self, person_id: int) -> Looked:
        """Return how other people looked at this person's record.

        Checks from before there was an audit log are read from the lists of the workspaces.
        """
        await self._log.flush()  # writes the latest looks, so that they are in the result
        async with self._database.reading() as connection:
            ids = await _merged_into(connection, person_id)
            entries = audit_entries.c
            rows = await connection.execute(
                select(audit_entries)
                .where(
                    one_of(connection, entries.subject_id, ids),
                    entries.action.in_([each.value for each in LOOKS]),
                    or_(entries.actor_id.is_(None), entries.actor_id != person_id),
                )
                .order_by(entries.id.desc())
            )
            found_rows = rows.all()
            by_code, by_staff = _apart(
                found_rows, await _staff_among(connection, found_rows), self._day_at
            )
            held = await _credentials(connection, person_id)
            named = await _workspaces(connection)
            seen = _checks(by_code, held, named, self._day_at)
            for key, times in (await _older_checks(connection, person_id, self._day_at)).items():
                seen.setdefault(key, times)
            staff = await _staff(connection, by_staff)
            taken = await connection.execute(
                select(entries.id).where(
                    entries.subject_id.is_(None),
                    entries.action.in_([Action.EXPORTED.value, Action.SAW_RECORD.value]),
                )
            )
        found = [CredentialCheck(*key, times) for key, times in seen.items()]
        found.sort(key=lambda each: each.day, reverse=True)
        staff.sort(key=lambda each: each.day, reverse=True)
        return Looked(found[:MOST_LISTED], staff[:MOST_LISTED], len(taken.all()))

    async def looks_at_proofs(self, person_id: int) -> int:
        """Return how often the links to this person's goal proofs were opened."""
        async with self._database.reading() as connection:
            proofs = goal_proofs.c
            asked = select(func.sum(proofs.looks)).where(proofs.person_id == person_id)
            return int(await connection.scalar(asked) or 0)


_Check = tuple[str, Surface, str, date]
_By = tuple[int | None, date, bool]


async def _merged_into(connection: AsyncConnection, person_id: int) -> list[int]:
    """Return this person's id, and the ids of records that were merged into theirs."""
    rows = await connection.execute(
        select(audit_entries.c.details).where(
            audit_entries.c.subject_id == person_id,
            audit_entries.c.action == Action.MERGED.value,
            audit_entries.c.details.is_not(None),
        )
    )
    return [person_id, *(int(json.loads(row.details)["other"]) for row in rows)]


_ByCode = list[tuple[Row[Any], Mapping[str, Any]]]


async def _staff_among(connection: AsyncConnection, rows: Iterable[Row[Any]]) -> set[int]:
    """Return the ids of those people in these audit entries who are staff."""
    ids = sorted({row.actor_id for row in rows if row.actor_id is not None})
    found = await connection.execute(
        select(roles.c.person_id).where(
            one_of(connection, roles.c.person_id, ids), roles.c.role.in_(STAFF)
        )
    )
    return {row.person_id for row in found}


def _apart(
    rows: Iterable[Row[Any]], staff: set[int], day_at: DayAt
) -> tuple[_ByCode, Counter[_By]]:
    """Split looks into checks of award codes and other looks, counted by person and day.

    A user who is not staff and saw the record by a code is not named.
    """
    by_code: _ByCode = []
    by_staff: Counter[_By] = Counter()
    for row in rows:
        said: Mapping[str, Any] = json.loads(row.details or "{}")
        surface = said.get("surface")
        by_shown = said.get("why") == Why.SHOWN and row.actor_id not in staff
        unnamed = surface != Surface.SHELL and (row.actor_id is None or by_shown)
        if row.action == Action.CHECKED.value and (unnamed or said.get("workspace")):
            by_code.append((row, said))
        elif not by_shown or surface == Surface.SHELL:
            by_staff[row.actor_id, day_at(row.at), surface == Surface.NOTICE] += 1
    return by_code, by_staff


async def _credentials(connection: AsyncConnection, person_id: int) -> dict[str, str]:
    rows = await connection.execute(
        select(awards.c.code, awards.c.credential_code).where(awards.c.candidate_id == person_id)
    )
    return {row.code: row.credential_code for row in rows}


async def _workspaces(connection: AsyncConnection) -> dict[tuple[str, str], str]:
    rows = await connection.execute(
        select(workspaces.c.platform, workspaces.c.external_id, organisations.c.name).join(
            organisations, organisations.c.id == workspaces.c.organisation_id
        )
    )
    return {(row.platform, row.external_id): row.name for row in rows}


def _checks(
    found: Iterable[tuple[Row[Any], Mapping[str, Any]]],
    held: Mapping[str, str],
    named: Mapping[tuple[str, str], str],
    day_at: DayAt,
) -> dict[_Check, int]:
    counted: Counter[_Check] = Counter()
    for row, said in found:
        where = named.get((said.get("platform", ""), said.get("workspace", "")), "")
        surface = Surface(said.get("surface", Surface.CHAT))
        counted[where, surface, held.get(said.get("code", ""), ""), day_at(row.at)] += 1
    return dict(counted)


async def _older_checks(
    connection: AsyncConnection, person_id: int, day_at: DayAt
) -> dict[_Check, int]:
    rows = await connection.execute(
        select(organisations.c.name, awards.c.credential_code, checks.c.asked_at)
        .select_from(checks)
        .join(workspaces, workspaces.c.id == checks.c.workspace_id)
        .outerjoin(organisations, organisations.c.id == workspaces.c.organisation_id)
        .join(awards, awards.c.code == checks.c.code)
        .where(awards.c.candidate_id == person_id)
    )
    return dict(
        Counter(
            (row.name or "", Surface.CHAT, row.credential_code, day_at(row.asked_at))
            for row in rows
        )
    )


async def _staff(connection: AsyncConnection, looks: Mapping[_By, int]) -> list[StaffLook]:
    ids = sorted({who for who, _, _ in looks if who is not None})
    found = await connection.execute(select(people).where(one_of(connection, people.c.id, ids)))
    names = {
        row.id: full_name(row.given_name, row.family_name, family_first=bool(row.family_first))
        or _GONE
        for row in found
    }
    held = await connection.execute(
        select(roles.c.person_id, organisations.c.name)
        .distinct()
        .join(organisations, organisations.c.id == roles.c.organisation_id)
        .where(one_of(connection, roles.c.person_id, ids), roles.c.role.in_(STAFF))
        .order_by(organisations.c.name)
    )
    places: dict[int, list[str]] = {}
    for row in held:
        places.setdefault(row.person_id, []).append(row.name)
    return [
        StaffLook(
            _GONE if who is not None and who not in names else names.get(who or 0, ""),
            tuple(places.get(who or 0, ())),
            day,
            times,
            told,
        )
        for (who, day, told), times in looks.items()
    ]
