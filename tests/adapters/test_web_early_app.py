"""An idle server answers probes before it imports the web pages.

The first request for a page imports them.
"""

import asyncio
import time
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.app import web_app
from adapters.web.early_app import EarlyApp
from adapters.web.platform_webhooks import Answered, Posts, send_answer
from adapters.web.probes import Probes
from tests.world import World

TOKEN = "a-token-of-sixteen-characters"


async def _answer(
    app: ASGIApp, method: str, path: str, token: str = ""
) -> tuple[int, set[tuple[bytes, bytes]], int]:
    """Return the status, the headers except the length, and the size of the body."""
    sent: list[Any] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "client": ("203.0.113.9", 1),
        "server": ("127.0.0.1", 80),
        "headers": [
            (b"host", b"verify.example.org"),
            (b"authorization", f"Bearer {token}".encode()),
        ],
    }
    await app(scope, receive, send)
    head, *parts = sent
    kept = {each for each in head["headers"] if each[0] != b"content-length"}
    changes = path == "/metrics" or method == "HEAD"  # a response to HEAD has no body
    size = 0 if changes else sum(len(part.get("body", b"")) for part in parts)
    return head["status"], kept, size


async def test_first_pages_requested_together_load_the_page_code_once(world: World) -> None:
    loaded: list[str] = []

    async def pages(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send_answer(Answered(200, {}, b"a page"), send)

    def load() -> Posts:
        time.sleep(0.05)
        loaded.append("pages")
        return Posts({}, pages, lambda _scope, _status: pages)

    app = EarlyApp(world.edgefinder, {}, Probes(world.edgefinder), load)
    found = await asyncio.gather(*(_answer(app, "GET", path) for path in ("/", "/privacy", "/v/1")))
    assert [status for status, *_ in found] == [200, 200, 200]
    assert loaded == ["pages"]


@pytest.mark.parametrize("token", [TOKEN, "another-token"])
async def test_probes_get_the_same_answer_before_the_page_code_is_loaded(
    world: World, token: str
) -> None:
    whole = web_app(world.edgefinder, metrics_token=TOKEN)
    probes = Probes(world.edgefinder, (), TOKEN)
    for path in ("/healthz", "/readyz", "/metrics"):
        for method in ("GET", "HEAD", "POST", "DELETE"):
            early = EarlyApp(world.edgefinder, {}, probes, lambda: whole)
            answered = await _answer(early, method, path, token)
            assert (method, path, answered) == (
                method,
                path,
                await _answer(whole, method, path, token),
            )
