"""Look up tokens of the app's installations, and delete the data of removed installations."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from adapters.slack.addresses import slack_identity
from adapters.slack.error_meanings import Installation, refusal
from adapters.slack.inbound_requests import AppRemoved
from adapters.slack.installation_teams import installation_of
from adapters.slack.workspace_clients import WorkspaceClient, WorkspaceClients
from bot.reply import Turn
from bot.workplace.interfaces import EmployersAtWork

if TYPE_CHECKING:
    from adapters.slack.installations import Tokens

_log = logging.getLogger(__name__)


class InstalledApps:
    """The app's installations.

    These are all installations with stored tokens, or only that of `bot_token`.
    """

    tokens: "Tokens | None" = None
    """Renews tokens. Set after `__init__`, because a token is renewed by clients created later."""

    def __init__(self, employers: EmployersAtWork, bot_token: str | None) -> None:
        self._employers = employers
        self._bot_token = bot_token

    async def token_of(self, installation: str) -> str | None:
        """Return the token of a workspace or org by its id, or None if the app is not installed."""
        return await self.tokens.of_installation(installation) if self.tokens else self._bot_token

    async def token_refused(self, installation: str, token: str, code: str) -> str | None:
        """Return a newer token to use instead of a token that Slack refused, or None.

        If there is no newer token, and the error `code` means that the app was removed, delete all
        data of the installation.
        """
        if self.tokens is None:
            return None
        newest = await self.tokens.of_installation(installation)
        if newest not in {None, token}:
            return newest
        if refusal(code).installation is Installation.GONE:
            _log.info("an installation is forgotten: Slack said %s", code)
            nobody = Turn(slack_identity(installation, ""), "-", address=installation)
            await self._forget(installation, [], nobody, newest)
        return None

    async def remove(
        self, incoming: AppRemoved, client: WorkspaceClient, clients: WorkspaceClients
    ) -> None:
        """Delete the data of workspaces that removed the app.

        If the app was installed again since the removal, delete nothing.
        """
        installation = installation_of(incoming.turn) if incoming.uninstalled else ""
        token = at = None
        if installation:
            token = await self.token_of(installation)
            at = await self.tokens.installed_at(installation) if self.tokens else None
        if token and await self._installed_since(
            installation, token, at, incoming.removed_at, clients
        ):
            _log.info("the app was installed again since Slack reported its removal")
            return
        client.teams.left(incoming.teams)
        # Slack reports one removal with two events. If the app is installed again between the two
        # events, or while the second is handled, keep the new token
        await self._forget(installation, incoming.teams, incoming.turn, token)

    async def _installed_since(
        self,
        installation: str,
        token: str,
        installed_at: int | None,
        removed_at: int,
        clients: WorkspaceClients,
    ) -> bool:
        """Whether the app was installed again after a removal that Slack reports late.

        If our stored installation is older than the removal, that installation was removed.
        Otherwise ask Slack whether the app works, because times in whole seconds cannot tell which
        came first. If Slack does not answer, compare the times anyway.
        """
        teams = clients.of(token, installation).teams
        if self.tokens is None:
            return await teams.is_installed() is True
        if not installed_at or not removed_at or installed_at < removed_at:
            return False
        works = await teams.is_installed()
        return installed_at > removed_at if works is None else works

    async def _forget(
        self, installed: str, teams: Iterable[str], turn: Turn, token: str | None
    ) -> None:
        """Delete the data of these workspaces, and the installation if it still has this token."""
        for team in filter(None, teams):
            await self._employers.forget(team, turn)
        if installed:
            await self._employers.forget_installed(installed, turn)
            if self.tokens is not None and token is not None:
                await self.tokens.forget(installed, token)
