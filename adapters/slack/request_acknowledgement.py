"""Our Bolt middleware: acknowledge every valid request, and pass it on to a task.

This middleware replaces Bolt's listeners, because Bolt builds all possible arguments for each
listener that it tries. That took more than half the time of an acknowledgement.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import (
    is_action,
    is_event,
    is_options,
    is_shortcut,
    is_slash_command,
    is_view_submission,
)
from slack_bolt.response import BoltResponse

from adapters.slack import event_parsing, payload_parsing
from adapters.slack.authorization import AppInstallation, installation_in
from adapters.slack.inbound_requests import Incoming
from adapters.slack.rendering import Json
from adapters.slack.windows.registry import response_to
from bot.fault_log import where

_log = logging.getLogger(__name__)

Read = Callable[[Mapping[str, Any]], Incoming | None]

_READERS: Sequence[tuple[Callable[[Json], bool], Read]] = (
    (is_slash_command, payload_parsing.from_command),
    (is_event, event_parsing.from_event),
    (is_action, payload_parsing.from_press),
    (is_shortcut, payload_parsing.from_shortcut),
    (is_view_submission, payload_parsing.from_submission),
)


class InboundMiddleware(AsyncMiddleware):
    """Acknowledges requests, and passes them on to be processed later in tasks."""

    def __init__(
        self,
        takes: Callable[[], bool],
        hand_on: Callable[[Incoming, AppInstallation], None],
        suggested: Callable[[str], Sequence[Json]],
    ) -> None:
        """`takes` returns whether requests are accepted at the moment.

        `hand_on` processes a request in a task. `suggested` returns the options of a menu that
        match the text typed so far.
        """
        self._takes = takes
        self._hand_on = hand_on
        self._suggested = suggested

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's signature
    ) -> BoltResponse:
        body, ack = req.body, req.context.ack
        if is_options(body):
            return await ack(options=self._suggested(str(body.get("value") or "")))
        read = _reader_of(body)
        if read is None:
            # Bolt finds no listener, and answers that the request is unknown
            return await next()
        if not self._takes():
            return BoltResponse(status=503)  # Slack sends the event again later
        acknowledged = await ack(**(response_to(body) if is_view_submission(body) else {}))
        incoming = incoming_of(body, read)
        if incoming is not None:
            self._hand_on(incoming, installation_in(req.context))
        return acknowledged


def incoming_of(body: Mapping[str, Any], read: Read) -> Incoming | None:
    """Parse a request. Return None if the request is not for us or cannot be parsed.

    Parsing errors are logged.
    """
    try:
        return read(body)
    except Exception as error:  # noqa: BLE001 - acknowledged: Slack must not send it again
        _log.error("what Slack sent could not be read: %s", where(error))
        return None


def _reader_of(body: Json) -> Read | None:
    for is_one, read in _READERS:
        if is_one(body):
            return read
    return None
