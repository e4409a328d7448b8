"""Workspaces of chat platforms.

Each is an employer on record until it removes the app.
"""

from sqlalchemy import select

from core.people.model import Workspace
from core.storage.database import Database
from core.storage.tables import (
    organisations,
    workspaces,
)
from core.storage.upserts import insert_into


class Workspaces:
    """Records the workspaces that have the app."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def meet(self, workspace: Workspace, name: str, installed_in: str = "") -> None:
        """Record the workspace as an employer with this name, or update its name.

        `installed_in` is the id of the org (a group of workspaces) whose installation the workspace
        uses, or '' if the workspace has an installation of its own.
        """
        installed_in = installed_in or workspace.external_id
        async with self._database.begin() as connection:
            organization = insert_into(connection, organisations).values(
                name=name, folded=_folded(workspace)
            )
            await connection.execute(
                organization.on_conflict_do_update(index_elements=["folded"], set_={"name": name})
            )
            organization_id = await connection.scalar(
                select(organisations.c.id).where(organisations.c.folded == _folded(workspace))
            )
            known = insert_into(connection, workspaces).values(
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


def _folded(workspace: Workspace) -> str:
    """Return the name by which the workspace's organization is found.

    It has capital letters. Names in files are compared in lower case, so no workspace can pass for
    a school with an equal name.
    """
    return f"WORKSPACE {workspace.platform}:{workspace.external_id}"
