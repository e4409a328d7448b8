"""What the people of a workspace verified lately: kept for it alone, and not for long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.storage.changes import count_change
from core.storage.database import Database
from core.storage.tables import chat_identities, checks, goals, workspaces
from core.verification.verdict import Verdict, VerdictKind

KEPT_DAYS = 90
"""How long checks are kept where a workspace has not said otherwise."""
MOST_DAYS = 366
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace of a chat platform, as the platform calls it."""

    platform: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody of the workspace asked after a code, and was told this."""

    asked_by: str
    asked_at: datetime
    code: str
    verdict: VerdictKind


async def keep_checks(
    database: Database, workspace: Workspace, asked_by: str, verdicts: Sequence[Verdict]
) -> None:
    """Notes what somebody was told, and forgets what the workspace wants kept no longer.

    What cannot be a code is nobody's code, and not noted.
    """
    told = [verdict for verdict in verdicts if verdict.kind is not VerdictKind.MISTYPED]
    if not told:
        return
    now = told[0].as_of
    async with database.begin() as connection:
        row = await _known(connection, workspace)
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


async def recent_checks(
    database: Database, clock: Clock, workspace: Workspace
) -> tuple[list[Check], int]:
    """The last `MOST_LISTED` checks of this workspace, newest first, and the days they are kept."""
    async with database.engine.connect() as connection:
        row = await _row(connection, workspace)
        if row is None:
            return [], KEPT_DAYS
        found = await connection.execute(
            select(checks)
            .where(
                checks.c.workspace_id == row.id,
                checks.c.asked_at >= clock() - timedelta(days=row.keep_days),
            )
            .order_by(checks.c.asked_at.desc(), checks.c.id.desc())
            .limit(MOST_LISTED)
        )
        listed = [
            Check(each.asked_by, each.asked_at, each.code, VerdictKind(each.verdict))
            for each in found
        ]
    return listed, row.keep_days


async def keep_for(database: Database, clock: Clock, workspace: Workspace, days: int) -> None:
    """The workspace says how many days its checks are kept, at most `MOST_DAYS`; 0: not at all."""
    if not 0 <= days <= MOST_DAYS:
        raise ValueError(f"checks are kept from 0 to {MOST_DAYS} days")
    async with database.begin() as connection:
        row = await _known(connection, workspace)
        await connection.execute(
            update(workspaces).where(workspaces.c.id == row.id).values(keep_days=days)
        )
        await _forget(connection, row.id, clock() - timedelta(days=days))


async def forget_workspace(database: Database, workspace: Workspace) -> None:
    """Forgets a workspace: what it verified, its goals, and whose chats there were tied to whom.

    Does nothing when it is not known.
    """
    async with database.begin() as connection:
        await connection.execute(
            delete(chat_identities).where(
                chat_identities.c.platform == workspace.platform,
                chat_identities.c.external_id.startswith(
                    f"{workspace.external_id}:", autoescape=True
                ),
            )
        )
        row = await _row(connection, workspace)
        if row is not None:
            await connection.execute(delete(checks).where(checks.c.workspace_id == row.id))
            gone = await connection.execute(delete(goals).where(goals.c.workspace_id == row.id))
            if gone.rowcount:
                await count_change(connection)
            await connection.execute(delete(workspaces).where(workspaces.c.id == row.id))


async def _known(connection: AsyncConnection, workspace: Workspace) -> Any:
    """The workspace's `id` and `keep_days`, made at first sight."""
    row = await _row(connection, workspace)
    if row is None:
        # two of its people may be first at the same moment
        on = postgresql if connection.dialect.name == "postgresql" else sqlite
        made = on.insert(workspaces).values(
            platform=workspace.platform, external_id=workspace.external_id
        )
        await connection.execute(made.on_conflict_do_nothing())
        row = await _row(connection, workspace)
    assert row is not None
    return row


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
