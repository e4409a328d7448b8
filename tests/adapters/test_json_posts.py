"""Posts of JSON over the connections of an aiohttp session."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from adapters import http_responses
from adapters.http_responses import LARGEST_RESPONSE
from adapters.json_posts import JsonPosts
from tests.core.issuer_website import trust, website

_LARGE = 100_000
"""The largest body that the tests of bad responses accept."""
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each request with the next of `answers`, and repeats the last one."""

    def __init__(
        self, *answers: bytes, closes: bool = False, pause: float = 0, then: bytes = b""
    ) -> None:
        """After each answer and a pause, the server also sends `then`."""
        self._answers = list(answers)
        self._closes = closes
        self._pause = pause
        self._then = then
        self.connections = 0
        self.requests: list[tuple[bytes, bytes]] = []
        self.talks: list[asyncio.Task[None]] = []

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.talks.append(asyncio.create_task(self.talk(reader, writer)))

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while not reader.at_eof():
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
            self.requests.append((head, await reader.readexactly(length)))
            writer.write(self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])
            if self._then:
                await asyncio.sleep(self._pause)
                writer.write(self._then)
            if self._closes:
                break
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[str]:
    listening = await asyncio.start_server(server.accept, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield f"http://127.0.0.1:{port}"
    await asyncio.gather(*server.talks)


@asynccontextmanager
async def posting(seconds: float = 10) -> AsyncIterator[JsonPosts]:
    limits = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=limits) as session:
        yield JsonPosts(session)


async def test_posts_to_one_server_share_a_connection() -> None:
    server = Server(OK)
    async with serving(server) as url, posting() as posts:
        assert await posts.post(f"{url}/a?b=c", b'{"n":1}') == (200, b"ok")
        assert await posts.post(f"{url}/d", b'{"n":2}') == (200, b"ok")
    [first, second] = server.requests
    assert first[0].startswith(b"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nContent-Type: application/json\r\n" in first[0]
    assert (first[1], second[1]) == (b'{"n":1}', b'{"n":2}')
    assert server.connections == 1


async def test_a_response_in_chunks_is_read_whole() -> None:
    chunked = b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nn\r\n1\r\no\r\n0\r\n\r\n"
    async with serving(Server(chunked)) as url, posting() as posts:
        assert await posts.post(url, b"{}") == (500, b"no")


async def test_an_interim_response_is_skipped() -> None:
    async with serving(Server(b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK)) as url, posting() as posts:
        assert await posts.post(url, b"{}") == (200, b"ok")


async def test_a_closed_connection_is_replaced() -> None:
    server = Server(OK, closes=True)
    async with serving(server) as url, posting() as posts:
        for _ in range(2):
            assert await posts.post(url, b"{}") == (200, b"ok")
            await asyncio.gather(*server.talks)
            await asyncio.sleep(0.05)  # our side notices the end in the event loop's next cycle
    assert server.connections == 2


async def test_a_response_that_ends_with_its_connection_is_read_whole() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\n\r\nall of it", closes=True)
    async with serving(server) as url, posting() as posts:
        assert await posts.post(url, b"{}") == (200, b"all of it")


async def test_a_connection_that_the_server_will_close_is_not_used_again() -> None:
    server = Server(OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n"))
    async with serving(server) as url, posting() as posts:
        for _ in range(2):
            assert await posts.post(url, b"{}") == (200, b"ok")
    assert server.connections == 2


@pytest.mark.parametrize("pause", [0, 0.05])
async def test_an_unrequested_response_is_not_used_for_a_later_post(pause: float) -> None:
    stray = b"HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n"
    server = Server(OK, pause=pause, then=stray)
    async with serving(server) as url, posting() as posts:
        for _ in range(2):
            assert await posts.post(url, b"{}") == (200, b"ok")
            await asyncio.sleep(0.1)
    assert server.connections == 2


async def test_a_compressed_response_is_refused() -> None:
    packed = OK.replace(b"OK\r\n", b"OK\r\nContent-Encoding: gzip\r\n")
    async with serving(Server(packed)) as url, posting() as posts:
        with pytest.raises(aiohttp.ClientPayloadError):
            await posts.post(url, b"{}")


async def test_a_redirect_is_not_followed() -> None:
    async with serving(Server(OK)) as other:
        moved = f"HTTP/1.1 307 Moved\r\nLocation: {other}/\r\nContent-Length: 0\r\n\r\n".encode()
        async with serving(Server(moved)) as url, posting() as posts:
            assert await posts.post(url, b"{}") == (307, b"")


@pytest.mark.parametrize(
    "answer",
    [
        b"220 mail.example.org ESMTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (_LARGE + 1) + b"x" * (_LARGE + 1),
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"",
    ],
    ids=["no HTTP", "too large a header", "too large a body", "cut off", "nothing"],
)
async def test_a_bad_response_raises_an_error_of_aiohttp(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_responses, "LARGEST_RESPONSE", _LARGE)
    server = Server(answer, closes=True)
    async with serving(server) as url, posting() as posts:
        with pytest.raises(aiohttp.ClientError):
            await posts.post(url, b"{}")


def test_a_hundred_of_the_longest_messages_fit_into_a_response() -> None:
    link = {"type": "text_link", "offset": 4000, "length": 40, "url": "https://example.org/" * 4}
    links, name = [link] * 100, "\u042f" * 64
    message = {"from": {"first_name": name, "last_name": name}, "entities": links}
    message["text"] = "\u042f" * 4096  # Telegram writes each letter in six bytes, as json does
    quote = {"text": "\u042f" * 1024, "entities": links}
    update = json.dumps({"message": {**message, "reply_to_message": message, "quote": quote}})
    assert 100 * len(update) < LARGEST_RESPONSE


async def test_a_post_to_a_server_that_does_not_respond_in_time_raises_timeout_error() -> None:
    async with serving(Server(b"")) as url, posting(seconds=0.05) as posts:
        with pytest.raises(TimeoutError):
            await posts.post(url, b"{}")


@pytest.mark.parametrize(
    "url",
    ["", "/response/1", "http://", "ftp://files.example.org/1", "file:///etc/hosts"],
)
async def test_only_http_urls_are_posted_to(url: str) -> None:
    async with posting() as posts:
        with pytest.raises((aiohttp.ClientError, ValueError)):
            await posts.post(url, b"{}")


async def test_a_url_cannot_add_headers() -> None:
    server = Server(OK)
    async with serving(server) as url, posting() as posts:
        await posts.post(f"{url}/a b\r\nX-Added: 1?c=d\r\n\r\nPOST /e", b"{}")
    [(head, body)] = server.requests
    assert b"\r\nX-Added" not in head
    assert body == b"{}"


async def test_a_server_without_a_trusted_certificate_is_refused() -> None:
    async with website() as site, posting() as posts:
        url = site.put("/1", {"ok": True})
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await posts.post(url, b"{}")


async def test_a_server_with_a_trusted_certificate_is_posted_to() -> None:
    connector = aiohttp.TCPConnector(ssl=trust())
    async with website() as site, aiohttp.ClientSession(connector=connector) as session:
        url = site.put("/1", {"ok": True})
        status, _ = await JsonPosts(session).post(url, b"{}")
    assert status == 200


async def test_nothing_is_posted_after_the_session_has_ended() -> None:
    async with posting() as posts:
        pass
    with pytest.raises(aiohttp.ClientConnectionError):
        await posts.post("http://127.0.0.1:9", b"{}")


async def test_each_post_can_have_its_own_time_limits() -> None:
    quick = aiohttp.ClientTimeout(total=None, sock_read=0.05)
    half = Server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
    async with serving(half) as url, posting(seconds=60) as posts:
        with pytest.raises(TimeoutError):
            await posts.post(url, b"{}", quick)


async def test_a_response_may_take_longer_than_the_limit_for_one_pause() -> None:
    limits = aiohttp.ClientTimeout(total=None, sock_read=0.2)
    begun, ended = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"more"
    slow = Server(begun, pause=0.15, then=ended)
    async with serving(slow) as url, posting(seconds=60) as posts:
        assert await posts.post(url, b"{}", limits) == (200, b"more")


async def test_waiting_for_a_connection_counts_toward_the_time_limit() -> None:
    connector = aiohttp.TCPConnector(limit=1)
    limits = aiohttp.ClientTimeout(total=0.1)
    async with (
        serving(Server(b"")) as url,
        aiohttp.ClientSession(connector=connector, timeout=limits) as session,
    ):
        posts = JsonPosts(session)
        unlimited = aiohttp.ClientTimeout(total=None)
        endless = asyncio.create_task(posts.post(url, b"{}", unlimited))
        await asyncio.sleep(0.01)
        with pytest.raises(TimeoutError):
            await posts.post(url, b"{}")
        endless.cancel()
        await asyncio.wait([endless])


async def test_a_post_has_the_headers_of_the_session() -> None:
    server = Server(OK)
    headers = {"User-Agent": "a test"}
    async with serving(server) as url, aiohttp.ClientSession(headers=headers) as session:
        assert await JsonPosts(session).post(url, b"{}") == (200, b"ok")
    assert b"\r\nUser-Agent: a test\r\n" in server.requests[0][0]


async def test_a_user_and_password_in_the_url_are_sent_as_a_header() -> None:
    server = Server(OK)
    async with serving(server) as url, posting() as posts:
        await posts.post(url.replace("//", "//ana:s%3Aecret@"), b"{}")
        await posts.post(url, b"{}")
    (with_login, _), (without, _) = server.requests
    assert b"\r\nAuthorization: Basic %b\r\n" % b64encode(b"ana:s:ecret") in with_login
    assert b"ana" not in with_login
    assert b"Authorization" not in without
