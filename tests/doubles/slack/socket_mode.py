"""Socket Mode: the app's WebSocket connections and the envelopes sent over them."""

import asyncio
import contextlib
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from aiohttp import WSMsgType, web

from tests.doubles.slack.deliveries import Delivery, Outcome
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.platform import SlackPlatform

# limit from https://docs.slack.dev/apis/events-api/using-socket-mode
CONNECTIONS_MOST = 10
CONNECTION_SECONDS = 3600

DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    deaf: bool = False
    leaving: bool = False
    envelopes: list[Json] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return not self.socket.closed and not self.transport.is_closing()


@dataclass(eq=False)
class _Sent:
    delivery: Delivery
    connection: Connection
    at: float
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)


class SocketMode:
    """The server side of Socket Mode."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack
        self._tickets: set[str] = set()
        self._sent: dict[str, _Sent] = {}
        self._turn = 0
        self.connections: list[Connection] = []
        self.opened = 0
        """How many connections the app has opened so far."""

    # Called by tests

    async def wait_for_a_connection(self, count: int = 1, *, timeout: float | None = None) -> None:  # noqa: ASYNC109  uses asyncio.timeout, with a message
        """Wait until the app has `count` connections that Slack considers alive."""
        await self._slack.wait_for(
            lambda _: len(self.live) >= count, timeout=timeout, what="no Socket Mode connection"
        )

    @property
    def live(self) -> list[Connection]:
        return [c for c in self.connections if c.open]

    async def disconnect(
        self,
        reason: DisconnectReason = "refresh_requested",
        *,
        grace: float = 0.2,
        of: int | None = None,
    ) -> None:
        """Ask the app to reconnect `of` connections, as Slack does about every hour.

        After `grace` seconds the old connections are closed, unless the reason is only a warning.
        """
        asked = self.live[:of]
        for connection in asked:
            connection.leaving = reason != "warning"
            await connection.socket.send_json(
                {
                    "type": "disconnect",
                    "reason": reason,
                    "debug_info": {"host": "wss-example.slack.com"},
                }
            )
        if reason != "warning":
            await asyncio.sleep(grace)
            for connection in asked:
                await connection.socket.close()

    def drop(self, of: int | None = None) -> None:
        """Break `of` connections (default: all) without notice."""
        for connection in self.live[:of]:
            connection.transport.abort()

    def go_silent(self, of: int | None = None) -> None:
        """Keep `of` connections (default: all) open, but send nothing more."""
        for connection in self.live[:of]:
            connection.deaf = True

    # Called by the app

    def new_url(self) -> str:
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        base = self._slack.url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._slack.app_id}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Handle a WebSocket of the app."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="this ticket was used, or was never given")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, timeout=1)
        await socket.prepare(request)
        assert request.transport is not None
        connection = Connection(socket, request.transport)
        if len(self.live) >= CONNECTIONS_MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.connections.append(connection)
        self.opened += 1
        # the app may disconnect before our first message
        with contextlib.suppress(ConnectionResetError):
            await self._hello(connection)
        self._slack.changed()
        try:
            async for message in socket:
                await self._hear(connection, message.type, message.data)
        finally:
            self._slack.changed()
        return socket

    async def _hello(self, connection: Connection) -> None:
        await connection.socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.live),
                "connection_info": {"app_id": self._slack.app_id},
                "debug_info": {
                    "host": "applink-example",
                    "build_number": 1,
                    "approximate_connection_time": CONNECTION_SECONDS,
                },
            }
        )
        await connection.socket.ping(b"Ping from applink-example")

    async def _hear(self, connection: Connection, kind: WSMsgType, data: object) -> None:
        if connection.deaf:
            return
        if kind is WSMsgType.PING:
            await connection.socket.pong(data if isinstance(data, bytes) else b"")
        elif kind is WSMsgType.TEXT:
            self._acknowledged(str(data))

    # Envelopes

    async def offer(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        if delivery.forged:
            raise AssertionError("Socket Mode has no signature to forge: use HTTP")
        connection = self._next()
        if connection is None:
            return Outcome.UNREACHABLE
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.answerable,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        sent = self._sent[envelope_id] = _Sent(delivery, connection, time.monotonic())
        connection.envelopes.append(envelope)
        try:
            await connection.socket.send_json(envelope)
            await asyncio.wait_for(sent.acknowledged.wait(), self._slack.ack_within)
        except ConnectionError:
            return Outcome.LOST
        except TimeoutError:
            return self._given_up(sent)
        return Outcome.ACKNOWLEDGED

    def _next(self) -> Connection | None:
        live = self.live
        staying = [c for c in live if not c.leaving] or live
        if not staying:
            return None
        self._turn += 1
        return staying[self._turn % len(staying)]

    def _given_up(self, sent: _Sent) -> Outcome:
        if sent.connection.deaf or not sent.connection.open:
            return Outcome.LOST
        self._slack.violate(
            "unacknowledged",
            f"{sent.delivery.what}: not acknowledged within {self._slack.ack_within:g} s",
        )
        return Outcome.LATE

    def _acknowledged(self, words: str) -> None:
        try:
            found = json.loads(words)
            sent = self._sent[found["envelope_id"]]
        except (ValueError, TypeError, KeyError):
            self._slack.violate("acknowledgement", f"acknowledges no envelope: {words[:200]}")
            return
        if unknown := set(found) - {"envelope_id", "payload"}:
            self._slack.violate("acknowledgement", f"unknown keys {sorted(unknown)}: {words[:200]}")
        what = sent.delivery.what
        if sent.acknowledged.is_set():
            self._slack.violate("acknowledgement", f"{what}: acknowledged twice")
            return
        sent.acknowledged.set()
        spent = time.monotonic() - sent.at
        if spent > self._slack.ack_within and sent.connection.open:
            self._slack.violate("late", f"{what}: acknowledged after {spent:.1f} s")
            if sent.delivery.kind != "events_api":
                return
        self._slack.delivery_service.acknowledge(sent.delivery, found.get("payload"))

    async def stop(self) -> None:
        for connection in self.live:
            await connection.socket.close(code=1001)
