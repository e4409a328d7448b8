"""The workspaces that have the app. Each is recorded as an employer."""

from bot.reply import Turn
from core.edgefinder import Edgefinder
from core.people.model import Workspace


class Employers:
    """Records and forgets the workspaces that have installed the bot."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder

    async def meet(self, turn: Turn, name: str, installed_in: str) -> None:
        """Record the asker's workspace, which has installed the bot, as an employer."""
        which = Workspace(turn.identity.platform, turn.identity.workspace)
        await self._edgefinder.workspaces.meet(which, name, installed_in)

    async def forget(self, workspace: str, turn: Turn) -> None:
        """Delete everything about a workspace that has removed the bot."""
        which = Workspace(turn.identity.platform, workspace)
        await self._edgefinder.workspace_removal.forget(which)

    async def forget_installed(self, place: str, turn: Turn) -> None:
        """Delete everything about an installation of the bot.

        `place` is the id of a workspace or an org. For an org, delete all of its workspaces.
        """
        await self._edgefinder.workspace_removal.forget_installation(turn.identity.platform, place)
