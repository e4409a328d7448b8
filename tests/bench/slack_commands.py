"""Benchmark `/nims status` in Slack, and its acknowledgement, against a minimal endpoint.

A separate process, a build's driver, serves both endpoints. This process plays Slack, with its
clock and response_urls.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from itertools import count, islice
from typing import Self
from urllib.parse import urlencode

from aiohttp import web

from tests.bench.build_driver import BARE, EVENTS, signature
from tests.bench.center import TEAM
from tests.bench.earlier_build import Driver
from tests.bench.measuring import Ratio, Speed, Work, side_by_side

AT_ONCE = 32
STATUS = f"/nims status over HTTP, {AT_ONCE} at once"
_ASKED = 640
_ONE_BY_ONE = 300
_PATIENCE = 30.0
"""Seconds without an answer after which the benchmark fails."""
_PAUSE = 0.004
"""Seconds between requests, so that work that follows an answer has ended."""


async def slack_ratios(driver: Driver) -> list[Ratio]:
    async with Slack() as slack:
        port: int = await driver.tell(do="slack", url=slack.url)
        ours, bare = slack.requests(port, EVENTS), slack.requests(port, BARE)

        async def one_by_one() -> int:
            return await slack.asks(
                port, islice(ours, _ONE_BY_ONE), at_once=1, answered=True, pause=_PAUSE
            )

        async def bare_one_by_one() -> int:
            return await slack.asks(port, islice(bare, _ONE_BY_ONE), at_once=1, pause=_PAUSE)

        fast, base = await side_by_side(slack.status(port), slack.status(port, BARE))
        slack.spent.clear()
        await side_by_side(one_by_one, bare_one_by_one)
        acks, bare_acks = (slack.acknowledged(path) for path in (EVENTS, BARE))
    to = "an endpoint that checks the signature by hand, and does nothing"
    return [
        Ratio(STATUS, fast, to, base, 0.25, 0.35),
        Ratio("Slack's acknowledgement, one at a time", acks, to, bare_acks, 1.5, 1.3, cost=True),
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
        f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: {signature(at, body)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Slack:
    """Plays Slack: posts commands, receives answers, and accepts every call."""

    def __init__(self) -> None:
        self.url = ""
        self.spent: dict[str, list[float]] = {}
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._numbers = count(1)

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
        return web.json_response({"ok": True, "user": {"locale": "en-US"}})

    def requests(self, port: int, path: str = EVENTS) -> Iterator[tuple[int, bytes]]:
        """Yield signed requests, each with its own trigger, as from Slack.

        The same people ask repeatedly, so that their languages are cached.
        """
        for number in self._numbers:
            person = number % _ASKED + 1
            yield number, _request(path, port, self.url, f"{path}-{number}", person)

    def status(self, port: int, path: str = EVENTS, count: int = _ASKED) -> Work:
        """Return work in which many people ask for their status at once."""
        requests = self.requests(port, path)

        async def work() -> int:
            return await self.asks(port, islice(requests, count), answered=path == EVENTS)

        return work

    async def asks(
        self,
        port: int,
        requests: Iterator[tuple[int, bytes]],
        *,
        at_once: int = AT_ONCE,
        answered: bool = False,
        pause: float = 0.0,
    ) -> int:
        """Post the requests. With `answered`, wait for the answer to each one's response_url.

        `pause` is the seconds before the next request.
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
                    await asyncio.wait_for(answer, _PATIENCE)
                if pause:
                    await asyncio.sleep(pause)
            writer.close()

        await asyncio.gather(*(some() for _ in range(at_once)))
        return len(waiting)

    def acknowledged(self, path: str) -> Speed:
        """Return acknowledgements per second: the medians of all rounds but the first."""
        spent = self.spent[path]
        rounds = [spent[n : n + _ONE_BY_ONE] for n in range(_ONE_BY_ONE, len(spent), _ONE_BY_ONE)]
        return Speed([1 / statistics.median(each) for each in rounds])
