"""Post JSON over the connections of an aiohttp session.

For a small post, aiohttp spends most of its time on objects, cookies, timers and redirects. This
module does without these, and uses only the connections that aiohttp keeps open.
"""

import asyncio
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
from yarl import URL

from adapters.deadlines import Deadlines
from adapters.http_responses import Response

_MOST_SERVERS = 16
"""The maximum number of servers to remember. In practice there are one or two servers."""
_SIMPLE = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]+)?)(/[A-Za-z0-9_:/-]*)")
"""Matches a URL that has only a server and a path."""


@dataclass(frozen=True, slots=True)
class _Server:
    """The request object for a server, and the header lines that begin each post.

    aiohttp needs the request object to open a connection, but never sends it.
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
        self._deadlines = Deadlines()

    async def post(
        self, url: str, body: bytes, limits: aiohttp.ClientTimeout | None = None
    ) -> tuple[int, bytes]:
        """Post the body to a URL. Return the response's status and body.

        `limits` replace the session's time limits. Raises TimeoutError if a limit is exceeded,
        ValueError if the URL is not valid, and aiohttp.ClientError or OSError if the post fails.
        """
        limits = limits or self.session.timeout
        server, path = self._address(url)
        request = b"POST %b%b%d\r\n\r\n%b" % (path.encode("ascii"), server.head, len(body), body)
        response = Response(self._deadlines, limits.sock_read)
        if limits.total is None:
            return await self._exchange(request, response, server, limits)
        deadline = self._deadlines.within(limits.total, response.time_out)
        try:
            return await self._exchange(request, response, server, limits)
        finally:
            deadline.met()

    async def _exchange(
        self, request: bytes, response: Response, server: _Server, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        connector = self.session.connector
        if connector is None or connector.closed:
            raise aiohttp.ClientConnectionError("the session is closed")
        if limits.total is not None:
            limits = _with_connect_limit(limits)
        connection = await connector.connect(server.request, [], limits)
        while (unused := connection.protocol) is not None and unused.should_close:
            connection.close()  # the server has sent data that nobody requested
            connection = await connector.connect(server.request, [], limits)
        try:
            found = await response.to(request, connection)
        except BaseException:
            connection.close()
            raise
        connection.release()
        return found

    def _address(self, url: str) -> tuple[_Server, str]:
        """Return the server of a URL, and the path with the query."""
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
    """Return the Authorization header for a URL that contains a user, otherwise ''."""
    if url.user is None:
        return ""
    login = f"{url.user}:{url.password or ''}"
    return f"Authorization: Basic {b64encode(login.encode()).decode()}\r\n"


@lru_cache(_MOST_SERVERS)
def _with_connect_limit(limits: aiohttp.ClientTimeout) -> aiohttp.ClientTimeout:
    """Return the time limits with a limit for connecting that is not longer than the total."""
    return aiohttp.ClientTimeout(
        connect=min(each for each in (limits.connect, limits.total) if each is not None),
        sock_connect=limits.sock_connect,
    )
