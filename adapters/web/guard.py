"""Add security headers to every response, and count every request in the metrics."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.platform_webhooks import Refuse
from bot.fault_log import way_of
from core.asking import Asking, asking_as
from core.audit.actor import Actor, Surface
from core.edgefinder import Edgefinder
from core.measurements import WEB_REQUESTS, WEB_SECONDS

_log = logging.getLogger(__name__)

NO_CONTENT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of a response without content."""
_HEADERS = {
    # verdicts are personal and may change: they must not be cached, and other sites must not see
    # their URL
    b"cache-control": b"no-store",
    b"referrer-policy": b"no-referrer",
    b"x-robots-tag": b"noindex, nofollow",
    b"x-content-type-options": b"nosniff",
    b"content-security-policy": NO_CONTENT.encode(),
}
_A_YEAR = b"max-age=31536000"
_PAGES = frozenset(
    (
        *("v", "g", "verify", "achievements", "status", "slack", "telegram", "healthz", "readyz"),
        *("metrics", ".well-known", "privacy", "api", "mcp"),
    )
)


class Guard:
    """Adds security headers to every response.

    If the app raises an error, it sends an error page without details.
    """

    def __init__(
        self, app: ASGIApp, refuse: Refuse, edgefinder: Edgefinder, *, https: bool = False
    ) -> None:
        """With `https`, browsers are told to use only https for this host.

        The header for that is Strict-Transport-Security.
        """
        self._app = app
        self._refuse = refuse
        self._edgefinder = edgefinder
        self._headers = _HEADERS | ({b"strict-transport-security": _A_YEAR} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        page = _page_of(scope["path"])

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                WEB_REQUESTS.add(page, str(message["status"]))
                given = list(message.get("headers", ()))
                there = {name.lower() for name, _ in given}
                missing = [each for each in self._headers.items() if each[0] not in there]
                message = {**message, "headers": given + missing}
            await send(message)

        try:
            with (
                WEB_SECONDS.timed(page),
                asking_as(Asking(address=(scope.get("client") or ("",))[0])),
            ):
                async with self._edgefinder.audit.acting(Actor(Surface.WEB)):
                    await self._app(scope, receive, send_guarded)
        except Exception as fault:  # noqa: BLE001 - every error is logged and answered
            _log.error("fault on the web: %s", way_of(fault))
            if not begun:
                await self._refuse(scope, 500)(scope, receive, send_guarded)


def _page_of(path: str) -> str:
    """Return the name that a page has in the metrics, which is the first part of its path.

    The rest of the path is left out, because it may hold an award code.
    """
    first = path.split("/")[1:2]
    if first == [""]:
        return "front"
    return first[0] if first and first[0] in _PAGES else "other"
