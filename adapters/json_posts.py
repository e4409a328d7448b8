"""Post JSON over the connections of an aiohttp session.

A session spends most of a small post on objects for the request and the response, cookies, and
redirects. Here, aiohttp only keeps the connections and parses the response.
"""

import asyncio

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

LARGEST_RESPONSE = 8 * 1024 * 1024
"""Maximum bytes in a response's body. Platforms send less: a hundred long messages at most."""
_MOST_SERVERS = 16
"""Maximum servers to remember. There are one or two."""
_FINAL = 200
"""Lower statuses announce another response, which is the final one."""


class JsonPosts:
    """Posts JSON to URLs without a proxy. Redirects are not followed.

    Connections, TLS and headers are those of the session.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self._headers = "".join(f"{name}: {text}\r\n" for name, text in session.headers.items())
        self._servers: dict[URL, aiohttp.ClientRequest] = {}

    async def post(
        self, url: str, body: bytes, limits: aiohttp.ClientTimeout | None = None
    ) -> tuple[int, bytes]:
        """Post the body; return the status and the response's body.

        `limits`: time limits, instead of the session's. Raises TimeoutError, aiohttp.ClientError,
        OSError or ValueError.
        """
        limits = limits or self.session.timeout
        if limits.total is None:
            return await self._post(url, body, limits)
        async with asyncio.timeout(limits.total):
            return await self._post(url, body, limits)

    async def _post(
        self, url: str, body: bytes, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        to = URL(url)
        head = (
            f"POST {to.raw_path_qs} HTTP/1.1\r\nHost: {to.host_port_subcomponent}\r\n"
            f"Content-Type: application/json\r\nAccept: */*\r\n{self._headers}"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode("ascii")
        connector = self.session.connector
        if connector is None or connector.closed:
            raise aiohttp.ClientConnectionError("the session is closed")
        connection = await connector.connect(self._server(to), [], limits)
        try:
            found = await _exchange(connection, head + body, limits.sock_read)
        except BaseException:
            connection.close()
            raise
        connection.release()
        return found

    def _server(self, to: URL) -> aiohttp.ClientRequest:
        """Return a request to the URL's server. It is never sent: aiohttp connects with it."""
        server = to.origin()
        request = self._servers.get(server)
        if request is None:
            if server.scheme not in {"http", "https"}:
                raise aiohttp.NonHttpUrlClientError(server)
            if len(self._servers) >= _MOST_SERVERS:
                self._servers.clear()
            request = self._servers[server] = aiohttp.ClientRequest(
                "POST", server, loop=asyncio.get_running_loop(), session=self.session
            )
        return request


async def _exchange(
    connection: aiohttp.connector.Connection, request: bytes, silence: float | None
) -> tuple[int, bytes]:
    """Send a request and read the response to its end.

    `silence`: the most seconds without anything from the server.
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
