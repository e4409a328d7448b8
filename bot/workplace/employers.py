"""The workspaces that have the app. Each is recorded as an employer."""

from bot.reply import Turn
from core.edgefinder import Edgefinder
from core.people.model import Workspace


class Employers:
    """The workspaces that have the app."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder

    async def meet(self, turn: Turn, name: str, installed_in: str) -> None:
        """Record the asker's workspace as an employer with this name, because it has the bot."""
        which = Workspace(turn.identity.platform, turn.identity.workspace)
        await self._edgefinder.workspaces.meet(which, name, installed_in)

    async def forget(self, workspace: str, turn: Turn) -> None:
        """Delete everything about a workspace that has removed the bot."""
        which = Workspace(turn.identity.platform, workspace)
        await self._edgefinder.workspace_removal.forget(which)

    async def forget_installed(self, place: str, turn: Turn) -> None:
        """Delete everything about an installation of the bot: one workspace, or all of an org."""
        await self._edgefinder.workspace_removal.forget_installation(turn.identity.platform, place)
