"""Pass the platforms' requests to their adapters, before any middleware for pages."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access import Access, Audience
from bot.fault_log import way_of
from bot.whose_record import Shows

_log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
"""The maximum size of a request's body in bytes. Platforms send far less."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The response to an HTTP request, as the adapter of a platform gives it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Endpoint = Callable[[bytes, Mapping[str, str]], Awaitable[Answered]]
Refuse = Callable[[Scope, int], ASGIApp]
"""A function that gets a request and an HTTP status. It returns the error page."""

_TOO_LARGE = Answered(413, {"Content-Type": "text/plain; charset=utf-8"}, b"too large\n")


class Posts:
    """Passes a POST to one of the endpoints by its path, and all other requests to `pages`."""

    access = Access(Audience.PLATFORMS, Shows.NOBODY)

    def __init__(self, endpoints: Mapping[str, Endpoint], pages: ASGIApp, refuse: Refuse) -> None:
        self._endpoints = endpoints
        self._pages = pages
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoints.get(scope["path"]) if scope["type"] == "http" else None
        if endpoint is None:
            await self._pages(scope, receive, send)
        elif scope["method"] != "POST":
            await self.refuse(scope, 405)(scope, receive, send)
        else:
            await self._answer(endpoint, scope, receive, send)

    async def _answer(self, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole_body(receive)
        if body is None:
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        try:
            answered = _TOO_LARGE if len(body) > LARGEST_BODY else await endpoint(body, headers)
        except Exception as fault:  # noqa: BLE001 - every error is logged and answered
            _log.error("fault on the web: %s", way_of(fault))
            await self.refuse(scope, 500)(scope, receive, send)
            return
        await send_answer(answered, send)


async def send_answer(answered: Answered, send: Send, *, without_body: bool = False) -> None:
    """Send a response to the client. `without_body` is for HEAD requests."""
    told = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in answered.headers.items()
    ]
    told.append((b"content-length", b"%d" % len(answered.body)))
    await send({"type": "http.response.start", "status": answered.status, "headers": told})
    await send({"type": "http.response.body", "body": b"" if without_body else answered.body})


async def _whole_body(receive: Receive) -> bytes | None:
    """Return the request's body, or None if the client disconnected.

    Reading stops soon after `LARGEST_BODY`, so a body that is too large is not complete.
    """
    body = b""
    more = True
    while more and len(body) <= LARGEST_BODY:
        part = await receive()
        if part["type"] == "http.disconnect":
            return None
        body += part.get("body", b"")
        more = part.get("more_body", False)
    return body
