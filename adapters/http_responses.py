"""Read the response to a request from one of aiohttp's connections."""

import asyncio

import aiohttp
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from adapters.deadlines import Deadline, Deadlines

LARGEST_RESPONSE = 64 * 1024 * 1024
"""The maximum size of a response's body in bytes.

Platforms send at most a hundred long messages, which are much smaller. The limit is this high for
safety. If we refused a response of Telegram, Telegram would send it again and again.
"""
_LARGEST_HEAD = 64 * 1024
_FINAL = 200
"""The lowest status of a final response.

Responses with a lower status, such as 100, come before the final response.
"""


class Response:
    """The response to one request, parsed as its bytes arrive.

    aiohttp gets this object instead of its own parser, and passes the bytes to it.
    """

    # the values before any data arrives
    _silent: Deadline | None = None
    _status = _length = _head = 0
    _has_length = _is_over = _can_continue = False
    _error: Exception | None = None

    def __init__(self, deadlines: Deadlines, silence: float | None) -> None:
        """`silence` is how many seconds the server may send no data."""
        self._deadlines = deadlines
        self._silence = silence
        self._parser = HttpResponseParser(self)
        self._body: list[bytes] = []
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def to(
        self, request: bytes, connection: aiohttp.connector.Connection
    ) -> tuple[int, bytes]:
        """Send the request on the connection, and return the response's status and body.

        Raises TimeoutError if no data arrives in time, and aiohttp.ClientError if the connection
        fails or the response is not valid.
        """
        protocol, transport = connection.protocol, connection.transport
        if protocol is None or transport is None:
            raise aiohttp.ServerDisconnectedError
        if (late := self._error) is not None:  # the time limit passed while we were connecting
            raise late
        protocol.set_parser(self, None)
        transport.write(request)
        self._wait()
        try:
            await self._ended
        finally:
            self._arrived()
        error = self._error
        if error is None and not self._is_over:
            error = self._cut_off(protocol.exception())
        if error is not None:
            raise error
        if self._can_continue:
            protocol.set_parser(None, None)  # tells aiohttp that the connection can be used again
        else:
            protocol.force_close()
        return self._status, b"".join(self._body)

    def time_out(self) -> None:
        self._end(TimeoutError())

    def _cut_off(self, error: BaseException | None) -> Exception | None:
        """Return the error to raise because the connection has ended during the response.

        Return None if the response has a status but no length: such a response ends with the
        connection.
        """
        if isinstance(error, aiohttp.ClientOSError):
            return error
        if not self._status:
            return aiohttp.ServerDisconnectedError()
        return aiohttp.ClientPayloadError("the response ends early") if self._has_length else None

    def _read_head(self, size: int) -> None:
        self._head += size
        if self._head > _LARGEST_HEAD:
            self._end(aiohttp.ClientPayloadError("the response's headers are too large"))

    def _wait(self) -> None:
        if self._silence is not None:
            self._silent = self._deadlines.within(self._silence, self._is_silent)

    def _arrived(self) -> None:
        if self._silent is not None:
            self._silent.met()
            self._silent = None

    def _is_silent(self) -> None:
        self._end(aiohttp.SocketTimeoutError("nothing arrives from the server"))

    def _end(self, error: Exception | None = None) -> None:
        if not self._ended.done():
            self._error = error
            self._ended.set_result(None)

    # methods that aiohttp calls

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Parse data that has arrived.

        Return (False, b""). This tells aiohttp to pass further data here, and that no data is left
        over.
        """
        self._arrived()
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._end(aiohttp.ClientPayloadError("the response is not HTTP"))
        if not self._status:
            self._read_head(len(data))
        if self._is_over:
            self._end()
        elif not self._ended.done():
            self._wait()
        return False, b""

    def feed_eof(self) -> None:
        """Record that the connection has ended."""
        self._end()

    # methods that the HTTP parser calls

    def on_message_begin(self) -> None:
        if self._is_over:
            self._can_continue = False  # the server has sent more than one response

    def on_header(self, name: bytes, value: bytes) -> None:
        self._read_head(len(name) + len(value))
        lower = name.lower()
        if lower in {b"content-length", b"transfer-encoding"}:
            self._has_length = True
        elif lower == b"content-encoding" and value.lower() != b"identity":
            self._end(aiohttp.ClientPayloadError("the response is compressed"))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= _FINAL and not self._is_over:
            self._status = status

    def on_body(self, body: bytes) -> None:
        if self._is_over:
            return
        self._length += len(body)
        if self._length > LARGEST_RESPONSE:
            self._end(aiohttp.ClientPayloadError("the response is too large"))
        else:
            self._body.append(body)

    def on_message_complete(self) -> None:
        if self._status and not self._is_over:
            self._is_over = True
            self._can_continue = self._parser.should_keep_alive()
