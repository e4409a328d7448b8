"""Look up which workspaces an installation of the app covers, with their names."""

import asyncio
import logging
from collections.abc import Iterable, Mapping

from adapters.slack.addresses import SlackAddress
from adapters.slack.error_meanings import Installation, refusal
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.web_api import WebApi
from bot.reply import Turn
from bot.workplace.interfaces import EmployersAtWork

_log = logging.getLogger(__name__)

ASKED_AGAIN_SECONDS = 60.0
"""The minimum time in seconds between two requests to Slack for the list of workspaces."""
ANSWERED_SECONDS = 1.0
"""How many seconds an answer waits at most for the list of workspaces."""
_PAGE = 1_000
_MOST_PAGES = 20


class InstallationTeams:
    """The workspaces in which one installation of the app works, as Slack lists them.

    A request does not prove that its workspace installed the app: in a Slack Connect channel,
    people from other companies use the app too. These people must not count as members of this
    employer.
    """

    def __init__(self, api: WebApi, employers: EmployersAtWork) -> None:
        self._api = api
        self._employers = employers
        self._names: dict[str, str] = {}
        self._asked_at = 0.0
        self._met: set[str] = set()
        self._asking = asyncio.Lock()

    async def learn(self) -> None:
        """Ask Slack now which workspaces the installation covers, before an answer needs them.

        Raises Slack's error if Slack refuses or does not answer.
        """
        async with self._asking:
            await self._ask()

    async def is_installed(self) -> bool | None:
        """Ask Slack whether the app is still installed.

        Return None if Slack's answer does not say that clearly.
        """
        try:
            await self._api.quick.auth_test()
        except TROUBLE as error:
            gone = refusal(error_of(error)).installation is Installation.GONE
            return False if gone else None
        return True

    def know(self, names: Mapping[str, str]) -> None:
        """Store the names of these workspaces, by id, so that answers need not wait for Slack."""
        for workspace, name in names.items():
            self._names.setdefault(workspace, name)

    async def _ask(self) -> None:
        self._asked_at = asyncio.get_running_loop().time()
        self._names = dict(await self._listed())

    async def holds(self, workspace: str) -> bool:
        """Whether the app is installed for this workspace.

        Return False if Slack does not answer within `ANSWERED_SECONDS`.
        """
        return bool(workspace) and await self._name_of(workspace) is not None

    async def meet(self, turn: Turn) -> None:
        """Record the workspace of a turn's sender as an employer, if the app is installed there."""
        workspace = turn.identity.workspace
        if not workspace or workspace in self._met:
            return
        name = await self._name_of(workspace)
        if name is not None:
            await self._employers.meet(turn, name, installation_of(turn))
            self._met.add(workspace)

    def left(self, workspaces: Iterable[str]) -> None:
        """Forget these workspaces, because they removed the app."""
        for workspace in workspaces:
            self._names.pop(workspace, None)
            self._met.discard(workspace)

    async def _name_of(self, workspace: str) -> str | None:
        """Return the workspace's name.

        Return None if Slack does not list the workspace, or does not answer within
        `ANSWERED_SECONDS`.
        """
        if workspace in self._names or self._asked_for() > ANSWERED_SECONDS:
            return self._names.get(workspace)
        try:
            async with asyncio.timeout(ANSWERED_SECONDS), self._asking:
                if workspace not in self._names and not self._asked_for():
                    await self._ask()
        except TROUBLE as error:
            _log.info("whose installation it is was not told: Slack said %s", error_of(error))
        return self._names.get(workspace)

    def _asked_for(self) -> float:
        """Return how many seconds ago we last asked Slack, or 0 if we should ask again now."""
        if not self._asked_at:
            return 0.0
        since = asyncio.get_running_loop().time() - self._asked_at
        return since if since < ASKED_AGAIN_SECONDS else 0.0

    async def _listed(self) -> Mapping[str, str]:
        """Ask Slack for the workspaces that use the app, and return their names by id.

        The result has one workspace, or all workspaces of an org that use the app.
        """
        found = await self._api.quick.auth_test()
        if not found.get("is_enterprise_install"):
            return {str(found["team_id"]): str(found.get("team") or found["team_id"])}
        names: dict[str, str] = {}
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = await self._api.quick.auth_teams_list(cursor=cursor or None, limit=_PAGE)
            names |= {str(each["id"]): str(each["name"]) for each in page["teams"]}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return names


def installation_of(turn: Turn) -> str:
    """Return the id of the workspace or org whose installation delivered this turn."""
    return SlackAddress.read(turn.address).installation
