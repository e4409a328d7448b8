"""The Web API server: parses a call, checks its token, runs the method, records the call."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from aiohttp import web

from tests.doubles.slack.message_checks import FAULTS_OF_THE_APP, NotTakenYetError, RefusedError
from tests.doubles.slack.rate_limits import TooFastError
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.platform import SlackPlatform
    from tests.doubles.slack.workspaces import Channel, Workspace

TokenKind = Literal["bot", "app", "none"]


@dataclass(eq=False)
class Call:
    """One call that the app made, with Slack's response."""

    method: str
    args: Json
    token: str
    at: float = field(default_factory=time.monotonic)
    response: Json | None = None
    fault: str = ""

    @property
    def ok(self) -> bool:
        return bool(self.response and self.response.get("ok"))


@dataclass(frozen=True)
class Asked:
    """A call as its method receives it: who made it, and its arguments."""

    slack: "SlackPlatform"
    args: Json
    workspace_or_none: "Workspace | None"
    client: tuple[str, str] | None = None
    """The app's id and secret, if the call used them instead of a token."""
    token: str = ""

    @property
    def workspace(self) -> "Workspace":
        assert self.workspace_or_none is not None
        return self.workspace_or_none

    def text(self, name: str) -> str:
        """Return a required argument."""
        value = self.args.get(name)
        if value in (None, ""):
            raise RefusedError("invalid_arguments", [f"missing required field: {name}"])
        return str(value)

    def channel(self, name: str = "channel") -> "Channel":
        """Return the conversation in an argument. A person's id means their direct messages."""
        wanted = self.text(name)
        person = self.workspace.people.get(wanted)
        channel = self.workspace.channels.get(wanted)
        if person is not None:
            return self.workspace.direct_message(person)
        if channel is None or ((channel.private or channel.direct) and not channel.with_bot):
            raise RefusedError("channel_not_found")
        return channel

    def channel_to_post_in(self, name: str = "channel") -> "Channel":
        channel = self.channel(name)
        if channel.archived:
            raise RefusedError("is_archived")
        if not channel.with_bot:
            raise RefusedError("not_in_channel")
        return channel


Run = Callable[[Asked], Json]


@dataclass(frozen=True)
class Method:
    """The declaration of a Web API method."""

    run: Run
    takes: frozenset[str]
    scope: str | None
    token: TokenKind
    reads_json: bool


METHODS: dict[str, Method] = {}


def method(
    name: str,
    takes: str = "",
    *,
    scope: str | None = None,
    token: TokenKind = "bot",
    reads_json: bool = True,
) -> Callable[[Run], Run]:
    """Return a decorator that declares a method: its arguments, scope and kind of token."""

    def declare(run: Run) -> Run:
        known = frozenset({*takes.split(), "token", "team_id"})
        METHODS[name] = Method(run, known, scope, token, reads_json)
        return run

    return declare


class WebApi:
    """The endpoints under `/api/`."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack

    async def handle(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        args, is_json = await _arguments(request)
        bearer = request.headers.get("Authorization", "")
        token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else ""
        if not is_json:
            token = token or str(args.get("token", ""))
        args.pop("token", None)
        fault = await self._slack.faults.before(name, args, request)
        if isinstance(fault, web.Response):
            return fault
        call = self._slack.note_call(name, args, token)
        headers: dict[str, str] = {}
        try:
            client = _client_of(bearer)
            call.response = self._run(name, args, token, client, is_json=is_json)
        except TooFastError as too_fast:
            call.response = {"ok": False, "error": "ratelimited"}
            self._slack.changed()
            waits = {"Retry-After": str(too_fast.seconds)}
            return web.json_response(call.response, status=429, headers=waits)
        except RefusedError as refused:
            call.response = refused.as_slack_answers()
            is_fault = not isinstance(refused, NotTakenYetError)
            if is_fault and refused.error in FAULTS_OF_THE_APP:
                self._slack.violate(name, str(refused))
        else:
            workspace = self._slack.workspace_of(token)
            if workspace is not None:
                headers["X-OAuth-Scopes"] = ",".join(sorted(workspace.scopes))
        self._slack.changed()
        if fault is not None:
            fault.lose_answer(request)
        return web.json_response(call.response, headers=headers)

    def _run(
        self, name: str, args: Json, token: str, client: tuple[str, str] | None, *, is_json: bool
    ) -> Json:
        found = METHODS.get(name)
        if found is None:
            raise RefusedError("unknown_method", req_method=name)
        workspace = self._authenticated(found, token, args)
        if is_json and not found.reads_json and args:
            raise RefusedError("invalid_arguments", [f"{name} reads no JSON body, only a form"])
        if unknown := set(args) - found.takes:
            words = [f"invalid additional property: {key}" for key in sorted(unknown)]
            raise RefusedError("invalid_arguments", words)
        asked = Asked(self._slack, args, workspace, client, token)
        return {"ok": True, **found.run(asked)}

    def _authenticated(self, found: Method, token: str, args: Json) -> "Workspace | None":
        if found.token == "none":
            return None
        if not token:
            raise RefusedError("not_authed")
        about = [args.get(name) for name in ("channel", "channel_id", "user", "user_id", "users")]
        workspace = self._slack.workspace_of(token, about)
        is_app_token = token == self._slack.app_token
        if workspace is None and not is_app_token:
            revoked = any(token in w.revoked_tokens for w in self._slack.workspaces.values())
            raise RefusedError("token_revoked" if revoked else "invalid_auth")
        if is_app_token != (found.token == "app"):
            raise RefusedError("not_allowed_token_type")
        if workspace is None:
            return None
        if not workspace.active:
            raise RefusedError("account_inactive")
        need_scope(workspace, found.scope)
        return workspace


def need_scope(workspace: "Workspace", scope: str | None) -> None:
    """Refuse the call if the installation lacks this scope."""
    if scope is not None and scope not in workspace.scopes:
        provided = ",".join(sorted(workspace.scopes))
        raise RefusedError("missing_scope", needed=scope, provided=provided)


def _client_of(authorization: str) -> tuple[str, str] | None:
    kind, _, encoded = authorization.partition(" ")
    if kind != "Basic":
        return None
    client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    return client_id, secret


async def _arguments(request: web.Request) -> tuple[Json, bool]:
    """Return the arguments, and whether they came as JSON.

    slack_sdk also sends POSTs with a query string.
    """
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            found = json.loads(body or "{}")
        except ValueError:
            found = {}
        return {**args, **{k: v for k, v in found.items() if v is not None}}, bool(body)
    if request.method == "POST":
        args |= {key: value for key, value in (await request.post()).items() if value != ""}
    return args, False
