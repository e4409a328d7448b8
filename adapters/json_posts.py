"""Post JSON over the connections of an aiohttp session.

For a small post, a session spends most of its time on objects for the request and the response, on
cookies, and on redirects. Here, aiohttp only keeps the connections and parses the response.
"""

import asyncio
import re
from base64 import b64encode
from dataclasses import dataclass

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

LARGEST_RESPONSE = 64 * 1024 * 1024
"""Maximum bytes in a response's body. Platforms send less: at most a hundred long messages.

It must not be too low: Telegram sends messages again until they
are read, so refusing them would stop the bot.
"""
_MOST_SERVERS = 16
"""Maximum number of servers to remember. Usually there are one or two."""
_FINAL = 200
"""Lower statuses only announce the final response, which follows."""
_SIMPLE = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]+)?)(/[A-Za-z0-9_:/-]*)")
"""Matches simple URLs that are only a server and a path."""


@dataclass(frozen=True, slots=True)
class _Server:
    """A server: the usual headers, and a request that
    aiohttp uses to connect but that is never sent.
    """

    request: aiohttp.ClientRequest
    head: bytes


class JsonPosts:
    """Posts JSON to URLs without a proxy. Redirects are not followed.

    Connections, TLS and headers come from the session.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self._headers = "".join(f"{name}: {text}\r\n" for name, text in session.headers.items())
        self._servers: dict[str, _Server] = {}

    async def post(
        self, url: str, body: bytes, limits: aiohttp.ClientTimeout | None = None
    ) -> tuple[int, bytes]:
        """Post the body. Return the status and the response's body.

        `limits` are time limits to use instead of the session's. Raises TimeoutError,
        aiohttp.ClientError, OSError or ValueError.
        """
        limits = limits or self.session.timeout
        if limits.total is None:
            return await self._post(url, body, limits)
        async with asyncio.timeout(limits.total):
            return await self._post(url, body, limits)

    async def _post(
        self, url: str, body: bytes, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        server, path = self._address(url)
        request = b"POST %b%b%d\r\n\r\n%b" % (path.encode("ascii"), server.head, len(body), body)
        connector = self.session.connector
        if connector is None or connector.closed:
            raise aiohttp.ClientConnectionError("the session is closed")
        connection = await connector.connect(server.request, [], limits)
        try:
            found = await _exchange(connection, request, limits.sock_read)
        except BaseException:
            connection.close()
            raise
        connection.release()
        return found

    def _address(self, url: str) -> tuple[_Server, str]:
        """Split a URL into its server and its path."""
        simple = _SIMPLE.fullmatch(url)
        if simple is not None and (known := self._servers.get(simple[1])):
            return known, simple[2]
        to = URL(url)
        origin, written = to.origin(), f"{to.scheme}://{to.raw_authority}"
        server = self._servers.get(written)
        if server is None:
            if origin.scheme not in {"http", "https"}:
                raise aiohttp.NonHttpUrlClientError(origin)
            if len(self._servers) >= _MOST_SERVERS:
                self._servers.clear()
            loop = asyncio.get_running_loop()
            request = aiohttp.ClientRequest("POST", origin, loop=loop, session=self.session)
            head = (
                f" HTTP/1.1\r\nHost: {to.host_port_subcomponent}\r\n{_authorization(to)}"
                f"Content-Type: application/json\r\nAccept: */*\r\n{self._headers}"
                "Content-Length: "
            )
            server = self._servers[written] = _Server(request, head.encode("ascii"))
        return server, to.raw_path_qs


def _authorization(url: URL) -> str:
    """Return the Authorization header for the user and the password in a URL, if it has them."""
    if url.user is None:
        return ""
    login = f"{url.user}:{url.password or ''}"
    return f"Authorization: Basic {b64encode(login.encode()).decode()}\r\n"


async def _exchange(
    connection: aiohttp.connector.Connection, request: bytes, silence: float | None
) -> tuple[int, bytes]:
    """Send a request and read the whole response.

    `silence` is the most seconds that the server may send nothing.
    """
    protocol, transport = connection.protocol, connection.transport
    if protocol is None or transport is None:
        raise aiohttp.ServerDisconnectedError
    protocol.set_response_params(read_until_eof=True, read_timeout=silence)
    transport.write(request)
    protocol.start_timeout()
    try:
        response, content = await protocol.read()
        while response.code < _FINAL:
            response, content = await protocol.read()
    except HttpProcessingError as error:
        raise aiohttp.ClientPayloadError(f"the response is not HTTP ({error.code})") from None
    read = bytearray()
    while not content.at_eof():
        read += await content.readany()
        if len(read) > LARGEST_RESPONSE:
            raise aiohttp.ClientPayloadError("the response is too large")
    return response.code, bytes(read)
