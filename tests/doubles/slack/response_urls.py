"""response_urls: each takes up to five answers to a command or press, for 30 minutes."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from tests.doubles.slack.acknowledgements import MESSAGE_KEYS
from tests.doubles.slack.message_checks import (
    NotTakenYetError,
    RefusedError,
    content_from,
    delete,
    edit,
    post,
)
from tests.doubles.slack.messages import Message
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.platform import SlackPlatform
    from tests.doubles.slack.workspaces import Channel

# limits from https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
USES_MOST = 5
SECONDS = 30 * 60


@dataclass(eq=False)
class ResponseUrl:
    """A URL that takes answers to one command or button press."""

    person: "Person"
    channel: "Channel"
    original: Message | None
    made_at: float
    uses: int = 0


class ResponseUrls:
    """The response_urls given out, and what the app sent to them."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack
        self._given: dict[str, ResponseUrl] = {}

    def make(self, person: "Person", channel: "Channel", original: Message | None = None) -> str:
        name = self._slack.next_id("r")
        self._given[name] = ResponseUrl(person, channel, original, self._slack.clock.now())
        return f"{self._slack.url}/response/{person.workspace.id}/{name}"

    async def handle(self, request: web.Request) -> web.Response:
        """Handle a request to a response_url: return `ok`, or the error as JSON."""
        words = await request.text()
        try:
            payload = json.loads(words)
        except ValueError:
            payload = None
        fault = await self._slack.faults.before("response_url", payload or {}, request)
        if isinstance(fault, web.Response):
            return fault
        call = self._slack.note_call("response_url", payload or {}, "")
        try:
            self._take(self._given.get(request.match_info["id"]), payload)
        except RefusedError as refused:
            call.response = refused.as_slack_answers()
            # Bolt's respond() does not raise, so the error is also recorded as a violation.
            if not isinstance(refused, NotTakenYetError):
                self._slack.violate("response_url", str(refused))
            status = 404 if refused.error in {"expired_url", "used_url", "no_such_url"} else 400
            answer = web.json_response(call.response, status=status)
        else:
            call.response = {"ok": True}
            answer = web.Response(text="ok")
        self._slack.changed()
        if fault is not None:
            fault.lose_answer(request)
        return answer

    def _take(self, found: ResponseUrl | None, payload: object) -> None:
        if found is None:
            raise RefusedError("no_such_url")
        if self._slack.clock.now() - found.made_at > SECONDS:
            raise RefusedError("expired_url")
        if found.uses >= USES_MOST:
            raise RefusedError("used_url", [f"a response_url may be used {USES_MOST} times"])
        if not isinstance(payload, dict):
            raise RefusedError("invalid_payload")
        if unknown := set(payload) - MESSAGE_KEYS:
            raise RefusedError("invalid_payload", [f"unknown keys {sorted(unknown)}"])
        found.uses += 1
        self._act(found, payload)

    def _act(self, found: ResponseUrl, payload: Json) -> None:
        if payload.get("delete_original"):
            delete(self._original(found, "delete_original"))
            return
        kind = payload.get("response_type", "ephemeral")
        if kind not in {"ephemeral", "in_channel"}:
            raise RefusedError("invalid_payload", [f"response_type {kind!r}"])
        content = content_from(payload, lacks=found.channel.workspace.lacks)
        if payload.get("replace_original"):
            edit(self._original(found, "replace_original"), content)
            return
        only_for = found.person if kind == "ephemeral" else None
        thread = payload.get("thread_ts")
        post(found.channel, content, via="response_url", only_for=only_for, thread_ts=thread)

    def _original(self, found: ResponseUrl, key: str) -> Message:
        if found.original is None or found.original.deleted:
            raise RefusedError("invalid_payload", [f"{key}: there is no message to act on"])
        return found.original
