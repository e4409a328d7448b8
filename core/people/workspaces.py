"""Workspaces of chat platforms: each an employer of its own, from first sight to leaving."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.goals.deletion import forget_goals
from core.notices.workspace_removal import forget_places
from core.storage.database import Database
from core.storage.tables import (
    chat_identities,
    checks,
    goals,
    opened_pages,
    organisations,
    workspaces,
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace of a chat platform, as the platform calls it."""

    platform: str
    external_id: str


async def meet_workspace(
    database: Database, workspace: Workspace, name: str, installed_in: str = ""
) -> None:
    """Knows the workspace as an employer from now on, called so; met again, it is renamed.

    `installed_in` is the org by whose installation it uses the app; '' where that is its own.
    """
    installed_in = installed_in or workspace.external_id
    async with database.begin() as connection:
        on = postgresql if connection.dialect.name == "postgresql" else sqlite
        organization = on.insert(organisations).values(name=name, folded=_folded(workspace))
        await connection.execute(
            organization.on_conflict_do_update(index_elements=["folded"], set_={"name": name})
        )
        organization_id = await connection.scalar(
            select(organisations.c.id).where(organisations.c.folded == _folded(workspace))
        )
        known = on.insert(workspaces).values(
            platform=workspace.platform,
            external_id=workspace.external_id,
            organisation_id=organization_id,
            installed_in=installed_in,
        )
        await connection.execute(
            known.on_conflict_do_update(
                index_elements=["platform", "external_id"],
                set_={"organisation_id": organization_id, "installed_in": installed_in},
            )
        )


async def forget_workspace(database: Database, workspace: Workspace) -> None:
    """Forgets a workspace: what it verified, its goals, the pages that its people opened, what
    they watched, and whose chats there were tied to whom.

    Does nothing when it is not known.
    """
    async with database.begin() as connection:
        await _forget_people(connection, workspace)
        await _forget(connection, _is(workspace))


async def forget_installation(database: Database, platform: str, place: str) -> None:
    """Forgets what came by an installation: the workspace, or all those of an org, and whoever
    from elsewhere was reached through it.
    """
    async with database.begin() as connection:
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
    # the employers that they were: nobody else can be one of theirs
    await connection.execute(delete(organisations).where(organisations.c.id.in_(organization_ids)))


async def _forget_people(connection: AsyncConnection, workspace: Workspace) -> None:
    name = workspace.external_id
    await forget_places(connection, workspace.platform, name)
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


def _folded(workspace: Workspace) -> str:
    """What tells its organization from others, as a name in files never can: names are compared in
    lower case, so that no workspace becomes a school by calling itself one.
    """
    return f"WORKSPACE {workspace.platform}:{workspace.external_id}"
