"""SlackPlatform: the Slack double. Tests start it with `async with` and inspect it."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from tests.doubles.clock import PlatformClock
from tests.doubles.slack import app_methods, chat_methods, payloads, people_methods
from tests.doubles.slack.deliveries import Delivery, DeliveryService, Forgery
from tests.doubles.slack.faults import Fault, FaultKind, Faults
from tests.doubles.slack.files import SharedFile
from tests.doubles.slack.http_events import HttpEvents
from tests.doubles.slack.manifest import Manifest
from tests.doubles.slack.messages import Message, NextId, SlackView
from tests.doubles.slack.people import Person
from tests.doubles.slack.rate_limits import Flood
from tests.doubles.slack.response_urls import ResponseUrls
from tests.doubles.slack.schema import Json
from tests.doubles.slack.socket_mode import SocketMode
from tests.doubles.slack.views import Triggers
from tests.doubles.slack.web_api import Call, WebApi
from tests.doubles.slack.workspaces import ALL_SCOPES, Workspace

# limits from https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
PATIENCE = 30.0
"""Seconds that the double waits for an acknowledgement. Slack waits three.

This is long so that tests pass on a busy machine. A benchmark measures the time to acknowledge, and
other tests check that the app acknowledges before it does any work.
"""
# Slack repeats an event at once, after one minute and after five minutes. The double is faster.
RETRY_DELAYS = (0.0, 0.1, 0.3)

# Importing these modules registers their Web API methods.
METHOD_MODULES = (app_methods, chat_methods, people_methods)
T = TypeVar("T")


@dataclass(frozen=True)
class Violation:
    """Something that the app did and Slack forbids."""

    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"


class SlackPlatform:
    """A strict Slack double on 127.0.0.1.

    It refuses what Slack would refuse. What only a bug in the app can cause is also recorded in
    `violations`, which tests assert to be empty. `ack_within` is how many seconds the app has to
    acknowledge. `retry_delays` are the seconds before an unacknowledged event is repeated. With a
    `manifest`, only the scopes, events, commands and shortcuts that it declares work.
    """

    def __init__(
        self,
        *,
        ack_within: float = PATIENCE,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
        manifest: Json | None = None,
    ) -> None:
        self.ack_within = ack_within
        self.retry_delays = retry_delays
        self.manifest = Manifest(manifest)
        self.next_id = NextId()
        self.app_id = "A0EXAMPLE"
        self.app_token = "xapp-1-A0EXAMPLE-example"
        self.signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"
        self.client_id = "1111.2222"
        self.client_secret = "example-client-secret"

        self.workspaces: dict[str, Workspace] = {}
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[Violation] = []
        self.files: dict[str, SharedFile] = {}
        self.views: dict[str, SlackView] = {}
        self.executions: dict[str, Json] = {}
        self.grants: dict[str, app_methods.Grant] = {}

        self.delivery_service = DeliveryService(self)
        self.faults = Faults(self)
        self.flood = Flood()
        self.http = HttpEvents(self)
        self.response_urls = ResponseUrls(self)
        self.sockets = SocketMode(self)
        self.triggers = Triggers(self)
        self.stopping = asyncio.Event()

        self.clock = PlatformClock()
        self._last_ts = 0
        self._changed = asyncio.Event()
        self._port = 0
        self._runner: web.AppRunner | None = None

    # The server

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_route("*", "/api/{method}", WebApi(self).handle)
        app.router.add_get("/link/", self.sockets.link)
        app.router.add_post("/response/{team}/{id}", self.response_urls.handle)
        app.router.add_post("/upload/v1/{file_id}", self._take_upload)
        app.router.add_get("/files-pri/{file_id}/{name}", self._give_file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        await self.delivery_service.stop()
        await self.sockets.stop()
        await self.http.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Return the double's base URL. The Web API is under `{url}/api/`."""
        if not self._port:
            raise AssertionError("not started: use `async with SlackPlatform() as slack`")
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def _take_upload(self, request: web.Request) -> web.Response:
        return await app_methods.take_upload(self, request)

    async def _give_file(self, request: web.Request) -> web.Response:
        return await app_methods.give_file(self, request)

    # Workspaces and people

    def workspace(
        self,
        team_id: str = "T0EXAMPLE",
        *,
        name: str = "Example Tool & Die",
        domain: str = "example-tool-and-die",
        scopes: Iterable[str] | None = None,
        bot_token: str | None = None,
    ) -> Workspace:
        """Return the workspace with this id, created on the first call."""
        if team_id not in self.workspaces:
            self.workspaces[team_id] = Workspace(
                self, team_id, name=name, domain=domain, scopes=scopes, bot_token=bot_token
            )
        return self.workspaces[team_id]

    def manifest_scopes(self) -> frozenset[str]:
        return self.manifest.scopes() or ALL_SCOPES

    def workspace_of(self, token: str, about: Iterable[object] = ()) -> Workspace | None:
        """Return the workspace of a bot token, or None if the token was revoked.

        If several workspaces of an org share the token, return the one that has an id in `about`.
        """
        holds = [
            each
            for each in self.workspaces.values()
            if token == each.bot_token and token not in each.revoked_tokens
        ]
        meant = [w for w in holds if any(i in w.people or i in w.channels for i in about)]
        return next(iter(meant or holds), None)

    def grant(
        self, person: Person, *, redirect_uri: str | None = None, org: str | None = None
    ) -> str:
        """Let this person allow the installation. Return the code for the app's redirect URL."""
        code = self.next_id("code-", digits=16)
        self.grants[code] = app_methods.Grant(person, redirect_uri, org=org)
        return code

    def consents(self, person: Person, address: str, *, org: str | None = None) -> str:
        """Let this person press Allow on Slack's page at this URL. Return the redirect URL.

        Raises AssertionError if Slack's page would refuse the request.
        """
        page, asked = urlsplit(address), dict(parse_qsl(urlsplit(address).query))
        assert f"{page.scheme}://{page.netloc}{page.path}" == f"{self.url}/oauth/v2/authorize"
        assert asked["client_id"] == self.client_id, "invalid_client_id"
        scopes = frozenset(asked["scope"].split(","))
        assert scopes <= self.manifest_scopes(), "invalid_scope"
        person.workspace.scopes = scopes
        code = self.grant(person, redirect_uri=asked["redirect_uri"], org=org)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    async def tells(self, person: Person, event: Json, *, late: int | None = None) -> Delivery:
        """Send the app an event from Slack itself, in this person's workspace.

        A removal of the app revokes the workspace's token. With `late`, the token stays valid
        and the event reports a removal at this earlier time, in Unix seconds.
        """
        payload = payloads.event_callback(person.workspace, event)
        if late is not None:
            payload["event_time"] = late
        elif event["type"] in {"app_uninstalled", "tokens_revoked"}:
            self.revoke(person.workspace.bot_token)
        return await self.delivery_service.deliver(
            Delivery("events_api", payload, event["type"], person)
        )

    def revoke(self, token: str) -> None:
        """Revoke a token in all of its workspaces."""
        for each in self.workspaces.values():
            if each.bot_token == token:
                each.revoked_tokens.add(token)

    def next_ts(self) -> str:
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # Deliveries to the app

    async def deliver_over_http(self, url: str) -> None:
        """Use HTTP mode from now on, with this request URL of the app.

        The app must first echo Slack's challenge.
        """
        await self.http.use(url)

    async def connected(self, count: int = 1, *, timeout: float = 30) -> None:  # noqa: ASYNC109  uses asyncio.timeout, with a message
        """Wait until the app has `count` Socket Mode connections."""
        await self.sockets.wait_for_a_connection(count, timeout=timeout)

    def forging(self, forgery: Forgery) -> AbstractContextManager[None]:
        """While this context is open, send HTTP requests that Slack did not sign."""
        return self.delivery_service.forging(forgery)

    # Failures

    def inject_fault(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        failure: FaultKind | None = None,
        retry_after: float = 1,
        times: int = 1,
        when: Callable[[Json], bool] = lambda _: True,
    ) -> Fault:
        """Make the next `times` calls of a method fail ("*": any method; "response_url").

        `error` is Slack's error code; "ratelimited" answers 429 with `Retry-After`. `status` is an
        HTTP status. `failure` is "timeout" (no response), "reset" (the connection breaks before the
        call is made) or "answer lost" (it breaks afterwards). `when` checks the arguments, so that
        only some calls fail.
        """
        if not (error or status or failure):
            error = "ratelimited"
        return self.faults.order(Fault(method, error, status, failure, retry_after, times, when))

    # Recorded calls

    def called(self, method: str) -> list[Call]:
        """Return the calls of this method, or to "response_url", in order."""
        return [call for call in self.calls if call.method == method]

    def note_call(self, method: str, args: Json, token: str) -> Call:
        self.calls.append(Call(method, args, token))
        return self.calls[-1]

    def violate(self, kind: str, words: str) -> None:
        self.violations.append(Violation(kind, words))
        self.changed()

    def show(self, message: Message) -> None:
        """Add the message to the unread ones of everyone who can see it."""
        people = [message.only_for] if message.only_for else message.channel.members
        for person in people:
            if not person.deactivated and message not in person.unread:
                person.unread.append(message)
        self.changed()

    def hide(self, message: Message) -> None:
        for person in message.channel.workspace.people.values():
            if message in person.unread:
                person.unread.remove(message)
        self.changed()

    def changed(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for(
        self,
        check: Callable[["SlackPlatform"], T | None],
        *,
        timeout: float | None = 30,  # noqa: ASYNC109  uses asyncio.timeout, with a message
        what: str = "it never came to that",
    ) -> T:
        """Call `check` whenever something happens, until its value is true. Return that value."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := check(self)):
                    await self._changed.wait()
        except TimeoutError:
            words = f"{what} within {timeout:g} s; {self._lately()}"
            raise AssertionError(words) from None
        return found

    def _lately(self) -> str:
        called = [f"{c.method} {c.response or c.fault}"[:200] for c in self.calls[-5:]]
        sent = [f"{d.what}: {d.outcome}" for d in self.deliveries[-5:]]
        broken = [str(violation) for violation in self.violations]
        return f"told the app: {sent}; it called: {called}; violations: {broken}"

    async def redeliver(self, delivery: Delivery) -> None:
        """Deliver an event, command or press to the app again, with the same event_id."""
        await self.delivery_service.again(delivery)

    async def settled(self) -> None:
        """Wait until there is no event that Slack would redeliver."""
        await self.delivery_service.settled()
