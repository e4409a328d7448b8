"""Benchmark `/nims status` in Slack, and its acknowledgement, against a minimal endpoint.

A separate process, a build's driver, serves both endpoints.
"""

import hmac
import statistics
import time
from collections.abc import Iterator
from itertools import count, islice
from urllib.parse import urlencode

from tests.bench.build_driver import BARE, EVENTS, SECRET
from tests.bench.center import TEAM
from tests.bench.earlier_build import Driver
from tests.bench.fake_slack import AT_ONCE, Command, FakeSlack
from tests.bench.measuring import Ratio, Speed, Work, side_by_side

STATUS = f"/nims status over HTTP, {AT_ONCE} at once"
_ASKED = 640
_ONE_BY_ONE = 300
_PAUSE = 0.004
"""Seconds between requests.

In this time, the server finishes the work that comes after an answer.
"""
_FORM = {
    "token": "bench",
    "team_id": TEAM,
    "team_domain": "bench",
    "channel_id": "C0BENCH",
    "channel_name": "bench",
    "user_name": "ana",
    "command": "/nims",
    "text": "status",
    "api_app_id": "A0BENCH",
    "is_enterprise_install": "false",
}
_NUMBERS = count(1)


async def slack_ratios(driver: Driver) -> list[Ratio]:
    async with FakeSlack() as slack:
        port: int = await driver.tell(do="slack", url=slack.url)
        fast, base = await side_by_side(status(slack, port), status(slack, port, BARE))
        spent: dict[str, list[float]] = {EVENTS: [], BARE: []}

        def one_by_one(path: str) -> Work:
            requests = commands(slack, port, path)

            async def work() -> int:
                asked = list(islice(requests, _ONE_BY_ONE))
                answered = path == EVENTS
                taken = await slack.asks(port, asked, at_once=1, answered=answered, pause=_PAUSE)
                spent[path].append(1 / statistics.median(taken))
                return len(taken)

            return work

        await side_by_side(one_by_one(EVENTS), one_by_one(BARE))
    acks, bare_acks = (Speed(spent[path][1:]) for path in (EVENTS, BARE))
    to = "an endpoint that checks the signature by hand, and does nothing"
    return [
        Ratio(STATUS, fast, to, base, 0.25, 0.35),
        Ratio("Slack's acknowledgement, one at a time", acks, to, bare_acks, 1.5, 1.3, cost=True),
    ]


def status(slack: FakeSlack, port: int, path: str = EVENTS, many: int = _ASKED) -> Work:
    """Return work in which many people type `/nims status` at the same time."""
    requests = commands(slack, port, path)

    async def work() -> int:
        asked = list(islice(requests, many))
        return len(await slack.asks(port, asked, answered=path == EVENTS))

    return work


def commands(slack: FakeSlack, port: int, path: str = EVENTS) -> Iterator[Command]:
    """Yield signed commands, each with its own trigger, as from Slack.

    The same people ask repeatedly, so that their languages are cached.
    """
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        "X-Slack-Request-Timestamp: %d\r\nX-Slack-Signature: v0=%s\r\nContent-Length: %d\r\n\r\n"
    ).encode()
    form = urlencode({**_FORM, "response_url": f"{slack.url}/response/"}).encode()
    key = hmac.new(SECRET.encode(), digestmod="sha256")
    for number in _NUMBERS:
        body = b"%s%d&trigger_id=%d&user_id=U%d" % (form, number, number, number % _ASKED + 1)
        at, signed = int(time.time()), key.copy()
        signed.update(b"v0:%d:" % at + body)
        yield number, head % (at, signed.hexdigest().encode(), len(body)) + body
