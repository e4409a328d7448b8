"""Close connections of clients that send too slowly or open too many connections."""

import asyncio
from collections import Counter
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0
"""How many seconds may pass until a request's headers have arrived."""
BODY_IDLE_SECONDS = 20.0
"""How many seconds may pass without data while a request's body arrives."""
MOST_HEADER_BYTES = 64 * 1024
"""The maximum size of a request's headers in bytes. The parser itself has no limit."""
MOST_CONNECTIONS = 200
"""The maximum number of connections from one network address. A whole school may share an address.
"""


_HEADERS, _BODY = "headers", "body"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with the default limits of this module.

    `bounded_protocol` returns a subclass with other limits.
    """

    most: ClassVar[int | None] = MOST_CONNECTIONS
    header_seconds: ClassVar[float] = HEADER_SECONDS
    body_seconds: ClassVar[float] = BODY_IDLE_SECONDS
    open_by_address: ClassVar[Counter[str]] = Counter()

    _timer: asyncio.TimerHandle | None = None
    _missing = ""
    """What has not arrived yet of the current request: its headers, its body, or '' for nothing."""
    _header_bytes = 0
    _counted = ""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self.most is not None and self.client is not None:
            self._counted = self.client[0]
            self.open_by_address[self._counted] += 1
            if self.open_by_address[self._counted] > self.most:
                transport.abort()
                return
        self._missing = _HEADERS
        self._wait()

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
        if not self._missing:
            if not getattr(self.cycle, "response_complete", False):
                return  # most requests arrive complete, so they need no timer
            self._missing = _HEADERS  # after a response, blank lines do not begin a request
        if self._missing == _HEADERS:
            self._header_bytes += len(data)
            if self._header_bytes > MOST_HEADER_BYTES and not self.transport.is_closing():
                self.send_400_response("The headers are too large.")
        else:
            self._stop_waiting()  # restart the timer, because data has arrived
        self._wait()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._header_bytes = 0
        self._missing = _HEADERS

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._missing = _BODY

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._missing = ""
        self._stop_waiting()

    def _wait(self) -> None:
        """Start a timer that closes the connection.

        Do nothing if a timer is already running.
        """
        if self._timer is None:
            seconds = self.header_seconds if self._missing == _HEADERS else self.body_seconds
            self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def bounded_protocol(
    most: int | None = MOST_CONNECTIONS,
    header_seconds: float = HEADER_SECONDS,
    body_seconds: float = BODY_IDLE_SECONDS,
) -> type[HttpToolsProtocol]:
    """Return the protocol class with these limits.

    `most` is the maximum number of connections from one address. Behind a proxy, `most` must be
    None, which means no limit, because all connections come from the proxy's address.
    """
    bounds = {"most": most, "header_seconds": header_seconds, "body_seconds": body_seconds}
    return type("Bounded", (BoundedProtocol,), {**bounds, "open_by_address": Counter()})
