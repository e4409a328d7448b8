"""Connections of the web server that close if a client sends too slowly or opens too many."""

import asyncio
from collections import Counter
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""Seconds for the headers of a request to arrive, from the connection or the first byte on."""
BODY_IDLE_SECONDS = 20.0
"""Maximum seconds without any data of a body."""
MOST_CONNECTIONS = 200
"""Maximum connections from one network address, which may be a whole school's."""


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol; `bounded_protocol` returns a subclass with its own limits."""

    most: ClassVar[int | None] = MOST_CONNECTIONS
    header_seconds: ClassVar[float] = HEADER_SECONDS
    body_seconds: ClassVar[float] = BODY_IDLE_SECONDS
    open_by_address: ClassVar[Counter[str]] = Counter()

    _timer: asyncio.TimerHandle | None = None
    _waits_for = ""
    _counted = ""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self.most is not None and self.client is not None:
            self._counted = self.client[0]
            self.open_by_address[self._counted] += 1
            if self.open_by_address[self._counted] > self.most:
                transport.abort()
                return
        self._wait("headers", self.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        if self._counted:
            self.open_by_address[self._counted] -= 1
            if not self.open_by_address[self._counted]:
                del self.open_by_address[self._counted]
            self._counted = ""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def handle_events(self) -> None:
        super().handle_events()
        self._look()

    def _look(self) -> None:
        """Start the timer for the missing part of the request, if there is one."""
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            self._stop_waiting()  # data has arrived: restart the time
            self._wait("body", self.body_seconds)
        elif state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait("headers", self.header_seconds)
        else:
            self._stop_waiting()

    def _wait(self, what: str, seconds: float) -> None:
        if self._waits_for != what:
            self._stop_waiting()
            self._waits_for = what
            self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        self._waits_for = ""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def bounded_protocol(
    most: int | None = MOST_CONNECTIONS,
    header_seconds: float = HEADER_SECONDS,
    body_seconds: float = BODY_IDLE_SECONDS,
) -> type[H11Protocol]:
    """Return the protocol with these limits. `most` is None behind a proxy, which is one
    address.
    """
    bounds = {"most": most, "header_seconds": header_seconds, "body_seconds": body_seconds}
    return type("Bounded", (BoundedProtocol,), {**bounds, "open_by_address": Counter()})
