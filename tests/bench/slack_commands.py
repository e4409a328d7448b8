"""Slack over loopback HTTP: `/nims status` and its acknowledgement, compared with a minimal
endpoint.

Both servers, ours and the minimal one, run in one separate process; this process plays Slack, with
its clock and response_urls.
"""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterator
from itertools import count, islice
from multiprocessing.connection import Connection
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

import uvicorn
from aiohttp import web

from adapters.configured_platforms import endpoint_of
from adapters.serve import reduce_garbage_collection
from adapters.slack.adapter import SlackAdapter
from adapters.web.app import web_app
from bot.conversation import Conversation
from bot.workplace import Workplace
from core.edgefinder import open_edgefinder
from tests.bench.measuring import Ratio, side_by_side
from tests.bench.separate_server import served

TEAM = "T0BENCH"
_SECRET = "a signing secret of this bench"
_AT_ONCE = 32
_ASKED = 640
_ONE_BY_ONE = 300
_PAUSE = 0.004
"""Seconds for the work after an answer to end, so that requests really are one at a time."""
_OURS, _BARE = "/slack/events", "/bare"


async def slack_ratios(file: str, candidates: int) -> list[Ratio]:
    """Measure `/nims status`; `file` is a database with candidates linked to people of `TEAM`."""
    async with _Slack() as slack, served(_answer, file, slack.url) as port:

        def requests(path: str) -> Iterator[tuple[int, bytes]]:
            """Signed, each with a trigger of its own: Slack brings none twice."""
            for number in count(1):
                person = number * 31 % candidates + 1
                yield number, _request(path, port, slack.url, f"{path}-{number}", person)

        ours, bare = requests(_OURS), requests(_BARE)

        async def whole() -> int:
            return await slack.asks(port, islice(ours, _ASKED), answered=True)

        async def taken() -> int:
            return await slack.asks(port, islice(bare, _ASKED))

        async def one_by_one() -> int:
            return await slack.asks(
                port, islice(ours, _ONE_BY_ONE), at_once=1, answered=True, pause=_PAUSE
            )

        async def bare_one_by_one() -> int:
            return await slack.asks(port, islice(bare, _ONE_BY_ONE), at_once=1, pause=_PAUSE)

        fast, base = await side_by_side(whole, taken)
        slack.spent.clear()
        await side_by_side(one_by_one, bare_one_by_one)
        acks = [1 / slack.median(path) for path in (_OURS, _BARE)]
    to = "an endpoint that checks the signature by hand, and does nothing"
    return [
        Ratio(f"/nims status over HTTP, {_AT_ONCE} at once", fast, to, base, 0.2, 0.35),
        Ratio("Slack's acknowledgement, one at a time", acks[0], to, acks[1], 3.0, 1.5, cost=True),
    ]


def _request(path: str, port: int, slack: str, name: str, person: int) -> bytes:
    body = urlencode(
        {
            "token": "bench",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": "C0BENCH",
            "channel_name": "bench",
            "user_id": f"U{person}",
            "user_name": "ana",
            "command": "/nims",
            "text": "status",
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"{slack}/response/{name.rpartition('-')[2]}",
            "trigger_id": name,
        }
    ).encode()
    at = str(int(time.time()))
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: {_signature(at, body)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _signature(at: str, body: bytes) -> str:
    signed = f"v0:{at}:".encode() + body
    return f"v0={hmac.new(_SECRET.encode(), signed, hashlib.sha256).hexdigest()}"


class _Slack:
    """Post what people type, receive the answers, and accept every call."""

    def __init__(self) -> None:
        self.url = ""
        self.spent: dict[str, list[float]] = {}
        self._waiting: dict[int, asyncio.Future[None]] = {}

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._take))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.Response:
        await request.read()
        kind, _, number = request.path.strip("/").partition("/")
        if kind == "response":
            answered = self._waiting.pop(int(number), None)
            if answered is not None:
                answered.set_result(None)
            return web.Response(text="ok")
        return web.json_response({"ok": True})

    async def asks(
        self,
        port: int,
        requests: Iterator[tuple[int, bytes]],
        *,
        at_once: int = _AT_ONCE,
        answered: bool = False,
        pause: float = 0.0,
    ) -> int:
        """Post all of them; with `answered` each waits until its response_url was used.

        `pause`: seconds before the next one.
        """
        waiting = list(requests)
        left = iter(waiting)

        async def some() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for number, request in left:
                answer = asyncio.get_running_loop().create_future()
                if answered:
                    self._waiting[number] = answer
                began = time.perf_counter()
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                path = request.split(b" ", 2)[1].decode()
                self.spent.setdefault(path, []).append(time.perf_counter() - began)
                assert head.startswith(b"HTTP/1.1 200"), head
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                if answered:
                    await answer
                if pause:
                    await asyncio.sleep(pause)
            writer.close()

        await asyncio.gather(*(some() for _ in range(at_once)))
        return len(waiting)

    def median(self, path: str) -> float:
        spent = sorted(self.spent[path])
        return spent[len(spent) // 2]


# The process that serves


async def _answer(told: Connection, file: str, slack: str) -> None:
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{file}")
    adapter = SlackAdapter(
        Conversation(edgefinder),
        Workplace(edgefinder),
        "xoxb-bench",
        signing_secret=_SECRET,
        api_url=f"{slack}/api/",
    )
    await adapter.start()
    pages = web_app(edgefinder, {_OURS: endpoint_of(adapter.handle)})

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") == _BARE:
            await _bare(scope, receive, send)
        else:
            await pages(scope, receive, send)

    reduce_garbage_collection()
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="off", port=0
    )
    bound = config.bind_socket()
    bound.listen()  # clients can connect from here on
    told.send(bound.getsockname()[1])
    await uvicorn.Server(config).serve(sockets=[bound])


async def _bare(scope: Any, receive: Any, send: Any) -> None:
    """Check the signature and its time, parse the form, and answer."""
    body, more = b"", True
    while more:
        part = await receive()
        body += part.get("body", b"")
        more = part.get("more_body", False)
    headers = {name: value.decode() for name, value in scope["headers"]}
    at = headers[b"x-slack-request-timestamp"]
    good = hmac.compare_digest(_signature(at, body), headers[b"x-slack-signature"])
    good = good and abs(time.time() - int(at)) < 60 * 5 and bool(parse_qs(body.decode()))
    status = 200 if good else 401
    length = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": length})
    await send({"type": "http.response.body", "body": b""})
