"""Where an installation of the app holds: its workspaces by name, and who is of none of them."""

import asyncio
import logging
from collections.abc import Iterable, Mapping

from adapters.slack.addresses import SlackAddress
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.web_api import WebApi
from bot.reply import Turn
from bot.workplace import AtWork

_log = logging.getLogger(__name__)

ASKED_AGAIN_SECONDS = 60.0
"""After so long Slack is asked again after a workspace that was none of the installation's, or when
it did not answer.
"""
ANSWERED_SECONDS = 1.0
"""How long an answer waits for it: somebody looks at their screen."""
_PAGE = 1_000
_MOST_PAGES = 20


class InstallationTeams:
    """The workspaces that one token is for.

    Slack is asked, not the payload: in a channel that companies share, people of other workspaces
    speak to us with an installation that is not theirs, and are to be none of its employer's.
    """

    def __init__(self, api: WebApi, workplace: AtWork) -> None:
        self._api = api
        self._workplace = workplace
        self._names: dict[str, str] = {}
        self._asked_at = 0.0
        self._met: set[str] = set()
        self._asking = asyncio.Lock()

    async def learn(self) -> None:
        """Asks Slack whose installation it is, before anybody waits for it; raises its refusal."""
        async with self._asking:
            await self._ask()

    def know(self, names: Mapping[str, str]) -> None:
        """What Slack said when the app was installed: nobody needs to wait until it says it again.

        Another workspace than these is asked after all the same.
        """
        for workspace, name in names.items():
            self._names.setdefault(workspace, name)

    async def _ask(self) -> None:
        self._asked_at = asyncio.get_running_loop().time()
        self._names = dict(await self._listed())

    async def holds(self, workspace: str) -> bool:
        """Whether the app is installed for this workspace; False too while Slack cannot say."""
        return bool(workspace) and await self._name_of(workspace) is not None

    async def meet(self, turn: Turn) -> None:
        """Makes the workspace that somebody is of known as an employer, when it has the app."""
        workspace = turn.identity.workspace
        if not workspace or workspace in self._met:
            return
        name = await self._name_of(workspace)
        if name is not None:
            await self._workplace.meet(turn, name, installation_of(turn))
            self._met.add(workspace)

    def left(self, workspaces: Iterable[str]) -> None:
        """These have the app no longer."""
        for workspace in workspaces:
            self._names.pop(workspace, None)
            self._met.discard(workspace)

    async def _name_of(self, workspace: str) -> str | None:
        """Waits for Slack to say it for a moment only, and for what it does not say not again."""
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
        """For how many seconds it is known, or was asked; 0 when it is time to ask again."""
        if not self._asked_at:
            return 0.0
        since = asyncio.get_running_loop().time() - self._asked_at
        return since if since < ASKED_AGAIN_SECONDS else 0.0

    async def _listed(self) -> Mapping[str, str]:
        """The names of the workspaces by id: the one, or those of an org that use the app."""
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
    """Where the app is installed by which somebody speaks to us: a workspace, or an org."""
    return SlackAddress.read(turn.address).installation
