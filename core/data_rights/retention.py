"""Delete data whose retention period is over."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.audit.forgetting import details_older_than, forget_entries
from core.clock import Clock
from core.data_rights.forgetting import forget_and_tell, forget_places
from core.data_rights.retention_periods import Retention
from core.memories import empty_memories
from core.storage.database import Database, write_alone
from core.storage.encrypting import empty_log
from core.storage.staging import one_of
from core.storage.tables import (
    audit_entries,
    awards,
    brought_files,
    chat_identities,
    chat_memories,
    checks,
    corrections,
    goal_proofs,
    invitations,
    notice_lanes,
    notice_places,
    notices,
    people,
    results,
    roles,
    watches,
    workspaces,
)

_TOPICS = timedelta(minutes=30)
_MOST_PEOPLE = 500
"""The maximum number of people forgotten in one run. Each person takes several statements."""
_PEOPLE_AT_ONCE = 25
_PAUSE_SECONDS = 0.1
"""Seconds between two batches, so that others can write to SQLite in between."""


@dataclass
class _Run:
    """The state of one run: how many more people to forget, and the last audit entry seen."""

    people_left: int = _MOST_PEOPLE
    last_entry: int = 0


class Pruning:
    """Deletes data whose retention period is over."""

    def __init__(
        self, database: Database, clock: Clock, retention: Retention, at_once: int = 5_000
    ) -> None:
        """`at_once` is the maximum number of rows deleted in one transaction.

        Nobody else can write during that transaction.
        """
        self._database = database
        self._clock = clock
        self._at_once = at_once
        self.retention = retention

    async def count(self) -> Mapping[str, int]:
        """Count the rows that `prune` would delete now, by kind."""
        async with self._database.reading() as connection:
            return {
                kind: int(
                    await connection.scalar(select(func.count()).select_from(chosen.subquery()))
                    or 0
                )
                for kind, chosen in self._old(await _kept_checks(connection)).items()
            }

    async def prune(self) -> Mapping[str, int]:
        """Delete everything that is too old, in batches.

        Return the number of deleted rows by kind. If a run is stopped, its finished batches stay
        deleted, and the next run deletes the rest.
        """
        counts: Counter[str] = Counter()
        run, more = _Run(), True
        while more:
            async with self._database.begin() as connection:
                await write_alone(connection)
                some, more = await self._delete_some(connection, run)
                if total := sum(some.values()):
                    await record(connection, Action.PRUNED, rows=total)
            counts.update(some)
            if more:
                await asyncio.sleep(_PAUSE_SECONDS)
        if counts.total():
            empty_memories()
            await empty_log(self._database)
        return counts

    async def _delete_some(
        self, connection: AsyncConnection, run: _Run
    ) -> tuple[Mapping[str, int], bool]:
        """Delete one batch.

        Return the number of deleted rows by kind, and whether there may be more to delete.
        """
        counts, more, room = {}, False, self._at_once
        for kind, chosen in self._old(await _kept_checks(connection)).items():
            most = room
            if kind == "people":
                most = min(room, _PEOPLE_AT_ONCE, run.people_left)
            elif kind == "audit":  # ids ascend with time, so continue after the last entry
                entry = audit_entries.c.id
                chosen = chosen.where(entry > run.last_entry).order_by(entry)  # noqa: PLW2901 - a query is built in steps
            counts[kind] = await self._delete(connection, kind, chosen.limit(most), run)
            room -= counts[kind]
            more |= counts[kind] == most and (kind != "people" or run.people_left > 0)
        return counts, more

    async def write_due(self) -> int:
        """Prune as a periodic job.

        Return 0, the number of notices, because pruning writes none.
        """
        await self.prune()
        return 0

    def _old(self, kept_checks: Collection[int]) -> dict[str, Select[Any]]:
        """Return queries for the ids of all rows that are too old, by kind, in order of deletion.

        `kept_checks` are the different numbers of days for which workspaces keep their checks.
        """
        keep = self.retention
        old = {
            "checks": select(checks.c.id)
            .join(workspaces, workspaces.c.id == checks.c.workspace_id)
            .where(or_(false(), *self._checks_older_than(kept_checks))),
            "notices": select(notices.c.id).where(
                notices.c.state.not_in(("due", "waiting")),
                notices.c.settled_at < self._before(keep.notices),
            ),
            "invitations": select(invitations.c.id).where(
                or_(
                    invitations.c.used_at < self._before(keep.invitations),
                    invitations.c.expires_at < self._before(keep.invitations),
                )
            ),
            "proofs": select(goal_proofs.c.id).where(
                goal_proofs.c.expires_at < self._before(keep.proofs)
            ),
            "files": select(brought_files.c.id).where(
                brought_files.c.brought_at < self._before(keep.files)
            ),
            "corrections": select(corrections.c.id).where(
                or_(
                    corrections.c.settled_at < self._before(keep.corrections),
                    and_(
                        corrections.c.sent_at.is_(None),
                        corrections.c.asked_at < self._before(1),
                    ),
                )
            ),
            "chats": select(chat_identities.c.id).where(
                chat_identities.c.unreachable_since < self._before(keep.chats)
            ),
            "places": _unused_private_chats(),
            "memories": select(chat_memories.c.platform, chat_memories.c.external_id).where(
                chat_memories.c.language.is_(None),
                chat_memories.c.topic_at < self._clock() - _TOPICS,
            ),
        }
        if keep.people is not None:
            old["people"] = self._people_who_left(keep.people)
        if keep.audit is not None:
            old["audit"] = select(audit_entries.c.id).where(
                details_older_than(self._before(keep.audit))
            )
        return old

    def _before(self, days: int) -> datetime:
        return self._clock() - timedelta(days=days)

    def _checks_older_than(self, kept: Collection[int]) -> list[ColumnElement[bool]]:
        return [
            and_(workspaces.c.keep_days == days, checks.c.asked_at < self._before(days))
            for days in kept
        ]

    def _people_who_left(self, days: int) -> Select[Any]:
        """Return the query for people without a role who had nothing new for `days` days.

        A new result, a new award or a newly linked chat counts as new.
        """
        before = self._before(days)
        lately = (
            exists().where(roles.c.person_id == people.c.id),
            exists().where(
                results.c.candidate_id == people.c.id, results.c.taken_on >= before.date()
            ),
            exists().where(awards.c.candidate_id == people.c.id, awards.c.awarded_at >= before),
            exists().where(
                chat_identities.c.person_id == people.c.id, chat_identities.c.linked_at >= before
            ),
        )
        return (
            select(people.c.id)
            .where(people.c.forgotten_at.is_(None), *(~each for each in lately))
            .order_by(people.c.id)
            .limit(_MOST_PEOPLE)
        )

    async def _delete(
        self, connection: AsyncConnection, kind: str, chosen: Select[Any], run: _Run
    ) -> int:
        if kind == "memories":
            key = tuple_(*chosen.selected_columns)
            return (await connection.execute(delete(chat_memories).where(key.in_(chosen)))).rowcount
        ids = list((await connection.execute(chosen)).scalars())
        if not ids:
            return 0
        if kind == "people":
            for person in ids:
                await forget_and_tell(connection, person, self._clock())
            run.people_left -= len(ids)
        elif kind == "audit":
            await forget_entries(connection, ids)
            run.last_entry = ids[-1]
        elif kind == "places":
            these = one_of(connection, notice_places.c.id, ids)
            await forget_places(connection, select(notice_places.c.id).where(these))
        else:
            if kind == "proofs":
                of_them = one_of(connection, watches.c.proof_id, ids)
                await connection.execute(delete(watches).where(of_them))
            table = chosen.selected_columns[0].table
            await connection.execute(delete(table).where(one_of(connection, table.c.id, ids)))
        return len(ids)


async def _kept_checks(connection: AsyncConnection) -> Collection[int]:
    return set((await connection.execute(select(workspaces.c.keep_days).distinct())).scalars())


def _unused_private_chats() -> Select[Any]:
    """Return the query for private chats of people who are not on record and no longer need them.

    A chat is still needed while it has a watch, an unsent notice or a queue that sends.
    """
    place = notice_places.c
    return select(place.id).where(
        place.person_id.is_(None),
        ~exists().where(watches.c.place_id == place.id),
        ~exists().where(notices.c.place_id == place.id, notices.c.state.in_(("due", "waiting"))),
        ~exists().where(
            notice_lanes.c.place_id == place.id, notice_lanes.c.claimed_by.is_not(None)
        ),
    )
