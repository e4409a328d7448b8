"""The Slack adapter: Bolt receives and acknowledges requests, background tasks answer them."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.chat_platform import HttpAnswer
from adapters.keyed_tasks import KeyedTasks, RecentDeliveries
from adapters.platform_health import PlatformHealth
from adapters.secret_rotation import accepted_secrets
from adapters.slack.addresses import PLATFORM, slack_identity
from adapters.slack.authorization import AppInstallation, Authorize, with_installation
from adapters.slack.bolt_app import bolt_app
from adapters.slack.connection import SlackConnection
from adapters.slack.files import SharedFile, download
from adapters.slack.http_requests import SignatureCheck, slash_command
from adapters.slack.inbound_requests import (
    AnswerTarget,
    AppRemoved,
    Asked,
    DetailsRequested,
    HomeOpened,
    Incoming,
    LinksPosted,
    MessageChecked,
    MessagesOpened,
    RetentionSet,
    Shared,
    StepRun,
    Submitted,
    WindowOpened,
)
from adapters.slack.installed_apps import InstalledApps
from adapters.slack.manifest import EVENTS_PATH
from adapters.slack.payload_parsing import from_command
from adapters.slack.rendering import Json
from adapters.slack.request_acknowledgement import InboundMiddleware, incoming_of
from adapters.slack.send_rate import SlackLimits
from adapters.slack.socket_mode import CONNECTIONS, PING_SECONDS, SocketMode
from adapters.slack.web_api import SLACK_URL
from adapters.slack.windows.hiring_rules import MOST_OPTIONS, credential_options
from adapters.slack.windows.window import WindowServices
from adapters.slack.workspace_clients import WorkspaceClient, WorkspaceClients, WorkspaceSender
from bot.reply import Answers, Reply, Turn
from bot.turn_trace import Stage, not_sent, stage, watching
from bot.workplace.interfaces import AtWork
from core.values import replace

if TYPE_CHECKING:
    from adapters.slack.install_pages import Credentials, InstallFlow

_log = logging.getLogger(__name__)

FINISH_SECONDS = 8.0
"""How many seconds a shutdown waits at most for answers in progress."""
PATIENCE_SECONDS = 3.0
"""After this many seconds without an answer, the person is told that it takes longer."""

Ask = Callable[[Turn], Coroutine[Any, Any, Reply]]

_ACKNOWLEDGED = {"content-type": "text/plain;charset=utf-8"}
_WANTED_HEADERS = ("content-type", "x-slack-request-timestamp", "x-slack-signature")
"""The request headers that we pass to Bolt.

Bolt would read further headers too, but Slack's signature does not protect the further headers.
"""


class SlackAdapter:
    """Serves Slack in this process's event loop, from `start` to `stop`.

    With a `bot_token`, serve only the workspace that the token belongs to. With `credentials`,
    serve every workspace that has installed the app, but let only `trusted` workspaces confirm
    their members' e-mail addresses.

    An `app_token` turns on Socket Mode with this many `connections`. A `signing_secret` turns on
    HTTP requests to `handle`. Both can be used together.

    `limits` default to Slack's rate limits. `sender` sends notices. `health` reports whether Slack
    answers. If connecting fails, it is tried again, with longer and longer pauses.
    """

    def __init__(
        self,
        conversation: Answers,
        workplace: AtWork,
        bot_token: str | None = None,
        *,
        credentials: "Credentials | None" = None,
        trusted: frozenset[str] = frozenset(),
        app_token: str | None = None,
        signing_secret: str | None = None,
        api_url: str = SLACK_URL,
        ping_seconds: float = PING_SECONDS,
        finish_seconds: float = FINISH_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        limits: SlackLimits | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        if not (app_token or signing_secret):
            raise ValueError(
                "Slack needs EDGEFINDER_SLACK_APP_TOKEN (Socket Mode)"
                " or EDGEFINDER_SLACK_SIGNING_SECRET (HTTP) beside the bot token"
            )
        self.health = PlatformHealth("slack")
        self._conversation = conversation
        self._workplace = workplace
        self._services = WindowServices(conversation, workplace)
        self.webhook_path = EVENTS_PATH if signing_secret else ""
        self._signing_secret = signing_secret
        self._signatures = SignatureCheck(accepted_secrets(signing_secret or ""))
        self._finish_seconds = finish_seconds
        self._patience_seconds = patience_seconds
        self._bot_token = bot_token
        self._tasks = KeyedTasks()
        self._installed_apps = InstalledApps(workplace.employers, bot_token)
        self._clients = WorkspaceClients(
            api_url,
            self._services,
            self._tasks,
            self._installed_apps.token_refused,
            limits or SlackLimits(),
            trusted if credentials else None,
            self._installed_apps.token_of,
        )
        self.install_flow = self._installing(credentials, api_url) if credentials else None
        if self.install_flow is not None:
            self._installed_apps.tokens = self.install_flow.tokens()
        self._known = RecentDeliveries()
        self._taking = False
        self._keeper: asyncio.Task[None] | None = None
        self._authorize = Authorize(bot_token, self._installed_apps.tokens)
        inbound = InboundMiddleware(lambda: self._taking, self._hand_on, self._suggested)
        self._app = bolt_app(api_url, signing_secret or "", self._authorize, inbound)
        socket = SocketMode(self._app, app_token, ping_seconds=ping_seconds) if app_token else None
        check = self._check_token if bot_token is not None else None
        self._connection = SlackConnection(self.health, check, socket, connections)
        self.sender = WorkspaceSender(self._clients, self._installed_apps.token_of)

    async def start(self) -> None:
        """Start connecting in the background; return without waiting for Slack."""
        await self._clients.open()
        self._app.client.session = self._clients.root.calls.session  # Bolt makes calls too
        self._taking = True
        self._keeper = asyncio.create_task(self._connection.keep(), name="slack")

    async def stop(self) -> None:
        """Refuse new requests, wait `finish_seconds` for answers in progress, and disconnect."""
        self._taking = False
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        await self._tasks.finish(self._finish_seconds)
        await self._clients.close()

    async def handle(self, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        """Answer an HTTP request from Slack: an event, a command or a pressed button."""
        if not self._signing_secret:
            return 404, {}, b""
        if not self._taking:
            return 503, {"retry-after": "5"}, b""  # 503 makes Slack send the event again later
        try:
            if not self._signatures.is_signed(body, headers):
                return 401, {}, b""
            if await self._take_command(body, headers):
                return 200, dict(_ACKNOWLEDGED), b""
            told: dict[str, str | Sequence[str]] = {
                name: headers[name] for name in _WANTED_HEADERS if name in headers
            }
            request = AsyncBoltRequest(body=body.decode(), headers=told)
            response = await self._app.async_dispatch(request)
        except Exception as error:  # noqa: BLE001 - anyone may post anything here
            _log.info("a request that is not Slack's was refused (%s)", type(error).__name__)
            return 400, {}, b""
        return response.status, dict(response.first_headers()), response.body.encode()

    async def _take_command(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Begin to answer a slash command from a workspace that has the app. Return True.

        For any other request, do nothing and return False.
        """
        fields = slash_command(body, headers)
        if fields is None:
            return False
        in_org = fields.get("is_enterprise_install") == "true"
        team, organization = fields["team_id"], fields.get("enterprise_id")
        installation = await self._authorize.installation(organization, team, in_org=in_org)
        if installation is None:
            return False
        who = slack_identity(team, fields["user_id"])
        self._tasks.begin(who, partial(self._do_command, fields, installation))
        return True

    async def _do_command(self, fields: Mapping[str, str], installation: AppInstallation) -> None:
        """Parse and answer a slash command.

        This runs after the command was acknowledged, so that Slack does not wait for the parsing.
        """
        incoming = incoming_of(fields, from_command)
        if incoming is not None and not self._known.seen_before(incoming.once):
            await self._do(incoming, installation)

    async def _check_token(self) -> None:
        await self._clients.of(self._bot_token or "", "").teams.learn()

    def _installing(self, credentials: "Credentials", api_url: str) -> "InstallFlow":
        from adapters.slack.install_pages import InstallFlow  # noqa: PLC0415 - loads cryptography

        return InstallFlow(credentials, api_url, lambda: self._clients.root.calls)

    def _suggested(self, typed: str) -> Sequence[Json]:
        """Return menu options for the credentials that match what a person has typed so far.

        There are at most `MOST_OPTIONS` options.
        """
        return credential_options(self._workplace.credentials(typed, MOST_OPTIONS))

    def _hand_on(self, incoming: Incoming, installation: AppInstallation) -> None:
        """Process a request from Slack in a task.

        Ignore a request that Slack has delivered before.
        """
        if self._known.seen_before(incoming.once):
            return
        self._tasks.begin(incoming.turn.identity, partial(self._do, incoming, installation))

    async def _do(self, incoming: Incoming, installation: AppInstallation) -> None:
        incoming = with_installation(incoming, installation.id)
        client = self._clients.of(installation.token, installation.id)
        if installation.named:
            client.teams.know(installation.named)
        many = self._workplace.has_many_processes
        repeats = isinstance(incoming, Asked) and (
            incoming.repeats or (incoming.is_command and many)
        )
        if repeats and not await self._workplace.takes(incoming.turn, incoming.once):
            return
        if incoming.target.user:
            await client.teams.meet(incoming.turn)
            turn, target = await client.users.known(incoming.turn), incoming.target
            # for `Asked` and `HomeOpened`, later code looks up the person's language
            if not isinstance(incoming, Asked | HomeOpened):
                turn = replace(turn, locale=await self._workplace.language(turn))
            if turn.locale != target.locale:
                target = replace(target, locale=turn.locale)
            incoming = replace(incoming, turn=turn, target=target)
        with watching(PLATFORM):
            await self._dispatch(incoming, client)

    async def _dispatch(self, incoming: Incoming, client: WorkspaceClient) -> None:
        match incoming:
            case Asked():
                await self._ask(incoming, client, self._conversation.answer)
            case MessageChecked():
                await self._ask(incoming, client, self._workplace.checks.check_message)
            case WindowOpened():
                await client.windows.open(incoming)
            case Submitted():
                await self._submitted(incoming, client)
            case Shared():
                await client.sharing.share(incoming)
            case LinksPosted():
                await client.sharing.unfurl(incoming)
            case DetailsRequested():
                if await client.work_objects.present(incoming):
                    self._clients.home.changed_for_all(incoming.turn.identity.workspace)
            case HomeOpened():
                self._clients.home.show(incoming.turn, again=not incoming.shown)
            case MessagesOpened():
                await client.agent.suggest(incoming)
            case RetentionSet():
                await self._clients.home.set_retention(incoming, client.windows)
            case StepRun():
                await client.step.run(incoming)
            case AppRemoved():
                await self._installed_apps.remove(incoming, client, self._clients)

    async def _submitted(self, incoming: Submitted, client: WorkspaceClient) -> None:
        """Do what a submitted window asks for, and show the answer in that window."""
        window = incoming.window

        async def handle(turn: Turn) -> Reply:
            return await window.handle(turn, incoming.filled, self._services)

        answer = self._answer_with_file(incoming.turn, incoming.files, client, handle)
        await self._answer(incoming, client, answer)
        if window.shown_at_home:
            self._clients.home.changed_for_all(incoming.turn.identity.workspace)

    async def _ask(
        self, incoming: Asked | MessageChecked, client: WorkspaceClient, ask: Ask
    ) -> None:
        """Answer a message. If it has several files, answer each file separately.

        The message's text is used with the first file only.
        """
        turn, files = incoming.turn, incoming.files
        shown = None
        if turn.pressed:
            shown = asyncio.Event()
            show = partial(self._show_interim, incoming.target, client, shown)
            turn = replace(turn, interim=show)
        for number in range(len(files) or 1):
            one = replace(turn, text="") if number else turn
            file = files[number : number + 1]
            answer = self._answer_with_file(one, file, client, ask) if file else ask(one)
            asked = incoming if one is incoming.turn else replace(incoming, turn=one)
            await self._answer(asked, client, answer, shown)

    async def _show_interim(
        self, target: AnswerTarget, client: WorkspaceClient, shown: asyncio.Event, reply: Reply
    ) -> None:
        if await client.answer_sender.show_interim(target, reply):
            shown.set()

    async def _answer_with_file(
        self, turn: Turn, files: Sequence[SharedFile], client: WorkspaceClient, ask: Ask
    ) -> Reply:
        """Return the answer to a turn.

        If there are `files`, download the first of them into the turn.
        """
        for shared in files[:1]:
            media, file = await download(client.api, shared)
            turn = replace(turn, media=media, file=file)
        return await ask(turn)

    async def _answer(
        self,
        incoming: Incoming,
        client: WorkspaceClient,
        answer: Coroutine[Any, Any, Reply],
        shown: asyncio.Event | None = None,
    ) -> None:
        """Wait for the answer to a request, and send the answer.

        If the answer takes long, tell the person so, unless `shown` is set. If Slack does not
        accept the answer, leave it to the relay.
        """
        turn, sender = incoming.turn, client.answer_sender
        async with client.agent.status(incoming.target) as line:
            known = [lambda: line.shown] if shown is None else [lambda: line.shown, shown.is_set]
            reply, target, said = await sender.awaited(
                incoming.target, answer, self._patience_seconds, known
            )
            with stage(Stage.SEND):
                sent = await sender.answer(target, reply, pressed=turn.pressed, said=said)
        if not sent:
            not_sent()
            await self._conversation.retry_later(turn, reply)
        await self._clients.home.answered(turn, reply)
