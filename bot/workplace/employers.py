"""The workspaces that have the app. Each is recorded as an employer."""

from bot.reply import Turn
from core.edgefinder import Edgefinder
from core.people.model import Workspace


class Employers:
    """The workspaces that have the app."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder

    async def meet(self, turn: Turn, name: str, installed_in: str) -> None:
        """Record that the asker belongs to a workspace that has the bot.

        The workspace is recorded as an employer with this name.
        """
        which = Workspace(turn.identity.platform, turn.identity.workspace)
        await self._edgefinder.workspaces.meet(which, name, installed_in)

    async def forget(self, workspace: str, turn: Turn) -> None:
        """Delete everything about a workspace that is gone."""
        which = Workspace(turn.identity.platform, workspace)
        await self._edgefinder.workspace_removal.forget(which)

    async def forget_installed(self, place: str, turn: Turn) -> None:
        """Delete everything about a workspace, or a whole org, that removed the bot."""
        await self._edgefinder.workspace_removal.forget_installation(turn.identity.platform, place)
