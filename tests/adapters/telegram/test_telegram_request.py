"""AiohttpRequest against a real server.

The cases are those of python-telegram-bot's tests of its own request class.
"""

import asyncio
import io
import json
import logging
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InputFile, InputMediaDocument
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData

from adapters.telegram import aiohttp_request as request_module
from adapters.telegram.aiohttp_request import AiohttpRequest
from adapters.telegram.errors import seconds_to_wait

TOKEN = "4242:not-to-be-told"
YES = b'{"ok": true, "result": true}'
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}


@dataclass
class Came:
    path: str
    headers: Any
    fields: dict[str, str]
    files: dict[str, tuple[str, str, bytes]]


@dataclass
class Server:
    """A server that sends the given responses and records requests."""

    status: int = 200
    body: bytes = YES
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[web.Request], Awaitable[None]] | None = None
    came: list[Came] = field(default_factory=list)
    open: int = 0
    opened: int = 0
    most: int = 0
    answering: int = 0
    root: str = ""

    @property
    def url(self) -> str:
        return f"{self.root}/bot{TOKEN}/sendMessage"

    async def handle(self, request: web.Request) -> web.Response:
        self.answering += 1
        self.most = max(self.most, self.answering)
        try:
            if self.before is not None:
                await self.before(request)
            self.came.append(await _read(request))
        finally:
            self.answering -= 1
        return web.Response(status=self.status, body=self.body, headers=self.headers)

    async def asked(self, times: int = 1) -> None:
        await self._until(lambda: self.answering >= times)

    async def all_closed(self) -> None:
        await self._until(lambda: not self.open)

    async def _until(self, so: Callable[[], bool]) -> None:
        while not so():  # noqa: ASYNC110 - the condition has no event
            await asyncio.sleep(0.01)


async def _read(request: web.Request) -> Came:
    fields, files = {}, {}
    if request.content_type == "application/json":
        return Came(request.raw_path, request.headers, await request.json(), {})
    for name, value in (await request.post()).items() if request.can_read_body else ():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.content_type, value.file.read())
            value.file.close()
        else:
            fields[name] = str(value)
    return Came(request.raw_path, request.headers, fields, files)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    _count_connections(runner, made)
    made.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


def _count_connections(runner: web.AppRunner, made: Server) -> None:
    assert runner.server is not None
    server = runner.server
    came, went = server.connection_made, server.connection_lost

    def connection_made(*given: Any) -> None:
        made.open += 1
        made.opened += 1
        came(*given)

    def connection_lost(*given: Any) -> None:
        made.open -= 1
        went(*given)

    server.connection_made = connection_made  # type: ignore[assignment]  # wraps the original
    server.connection_lost = connection_lost  # type: ignore[assignment]  # wraps the original


@pytest.fixture
async def out() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as made:
        yield made


@pytest.fixture
async def bot(server: Server, out: AiohttpRequest) -> Bot:
    return Bot(TOKEN, f"{server.root}/bot", request=out, get_updates_request=out)


@pytest.fixture(autouse=True)
def _times_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


async def never(_: web.Request) -> None:
    await asyncio.Event().wait()


def not_reported(error: BaseException | None) -> None:
    """Check that an error's text and causes contain no URL and no token."""
    while error is not None:
        assert TOKEN not in repr(error) + str(error)
        assert "127.0.0.1" not in repr(error) + str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


# Responses


async def test_a_successful_response_is_returned(server: Server, out: AiohttpRequest) -> None:
    server.body = b'{"ok": true, "result": {"a": ["\xc3\xa4"]}}'
    assert await out.post(server.url) == {"a": ["ä"]}
    assert await out.do_request(server.url, "POST") == (200, server.body)


async def test_invalid_utf_8_is_replaced(server: Server, out: AiohttpRequest) -> None:
    server.body = b'{"result": "test_string\x80"}'
    assert str(await out.post(server.url)) == "test_string�"


async def test_a_response_that_is_not_json_raises_telegram_error(
    server: Server, out: AiohttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    server.body = b"<html>a captive portal</html>"
    with caplog.at_level(logging.CRITICAL), pytest.raises(TelegramError) as raised:
        await out.post(server.url)
    assert raised.value.message == "Invalid server response"


async def test_a_response_of_many_updates_is_read_completely(
    server: Server, out: AiohttpRequest
) -> None:
    texts = ["x" * 20_000] * 100
    server.body = json.dumps({"ok": True, "result": {"texts": texts}}).encode()
    assert await out.post(server.url, RequestData([])) == {"texts": texts}


@pytest.mark.parametrize("description", ["Test message", None])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (413, NetworkError),
        (500, NetworkError),
        (502, NetworkError),
        (599, NetworkError),
    ],
)
async def test_each_http_status_of_an_error_raises_the_telegram_error_for_it(
    server: Server,
    out: AiohttpRequest,
    status: int,
    kind: type[TelegramError],
    description: str | None,
) -> None:
    server.status = status
    server.body = json.dumps({"ok": False, "description": description}).encode()
    with pytest.raises(TelegramError, match=description or str(status)) as raised:
        await out.post(server.url)
    assert type(raised.value) is kind
    not_reported(raised.value)


async def test_an_error_response_that_is_not_json_raises_network_error(
    server: Server, out: AiohttpRequest
) -> None:
    server.status, server.body = 502, b"<html>bad gateway</html>"
    with pytest.raises(NetworkError, match=r"Bad Gateway \(502\)"):
        await out.post(server.url)


async def test_an_error_that_asks_to_wait_raises_retry_after(
    server: Server, out: AiohttpRequest
) -> None:
    server.status, server.body = 429, b'{"ok": false, "parameters": {"retry_after": 42}}'
    with pytest.raises(RetryAfter) as raised:
        await out.post(server.url)
    assert seconds_to_wait(raised.value) == 42


async def test_a_chat_that_has_moved_raises_chat_migrated(
    server: Server, out: AiohttpRequest
) -> None:
    server.status, server.body = 400, b'{"ok": false, "parameters": {"migrate_to_chat_id": -123}}'
    with pytest.raises(ChatMigrated) as raised:
        await out.post(server.url)
    assert raised.value.new_chat_id == -123


async def test_an_unknown_method_raises_end_point_not_found(server: Server, bot: Bot) -> None:
    me = {"id": 4242, "is_bot": True, "first_name": "Bot", "username": "a_bot"}
    server.body = json.dumps({"ok": True, "result": me}).encode()
    await bot.initialize()
    server.status, server.body = 404, b'{"ok": false, "description": "Not Found"}'
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendnothing")


async def test_redirects_are_not_followed(server: Server, out: AiohttpRequest) -> None:
    server.status, server.headers = 302, {"Location": "/elsewhere"}
    with pytest.raises(NetworkError, match="Found"):
        await out.post(server.url)
    assert len(server.came) == 1


async def test_file_contents_are_unchanged(server: Server, out: AiohttpRequest) -> None:
    server.body = bytes(range(256)) * 10_000
    assert await out.retrieve(f"{server.root}/file/bot{TOKEN}/a.bin") == server.body


# Requests


async def test_form_fields_and_the_user_agent_are_sent(server: Server, bot: Bot) -> None:
    server.body = json.dumps({"ok": True, "result": MESSAGE}).encode()
    text = "Zoë & 50 % = \U0001f600\n+ \x00"
    await bot.do_api_request("sendmessage", {"chat_id": 1, "text": text, "entities": [{"a": 1}]})
    came = server.came[0]
    assert came.fields == {"chat_id": "1", "text": text, "entities": '[{"a": 1}]'}
    assert came.headers["User-Agent"] == AiohttpRequest.USER_AGENT
    assert came.headers["Content-Type"] == "application/json"


async def test_a_long_text_is_sent_completely(server: Server, bot: Bot) -> None:
    await bot.do_api_request("sendmessage", {"chat_id": 1, "text": "ä" * 200_000})
    assert server.came[0].fields == {"chat_id": "1", "text": "ä" * 200_000}
    assert server.came[0].headers["Content-Length"]


async def test_a_call_without_fields_is_sent(server: Server, out: AiohttpRequest) -> None:
    await out.post(server.url)
    await out.post(server.url, RequestData([]))
    assert [came.fields for came in server.came] == [{}, {}]


NAMES = {
    "plan.pdf": "plan.pdf",
    "Čertifikát 資格 \U0001f600.pdf": "Čertifikát 資格 \U0001f600.pdf",
    "100%20 & more.pdf": "100%20 & more.pdf",
    'a"; name="chat_id.pdf': "a_; name=_chat_id.pdf",
    "a\r\nX-Evil: yes\r\n\r\nb.pdf": "a__X-Evil: yes____b.pdf",
    "back\\slash\x00\x7f\u2028\ud800.pdf": "back_slash____.pdf",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_a_file_of_any_name_is_sent(server: Server, bot: Bot, name: str) -> None:
    server.body = json.dumps({"ok": True, "result": MESSAGE}).encode()
    await bot.send_document(-5, b"%PDF", filename=name, caption='Zoë\r\n"x"')
    came = server.came[0]
    assert came.files == {"document": (NAMES[name], "application/pdf", b"%PDF")}
    assert came.fields == {"chat_id": "-5", "caption": 'Zoë\r\n"x"'}


async def test_several_attached_files_are_sent(server: Server, bot: Bot) -> None:
    server.body = json.dumps({"ok": True, "result": [MESSAGE]}).encode()
    contents = [b"one", bytes(300_000), b""]
    files = [InputMediaDocument(each, filename=f"{n}.bin") for n, each in enumerate(contents)]
    await bot.send_media_group(1, files)
    came = server.came[0]
    named = [each["media"].removeprefix("attach://") for each in json.loads(came.fields["media"])]
    assert [came.files[name][2] for name in named] == contents
    assert len(came.files) == 3


async def test_open_files_large_files_and_file_like_objects_are_sent(
    server: Server, bot: Bot, tmp_path: Path
) -> None:
    server.body = json.dumps({"ok": True, "result": MESSAGE}).encode()
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(range(256)) * 20_000)
    with large.open("rb") as opened:
        await bot.send_document(1, InputFile(opened, read_file_handle=False))
    with tempfile.NamedTemporaryFile() as like:
        like.write(b"like a file")
        like.seek(0)
        await bot.send_document(1, InputFile(like, "like.txt", read_file_handle=False))
    await bot.send_document(1, io.BytesIO(b"in memory"), filename="m.txt")
    sent = [came.files["document"] for came in server.came]
    assert [(name, content) for name, _, content in sent] == [
        ("large.bin", large.read_bytes()),
        ("like.txt", b"like a file"),
        ("m.txt", b"in memory"),
    ]
    assert all(came.headers["Content-Length"] for came in server.came)


# Timeouts


async def test_a_response_that_never_comes_raises_timed_out(
    server: Server, out: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.before = never
    with pytest.raises(TimedOut) as raised:
        await out.post(server.url, read_timeout=0.05)
    not_reported(raised.value)
    with pytest.raises(TimedOut):
        await out.post(server.url, read_timeout=0)
    monkeypatch.setattr(request_module, "READ_SECONDS", 0.05)
    assert out.read_timeout == 0.05
    with pytest.raises(TimedOut):
        await out.post(server.url)


async def test_a_timeout_of_none_means_no_timeout(
    server: Server, out: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(_: web.Request) -> None:
        await asyncio.sleep(0.2)

    server.before = slowly
    for name in ("READ_SECONDS", "_CONNECT_SECONDS", "_POOL_SECONDS", "_WRITE_SECONDS"):
        monkeypatch.setattr(request_module, name, 0.05)
    assert await out.post(server.url, read_timeout=None, connect_timeout=None) is True
    with pytest.raises(TimedOut):
        await out.post(server.url)


async def test_a_connection_that_is_never_established_raises_timed_out(out: AiohttpRequest) -> None:
    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hold.wait()
        writer.close()

    hold = asyncio.Event()
    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TimedOut) as raised:  # the server does not answer the TLS handshake
            await out.post(f"https://127.0.0.1:{port}/bot{TOKEN}/getMe", connect_timeout=0.05)
        hold.set()
    not_reported(raised.value)


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("media", [True, False])
async def test_a_body_that_is_never_read_raises_timed_out(
    server: Server, bot: Bot, monkeypatch: pytest.MonkeyPatch, *, media: bool, chosen: bool
) -> None:
    """Let the server stop reading during an upload."""
    server.before = never
    name, other = "_MEDIA_WRITE_SECONDS", "_WRITE_SECONDS"
    monkeypatch.setattr(request_module, name if media else other, 60 if chosen else 0.05)
    monkeypatch.setattr(request_module, other if media else name, 60)
    given = {"write_timeout": 0.05} if chosen else {}
    big = InputFile(bytes(30_000_000)) if media else "x" * 30_000_000
    with pytest.raises(TimedOut):
        await bot.do_api_request("senddocument", {"chat_id": 1, "document": big}, **given)  # type: ignore[arg-type]  # typed arguments would need four calls


async def test_a_steady_upload_may_take_longer_than_the_timeout_of_one_piece(
    server: Server, bot: Bot
) -> None:
    async def slowly(request: web.Request) -> None:
        for _ in range(13):
            await asyncio.sleep(0.1)
            await request.content.readexactly(1_500_000)
        await request.content.read()

    server.before = slowly
    document = InputFile(bytes(20_000_000))
    sent = {"chat_id": 1, "document": document}
    assert await bot.do_api_request("senddocument", sent, write_timeout=1) is True


async def test_a_call_without_a_free_connection_raises_timed_out(server: Server) -> None:
    server.before = never
    async with AiohttpRequest(1) as out:
        first = asyncio.create_task(out.post(server.url))
        await server.asked()
        with pytest.raises(TimedOut, match="nothing was sent"):
            await out.post(server.url, pool_timeout=0.02)
        assert server.opened == 1
        server.before = None
        waiting = asyncio.create_task(out.post(server.url, pool_timeout=None))
        await asyncio.sleep(0.01)
        first.cancel()
        assert await waiting is True


# Network failures


async def test_a_missing_server_raises_network_error(
    out: AiohttpRequest, unused_tcp_port: int
) -> None:
    with pytest.raises(NetworkError, match="the connection failed") as raised:
        await out.post(f"http://127.0.0.1:{unused_tcp_port}/bot{TOKEN}/getMe")
    not_reported(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "no address",
        "http://",
        "ftp://127.0.0.1/bot{}",
        "http://127.0.0.1:99999/bot{}",
        "http://" + "a" * 64 + ".example.org/bot{}",
        "http://[::1/bot{}",
    ],
)
async def test_an_invalid_url_raises_network_error(out: AiohttpRequest, url: str) -> None:
    with pytest.raises(NetworkError) as raised:
        await out.post(url.format(TOKEN))
    not_reported(raised.value)


async def test_a_server_without_tls_raises_network_error(
    server: Server, out: AiohttpRequest
) -> None:
    with pytest.raises(NetworkError, match="the connection failed") as raised:
        await out.post(server.url.replace("http:", "https:"))
    not_reported(raised.value)


@pytest.mark.parametrize(
    "said", [b"", b"\x16\x03\x01 garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]
)
async def test_garbage_and_truncated_responses_raise_network_error(
    out: AiohttpRequest, said: bytes
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NetworkError) as raised:
            await out.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")
    not_reported(raised.value)


# Proxies


AWAY = "http://bot.example.org/botX/getMe"


async def test_an_explicit_proxy_is_used(server: Server) -> None:
    proxy = server.root.replace("http://", "http://ana:secret@")
    async with AiohttpRequest(proxy=proxy) as out:
        assert await out.post(AWAY) is True
    came = server.came[0]
    assert came.path == AWAY
    assert came.headers["Proxy-Authorization"] == "Basic YW5hOnNlY3JldA=="


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
async def test_a_proxy_from_the_environment_is_used(
    server: Server, out: AiohttpRequest, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, server.root)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert await out.post(AWAY) is True
    assert server.came[0].path == AWAY


async def test_a_server_exempted_in_the_environment_is_called_without_proxy(
    server: Server, out: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert await out.post(server.url) is True


async def test_a_request_needs_no_thread_and_no_password_file(
    server: Server, out: AiohttpRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    passwords = tmp_path / "netrc"
    passwords.write_text("default login ana password secret")
    monkeypatch.setenv("NETRC", str(passwords))
    before = threading.active_count()
    await asyncio.gather(*(out.post(server.url) for _ in range(5)))
    assert threading.active_count() == before
    assert all("Authorization" not in came.headers for came in server.came)


async def test_a_proxy_that_refuses_raises_network_error(server: Server) -> None:
    server.status = 407
    proxy = server.root.replace("http://", "http://ana:secret@")
    async with AiohttpRequest(proxy=proxy) as out:
        with pytest.raises(NetworkError) as raised:
            await out.post(f"https://api.example.org/bot{TOKEN}/getMe")
    assert "secret" not in repr(raised.value)
    not_reported(raised.value)


# Startup, shutdown, and many at once


async def test_requests_before_initialization_and_after_shutdown_raise(server: Server) -> None:
    out = AiohttpRequest()
    await out.shutdown()
    with pytest.raises(RuntimeError, match="not initialised"):
        await out.do_request(server.url, "POST")
    async with out:
        assert await out.post(server.url) is True
    with pytest.raises(RuntimeError, match="not initialised"):
        await out.do_request(server.url, "POST")
    async with out:
        assert await out.post(server.url) is True


async def test_initializing_and_shutting_down_can_be_repeated(server: Server) -> None:
    out = AiohttpRequest()
    for _ in range(3):
        await out.initialize()
        await out.post(server.url)
    assert server.opened == 1  # because the session was reused
    for _ in range(3):
        await out.shutdown()
    await server.all_closed()


async def test_a_shutdown_ends_running_requests(server: Server, out: AiohttpRequest) -> None:
    server.before = never
    under_way = asyncio.create_task(out.post(server.url))
    await server.asked()
    await out.shutdown()
    with pytest.raises(NetworkError) as raised:
        await under_way
    not_reported(raised.value)
    await server.all_closed()


async def test_a_canceled_request_leaves_no_connection(server: Server, out: AiohttpRequest) -> None:
    server.before = never
    under_way = [asyncio.create_task(out.post(server.url)) for _ in range(20)]
    await server.asked(20)
    for each in under_way:
        each.cancel()
    await asyncio.wait(under_way)
    assert all(each.cancelled() for each in under_way)
    await server.all_closed()
    server.before = None
    assert await out.post(server.url) is True


async def test_two_hundred_and_fifty_six_requests_run_at_once(server: Server) -> None:
    together = asyncio.Event()

    async def meet(_: web.Request) -> None:
        if server.answering == 256:
            together.set()
        await together.wait()

    server.before = meet
    async with AiohttpRequest(256) as out:
        posts = (out.post(server.url, connect_timeout=60) for _ in range(256))
        assert await asyncio.gather(*posts) == [True] * 256
        assert server.most == server.opened == 256


async def test_requests_beyond_the_connection_limit_wait(server: Server) -> None:
    async with AiohttpRequest(8) as out:
        assert all(await asyncio.gather(*(out.post(server.url) for _ in range(256))))
        assert server.opened <= 8
        assert len(server.came) == 256
