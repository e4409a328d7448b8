"""Create and cache the clients that call Slack with each workspace's token."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from cachetools import LRUCache

from adapters.delivery_outcome import Failed, Outcome, Unreachable
from adapters.keyed_tasks import KeyedTasks
from adapters.slack.addresses import PLATFORM, SlackAddress
from adapters.slack.agent import AgentSurface
from adapters.slack.answer_sender import SlackAnswerSender
from adapters.slack.home_publisher import HomeContext, HomePublisher
from adapters.slack.installation_teams import InstallationTeams
from adapters.slack.newer_blocks import RefusedBlocks
from adapters.slack.notice_sender import SlackSender
from adapters.slack.send_rate import SlackLimits, SlackPacing
from adapters.slack.users import SlackUsers
from adapters.slack.verdict_sharing import VerdictSharing
from adapters.slack.web_api import WebApi
from adapters.slack.window_opening import WindowOpener
from adapters.slack.windows.window import WindowServices
from adapters.slack.work_objects import WorkObjects
from adapters.slack.workflow_step import WorkflowStep
from bot.reply import Reply

REMEMBERED = 2_000

RenewAt = Callable[[str, str, str], Awaitable[str | None]]
"""A function that renews a token.

It is a `Renew` with one more argument in front: the id of the workspace or org.
"""
TokenOf = Callable[[str], Awaitable[str | None]]
"""A function that gets the id of a workspace or org and returns its token.

It returns None if the app is not installed there.
"""


@dataclass(frozen=True, slots=True)
class WorkspaceClient:
    """Everything that is needed to talk to one Slack workspace."""

    api: WebApi
    answer_sender: SlackAnswerSender
    windows: WindowOpener
    sharing: VerdictSharing
    step: WorkflowStep
    sender: SlackSender
    teams: InstallationTeams
    users: SlackUsers
    agent: AgentSurface
    work_objects: WorkObjects


class WorkspaceClients:
    """Creates a client for each token when the client is first needed.

    All clients share one HTTP session.
    """

    def __init__(
        self,
        api_url: str,
        services: WindowServices,
        work: KeyedTasks,
        renew: RenewAt,
        limits: SlackLimits,
        trusted: frozenset[str] | None,
        token_of: TokenOf,
    ) -> None:
        """`renew` replaces tokens that Slack refuses. `limits` apply to each workspace.

        `token_of` returns the token of a workspace or org. SlackUsers explains `trusted`.
        """
        self._api_url = api_url
        self._trusted = trusted
        self._renew = renew
        self._services = services
        self._workplace = services.workplace
        self._token_of = token_of
        at_work = services.workplace
        self.home = HomePublisher(at_work.home, at_work.checks, work, self._home_context)
        self._root = WebApi("", api_url)
        self._following: asyncio.Task[None] | None = None
        self._clients: LRUCache[str, WorkspaceClient] = LRUCache(REMEMBERED)
        self._limits = limits
        self._paces: LRUCache[str, SlackPacing] = LRUCache(REMEMBERED)
        self._refused: LRUCache[str, RefusedBlocks] = LRUCache(REMEMBERED)

    @property
    def root(self) -> WebApi:
        """The WebApi that owns the HTTP session that all clients share.

        It has no token and no workspace.
        """
        return self._root

    async def open(self) -> None:
        await self._root.open()
        self._following = asyncio.create_task(self.home.follow_stale(), name="slack home tabs")
        for client in self._clients.values():
            client.api.share(self._root.posts)
        for pacing in self._paces.values():
            pacing.start()

    async def close(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])
        for pacing in self._paces.values():
            pacing.stop()
        for client in self._clients.values():
            client.api.share(None)
        await self._root.close()

    def of(self, token: str, installation: str) -> WorkspaceClient:
        """Return the client that uses a token.

        `installation` is the id of the workspace or org that the token belongs to.
        """
        client = self._clients.get(token)
        if client is None:
            renew = partial(self._renew, installation)
            refused = self._refused.setdefault(installation, RefusedBlocks())
            api = WebApi(token, self._api_url, self._pacing(installation), renew, refused)
            api.share(self._root.posts)
            answer_sender = SlackAnswerSender(api)
            teams = InstallationTeams(api, self._workplace.employers)
            windows = WindowOpener(api, answer_sender, self._services)
            sharing = VerdictSharing(
                api, answer_sender, self._workplace.verdicts, self._workplace.links
            )
            step = WorkflowStep(api, self._workplace.checks)
            sender = SlackSender(api, delivered=self.home.changed_for)
            client = WorkspaceClient(
                api,
                answer_sender,
                windows,
                sharing,
                step,
                sender,
                teams,
                SlackUsers(api, teams, self._trusted),
                AgentSurface(api, self._workplace.prompts),
                WorkObjects(api, self._workplace.links, self._workplace.checks),
            )
            self._clients[token] = client
        return client

    async def _home_context(self, installation: str) -> HomeContext | None:
        token = await self._token_of(installation)
        if token is None:
            return None
        client = self.of(token, installation)
        return HomeContext(client.api, client.users.known)

    def _pacing(self, installation: str) -> SlackPacing:
        """Return the rate limiter of a workspace or org.

        The rate limiter stays the same when the token changes.
        """
        pacing = self._paces.get(installation) or SlackPacing(self._limits)
        self._paces[installation] = pacing
        return pacing


class WorkspaceSender:
    """Sends each notice with the client of the workspace that its address names."""

    platform = PLATFORM

    def __init__(self, clients: WorkspaceClients, token_of: TokenOf) -> None:
        self._clients = clients
        self._token_of = token_of

    def concurrency_key(self, address: str) -> str:
        """Return the address's installation, because Slack limits the rate by installation."""
        return SlackAddress.read(address).installation

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send a notice as `SlackSender.send` does, with the client of the address's workspace."""
        to = SlackAddress.read(address)
        if not to.recipient:
            return Unreachable("this is not a Slack address")
        if not self._clients.root.is_open:
            return Failed("Slack is not connected")
        token = await self._token_of(to.installation)
        if token is None:
            return Unreachable("the workspace has removed Edgefinder")
        within = str(replace(to, installed_in=""))
        return await self._clients.of(token, to.installation).sender.send(within, reply)
