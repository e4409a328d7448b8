"""An HTTP backend for python-telegram-bot (PTB) that uses one aiohttp session.

PTB's own backend was ten times slower when measured, because its connection pool gets slower with
each waiting request.
"""

import asyncio
import io
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from adapters.json_posts import JsonPosts
from core.json_text import json_bytes
from core.measurements import PLATFORM_ERRORS

CONNECTIONS = 100
_REFUSED = 400
_CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
_POOL_SECONDS = 30.0
_WRITE_SECONDS = 5.0
_MEDIA_WRITE_SECONDS = 20.0
_SHORTEST = 0.001  # for aiohttp, zero would mean no limit

_AFTER_SCHEME = len("https://")
_PIECE = 1 << 16  # the system accepts this many bytes at once
_JSON = "application/json"
# characters that would end a header or a quoted name, so names must not contain them
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"\\]')


class PlainData:
    """The parameters of a call to Telegram as plain data, faster than PTB's RequestData.

    Objects and lists become part of the JSON body. RequestData would turn them into text. Telegram
    accepts both.
    """

    contains_files = False

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    @property
    def json_payload(self) -> bytes:
        """The parameters of the call to Telegram as JSON."""
        return json_bytes(self._given)


class AiohttpRequest(BaseRequest):
    """A `telegram.request.BaseRequest` on aiohttp.

    As in PTB, timeouts raise TimedOut, and broken connections raise NetworkError. The messages of
    these errors never contain a URL, because Telegram's URLs contain the token. Redirects are not
    followed. Without a `proxy`, the proxy from the environment is used, if any.
    """

    def __init__(self, connections: int = CONNECTIONS, *, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._proxies: dict[str, str | None] = {}
        self._session: aiohttp.ClientSession | None = None
        self._posts: JsonPosts | None = None
        self._free = asyncio.Semaphore(connections)

    @property
    def read_timeout(self) -> float | None:
        return READ_SECONDS

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._free = asyncio.Semaphore(self._connections)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0
                ),  # `_free` limits the connections, because it has its own timeout
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            self._posts = JsonPosts(self._session)
            self._proxies = {}

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | PlainData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            raise RuntimeError("this request is not initialised")
        limits = _limits(
            _seconds(read_timeout, READ_SECONDS), _seconds(connect_timeout, _CONNECT_SECONDS)
        )
        body = _body(request_data, write_timeout)
        free = self._free  # a restart replaces `self._free`, so keep the one that is released below
        await _acquire(free, _seconds(pool_timeout, _POOL_SECONDS))
        try:
            status, found = await self._exchanged(url, method, body, limits)
        except TimeoutError as error:
            PLATFORM_ERRORS.add("telegram", "timeout")
            raise TimedOut(f"no answer in time ({type(error).__name__})") from None
        except aiohttp.ClientError as error:
            PLATFORM_ERRORS.add("telegram", "unreachable")
            raise NetworkError(f"the connection failed ({type(error).__name__})") from None
        except OSError as error:
            PLATFORM_ERRORS.add("telegram", "unreachable")
            raise NetworkError(f"the connection failed ({error.strerror})") from None
        else:
            if status >= _REFUSED:
                PLATFORM_ERRORS.add("telegram", str(status))
            return status, found
        finally:
            free.release()

    async def _exchanged(
        self, url: str, method: str, body: Any, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        """Send a request, and return the status and the body of the response."""
        assert self._session is not None, "the caller has checked it"
        assert self._posts is not None, "made together with the session"
        proxy = self._proxy_to(url)
        if isinstance(body, bytes) and method == "POST" and proxy is None:
            return await self._posts.post(url, body, limits)
        async with self._session.request(
            method,
            url,
            data=body,
            headers={"Content-Type": _JSON} if isinstance(body, bytes) else None,
            timeout=limits,
            allow_redirects=False,
            proxy=proxy,
        ) as response:
            return response.status, await response.read()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse Telegram's answer. This is several times as fast as PTB's own parser.

        Raises TelegramError if the answer is not JSON.
        """
        try:
            found: dict[str, Any] = orjson.loads(payload)
        except ValueError:
            return BaseRequest.parse_json_payload(payload)
        return found

    def _proxy_to(self, url: str) -> str | None:
        """Return our proxy, or else the proxy that the environment sets for a URL, or None.

        The result is cached by server. aiohttp's own look-up is not used, because it takes two
        threads for each request, and searches ~/.netrc for passwords.
        """
        if self._proxy is not None:
            return self._proxy
        server = url[: url.find("/", _AFTER_SCHEME)]
        if server not in self._proxies:
            parts = urlsplit(url)
            self._proxies[server] = _proxy_of_environment(parts.scheme, parts.hostname)
        return self._proxies[server]


class _Timed(aiohttp.Payload):
    """A request body with a time limit for sending each piece, which aiohttp lacks."""

    def __init__(self, body: aiohttp.Payload, seconds: float | None) -> None:
        super().__init__(body, content_type=body.content_type)
        self._size = body.size
        self._seconds = seconds

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        whole: str = self._value.decode(encoding, errors)
        return whole

    async def write(self, writer: Any) -> None:
        self._consumed = True
        await self._value.write(_Pieces(writer, self._seconds))

    async def close(self) -> None:
        await self._value.close()


class _Pieces:
    """A writer that raises a timeout error if the network does not accept a piece in time."""

    def __init__(self, writer: Any, seconds: float | None) -> None:
        self._writer = writer
        self._seconds = seconds

    async def write(self, chunk: bytes) -> None:
        async with asyncio.timeout(self._seconds):
            await self._writer.write(chunk)


def _proxy_of_environment(scheme: str, host: str | None) -> str | None:
    if host is None or proxy_bypass(host):
        return None
    proxies = getproxies()
    return proxies.get(scheme) or proxies.get("all")


async def _acquire(free: asyncio.Semaphore, seconds: float | None) -> None:
    if not free.locked():
        await free.acquire()
        return
    try:
        async with asyncio.timeout(seconds):
            await free.acquire()
    except TimeoutError:
        raise TimedOut("all connections are in use: nothing was sent") from None


@lru_cache(64)
def _limits(read: float | None, connect: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_read=read, connect=connect)


def _seconds(given: ODVInput[float], otherwise: float) -> float | None:
    if isinstance(given, DefaultValue):
        return otherwise
    return None if given is None else max(_SHORTEST, float(given))


def _body(data: RequestData | PlainData | None, write_timeout: ODVInput[float]) -> Any:
    if data is None:
        return None
    if isinstance(data, PlainData) or not data.contains_files:
        text = data.json_payload
        if len(text) <= _PIECE:
            return text
        long = aiohttp.BytesIOPayload(io.BytesIO(text), content_type=_JSON)
        return _Timed(long, _seconds(write_timeout, _WRITE_SECONDS))
    # Telegram shows file names as they are sent, so do not encode the names
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in data.multipart_data.items():
        form.add_field(
            name,
            _in_pieces(content),
            filename=_NOT_IN_NAMES.sub("_", file_name),
            content_type=media_type,
        )
    return _Timed(form(), _seconds(write_timeout, _MEDIA_WRITE_SECONDS))


def _in_pieces(content: Any) -> bytes | io.IOBase:
    """Return content that aiohttp sends in pieces, so that it does not block the event loop."""
    if not isinstance(content, bytes | io.IOBase):
        content = content.read()  # a file-like object, for example from `tempfile`
    return io.BytesIO(content) if isinstance(content, bytes) and len(content) > _PIECE else content
