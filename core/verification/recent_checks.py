"""The recent checks of award codes by the members of a workspace.

Only the workspace sees its checks, and they are deleted after some time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.awards.codes import Mistyped, read_code
from core.clock import Clock
from core.people.model import Workspace
from core.storage.database import Database
from core.storage.tables import checks, workspaces
from core.verification.verdict import Verdict, VerdictKind

KEPT_DAYS = 90
"""The number of days after which checks are deleted, unless the workspace has chosen another."""
MOST_DAYS = 366
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Check:
    """The fact that a member of a workspace looked up this award code and got this verdict."""

    asked_by: str
    asked_at: datetime
    code: str
    verdict: VerdictKind


class CheckHistory:
    """Stores the recent checks of each workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, workspace: Workspace, asked_by: str, verdicts: Sequence[Verdict]) -> None:
        """Record the verdicts that a user got, and delete the workspace's old checks.

        A text that cannot be an award code is not recorded: it may be a mistake or a file name. In
        a shared channel, people may be from a workspace without the bot. Their checks are not
        recorded either.
        """
        told = [each for each in verdicts if not isinstance(read_code(each.code), Mistyped)]
        if not told:
            return
        now = told[0].as_of
        async with self._database.begin() as connection:
            row = await _row(connection, workspace)
            if row is None:
                return
            await _forget(connection, row.id, now - timedelta(days=row.keep_days))
            if row.keep_days:
                rows = [
                    {
                        "workspace_id": row.id,
                        "asked_by": asked_by,
                        "asked_at": now,
                        "code": verdict.code,
                        "verdict": verdict.kind.value,
                    }
                    for verdict in told
                ]
                await connection.execute(insert(checks), rows)

    async def recent(self, workspace: Workspace) -> tuple[list[Check], int]:
        """Return this workspace's last `MOST_LISTED` checks, and how many days it keeps checks."""
        async with self._database.reading() as connection:
            row = await _row(connection, workspace)
            if row is None:
                return [], KEPT_DAYS
            found = await connection.execute(
                select(checks)
                .where(
                    checks.c.workspace_id == row.id,
                    checks.c.asked_at >= self._clock() - timedelta(days=row.keep_days),
                )
                .order_by(checks.c.asked_at.desc(), checks.c.id.desc())
                .limit(MOST_LISTED)
            )
            listed = [
                Check(each.asked_by, each.asked_at, each.code, VerdictKind(each.verdict))
                for each in found
            ]
        return listed, row.keep_days

    async def keep_for(self, workspace: Workspace, days: int) -> None:
        """Set how many days a workspace keeps its checks, from 0 (not at all) to `MOST_DAYS`.

        Older checks are deleted at once. Do nothing if the workspace is not on record. Raises
        ValueError for any other number of days.
        """
        if not 0 <= days <= MOST_DAYS:
            raise ValueError(f"checks are kept from 0 to {MOST_DAYS} days")
        async with self._database.begin() as connection:
            row = await _row(connection, workspace)
            if row is None:
                return
            await connection.execute(
                update(workspaces).where(workspaces.c.id == row.id).values(keep_days=days)
            )
            await _forget(connection, row.id, self._clock() - timedelta(days=days))
            await record(connection, Action.CHANGED_WORKSPACE, keep_days=days)


async def _row(connection: AsyncConnection, workspace: Workspace) -> Any:
    found = await connection.execute(
        select(workspaces.c.id, workspaces.c.keep_days).where(
            workspaces.c.platform == workspace.platform,
            workspaces.c.external_id == workspace.external_id,
        )
    )
    return found.first()


async def _forget(connection: AsyncConnection, number: int, before: datetime) -> None:
    await connection.execute(
        delete(checks).where(checks.c.workspace_id == number, checks.c.asked_at < before)
    )
