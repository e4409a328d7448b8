"""Delete a workspace's data when the workspace, or its whole installation, removes the app."""

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.goals.deletion import forget_goals
from core.people.model import Workspace
from core.storage.database import Database
from core.storage.tables import (
    chat_identities,
    chat_memories,
    checks,
    goals,
    notice_lanes,
    notice_places,
    notices,
    opened_pages,
    organisations,
    roster_places,
    watches,
    workspaces,
)


class WorkspaceRemoval:
    """Deletes workspaces with all their data."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget(self, workspace: Workspace) -> None:
        """Delete a workspace with its checks, goals, open pages, watches and linked chats.

        Do nothing if the workspace is not on record.
        """
        async with self._database.begin() as connection:
            await _forget_people(connection, workspace)
            await _forget(connection, _is(workspace))

    async def forget_installation(self, platform: str, place: str) -> None:
        """Delete all data of an installation of the app.

        `place` is the id of a workspace, or of an org with all its workspaces. The data includes
        people from elsewhere who were reached through the installation.
        """
        async with self._database.begin() as connection:
            came_by_it = and_(
                workspaces.c.platform == platform,
                or_(workspaces.c.external_id == place, workspaces.c.installed_in == place),
            )
            found = await connection.scalars(select(workspaces.c.external_id).where(came_by_it))
            for each in {place, *found}:
                await _forget_people(connection, Workspace(platform, each))
            await _forget(connection, came_by_it)


async def _forget(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    rows = await connection.execute(
        select(workspaces.c.id, workspaces.c.organisation_id).where(which)
    )
    found = rows.all()
    numbers = [row.id for row in found]
    organization_ids = [row.organisation_id for row in found if row.organisation_id is not None]
    await connection.execute(delete(checks).where(checks.c.workspace_id.in_(numbers)))
    theirs = or_(goals.c.workspace_id.in_(numbers), goals.c.organisation_id.in_(organization_ids))
    await forget_goals(connection, theirs)
    await connection.execute(delete(workspaces).where(workspaces.c.id.in_(numbers)))
    # the organizations of the workspaces themselves, to which nobody else can belong
    await connection.execute(delete(organisations).where(organisations.c.id.in_(organization_ids)))


async def _forget_people(connection: AsyncConnection, workspace: Workspace) -> None:
    name = workspace.external_id
    await _forget_places(connection, workspace.platform, name)
    await record(connection, Action.CHANGED_WORKSPACE, removed=f"{workspace.platform}:{name}")
    await connection.execute(
        delete(chat_memories).where(
            chat_memories.c.platform == workspace.platform,
            chat_memories.c.external_id.startswith(f"{name}:", autoescape=True),
        )
    )
    for table in (chat_identities, opened_pages):
        await connection.execute(
            delete(table).where(
                table.c.platform == workspace.platform,
                or_(
                    table.c.external_id.startswith(f"{name}:", autoescape=True),
                    table.c.address.startswith(f"{name}/", autoescape=True),
                ),
            )
        )


def _is(workspace: Workspace) -> ColumnElement[bool]:
    return and_(
        workspaces.c.platform == workspace.platform,
        workspaces.c.external_id == workspace.external_id,
    )


async def _forget_places(connection: AsyncConnection, platform: str, workspace: str) -> None:
    """Delete a workspace's channels and the private chats of strangers, with their watches.

    Notices to people on record go to their own chats instead.
    """
    gone = select(notice_places.c.id).where(
        notice_places.c.platform == platform,
        or_(
            notice_places.c.address.startswith(f"{workspace}:", autoescape=True),
            notice_places.c.address.startswith(f"{workspace}/", autoescape=True),
        ),
    )
    queue_ids = select(notice_lanes.c.id).where(notice_lanes.c.place_id.in_(gone))
    there = notices.c.place_id.in_(gone)
    await connection.execute(delete(notices).where(there, notices.c.person_id.is_(None)))
    await connection.execute(
        update(notices)
        .where(or_(there, notices.c.lane_id.in_(queue_ids)))
        .values(place_id=None, lane_id=None)
    )
    for table in (watches, roster_places, notice_lanes):
        await connection.execute(delete(table).where(table.c.place_id.in_(gone)))
    await connection.execute(delete(notice_places).where(notice_places.c.id.in_(gone)))
