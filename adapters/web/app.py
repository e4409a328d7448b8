"""The ASGI app: what is served over HTTP, and by which part."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.platform_health import PlatformHealth
from adapters.web.accepting import JSON_LD, JWT, preferred
from adapters.web.achievements import achievement_routes
from adapters.web.downloads import paper_routes
from adapters.web.front import front_routes
from adapters.web.goal_proofs import goal_proof_routes
from adapters.web.health import health_routes
from adapters.web.issuer_documents import WITHOUT_US, proof_routes, signed_credential
from adapters.web.pages import (
    NO_CONTENT,
    Offers,
    message_page,
    verification_page,
    verifications_page,
)
from adapters.web.platform_posts import Answered, Endpoint, Posts
from adapters.web.verify_form import checking_routes
from bot.fault_log import way_of
from core.awards.codes import Mistyped, read_code
from core.edgefinder import Edgefinder
from core.rate_limits import Asking, Limit, asking_as
from core.verification.files.codes_in_text import code_of_page
from core.verification.verdict import Detail, Verdict, VerdictKind

_log = logging.getLogger(__name__)

_NOT_ALLOWED = 405
_STATUS = {VerdictKind.VALID: 200, VerdictKind.REVOKED: 410, VerdictKind.WITHDRAWN: 410}
_READING = ["GET", "HEAD"]
_HEADERS = {
    # a verdict is momentary and personal: it must not be cached or leak to other sites
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": NO_CONTENT,
}
_A_YEAR = "max-age=31536000"
_ERRORS = {
    400: ("That cannot be read", "Please send the form at /verify once more."),
    404: (
        "Nothing is here",
        "The page of a credential has its code at the end: /v/CODE. Codes and files: /verify.",
    ),
    408: ("That took too long to arrive", "Please try again, perhaps over a faster connection."),
    429: ("Too many requests", "Too much was asked for from here. Please come back later."),
    410: ("This is not given out any more", "The credential's page, /v/CODE, says why."),
    405: ("That cannot be done here", "Pages here can be read, and nothing else."),
    500: ("That went wrong", "It is our fault. Please try again in a minute."),
    503: ("This could not be checked", "That says nothing about it. Please try again soon."),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """The text shown to a person on one of our pages."""

    status: int
    headline: str
    advice: str
    headers: Mapping[str, str]


class InstallPages(Protocol):
    """The pages for installing the Slack app in a workspace and returning from Slack's page."""

    async def install(self, query: str, headers: Mapping[str, str]) -> Answered: ...
    async def installed(self, query: str, headers: Mapping[str, str]) -> Spoken: ...


def web_app(
    edgefinder: Edgefinder,
    endpoints: Mapping[str, Endpoint] | None = None,
    install_flow: InstallPages | None = None,
    *,
    platforms: Sequence[PlatformHealth] = (),
    metrics_token: str = "",
) -> ASGIApp:
    """Return the ASGI app.

    `endpoints` answer platforms' requests, by path. With `install_flow` workspaces may install the
    Slack app. `platforms` are those that this process serves; `metrics_token` opens /metrics.
    """
    app = FastAPI(
        title="Edgefinder", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.add_middleware(_Guard, https=(edgefinder.public_url or "").startswith("https://"))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return _error(request, error.status_code, error.headers)

    @app.api_route("/v/{code}", methods=_READING)
    @app.api_route("/v/{code}/", methods=_READING)
    async def verification(code: str, request: Request) -> Response:
        shown = code.removesuffix(".json")
        if isinstance(read_code(shown), Mistyped) and isinstance(
            meant := read_code(code_of_page(shown)), str
        ):
            ending = ".json" if code != shown else ""
            return RedirectResponse(f"{edgefinder.public_url or ''}/v/{quote(meant)}{ending}", 301)
        if kind := _wants_credential(request):
            signed = await signed_credential(edgefinder, shown, kind)
            return _error(request, signed) if isinstance(signed, int) else signed
        try:
            [verdict] = await edgefinder.verification.verify([shown])
        except Exception as fault:  # noqa: BLE001 - any error: not checked is not a verdict
            _log.error("a code could not be checked on the web: %s", way_of(fault))
            return _error(request, 503, {"Retry-After": "60"})
        if verdict.detail is Detail.LIMITED:
            return _come_back(request, await edgefinder.rate_limits.pause(Limit.FAILED_LOOKUP))
        status = _STATUS.get(verdict.kind, 404)
        offers = _offers(verdict, edgefinder)
        return _verdict_response(request, verdict, edgefinder, status, offers)

    def brought(request: Request, verdicts: Sequence[Verdict]) -> Response:
        if len(verdicts) > 1:
            return _verdicts_response(request, verdicts, edgefinder)
        [verdict] = verdicts
        if verdict.detail is Detail.LIMITED:
            return _error(request, 429)
        status = 413 if verdict.detail is Detail.TOO_LARGE else 200
        ours = None if verdict.issuer else _offers(verdict, edgefinder)
        offers = ours and replace(ours, url="", page=ours.base)
        return _verdict_response(request, verdict, edgefinder, status, offers)

    app.include_router(front_routes(edgefinder))
    app.include_router(health_routes(edgefinder, platforms, metrics_token, _error))
    app.include_router(checking_routes(edgefinder, _error, brought, _wants_json))
    app.include_router(achievement_routes(edgefinder, _error))
    app.include_router(proof_routes(edgefinder, _error))
    app.include_router(goal_proof_routes(edgefinder, _error, _wants_json))
    app.include_router(paper_routes(edgefinder, _error, _come_back))
    if install_flow is not None:
        _add_installing(app, install_flow, edgefinder)

    return Posts(endpoints or {}, app, _refusal)


def _add_installing(app: FastAPI, slack: InstallPages, edgefinder: Edgefinder) -> None:
    """Add the routes for installing the app in a workspace and returning from Slack's page."""

    @app.get("/slack/install")
    async def install(request: Request) -> Response:
        if pause := await edgefinder.rate_limits.take(Limit.INSTALL):
            return _come_back(request, pause)
        answered = await slack.install(request.url.query, dict(request.headers))
        return Response(answered.body, answered.status, dict(answered.headers))

    @app.get("/slack/oauth_redirect")
    async def installed(request: Request) -> Response:
        told = await slack.installed(request.url.query, dict(request.headers))
        page, policy = message_page(told.headline, told.advice)
        headers = {**told.headers, "Content-Security-Policy": policy}
        return Response(page, told.status, headers, media_type="text/html")


class _Guard:
    """Add headers to every response, and answer a fault without any details of it."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        """`https`: people reach us over https only, and browsers should remember that."""
        self._app = app
        self._headers = _HEADERS | ({"Strict-Transport-Security": _A_YEAR} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            with asking_as(Asking(address=(scope.get("client") or ("",))[0])):
                await self._app(scope, receive, send_guarded)
        except Exception as fault:  # noqa: BLE001 - the edge of every request: logged and answered
            _log.error("fault on the web: %s", way_of(fault))
            if not begun:
                await _error(Request(scope), 500)(scope, receive, send_guarded)


def _refusal(scope: Scope, status: int) -> ASGIApp:
    """Return the page that says why a request for a platform's path is refused."""
    headers = {"Allow": "POST"} if status == _NOT_ALLOWED else None
    return _Guard(_error(Request(scope), status, headers))


def _error(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    headline, advice = _ERRORS.get(status, ("That is not possible", "Please check the address."))
    if _wants_json(request):
        return JSONResponse({"error": f"{headline}. {advice}"}, status, _varying(headers))
    page, policy = message_page(headline, advice)
    more = _varying(headers) | {"Content-Security-Policy": policy}
    return Response(page, status, more, media_type="text/html")


def _come_back(request: Request, pause: timedelta | None) -> Response:
    """Return the refusal for too many requests, with when to retry."""
    seconds = int(pause.total_seconds()) + 1 if pause else 1
    return _error(request, 429, {"Retry-After": str(seconds)})


def _verdict_response(
    request: Request,
    verdict: Verdict,
    edgefinder: Edgefinder,
    status: int,
    offers: Offers | None,
) -> Response:
    if _wants_json(request):
        return JSONResponse(verdict.document(), status, _varying())
    form = f"{edgefinder.public_url or ''}/verify"
    page, policy = verification_page(verdict, edgefinder.catalog, edgefinder.issuer, offers, form)
    headers = _varying() | {"Content-Security-Policy": policy}
    return Response(page, status, headers, media_type="text/html")


def _verdicts_response(
    request: Request, verdicts: Sequence[Verdict], edgefinder: Edgefinder
) -> Response:
    if _wants_json(request):
        return JSONResponse([verdict.document() for verdict in verdicts], 200, _varying())
    root = edgefinder.public_url or ""
    page, policy = verifications_page(verdicts, edgefinder.issuer, root)
    headers = _varying() | {"Content-Security-Policy": policy}
    return Response(page, 200, headers, media_type="text/html")


def _offers(verdict: Verdict, edgefinder: Edgefinder) -> Offers:
    root = edgefinder.public_url or ""
    base = f"{root}/v/{quote(verdict.code)}"
    signed = edgefinder.signing.ready() is None
    about = f"{root}/achievements/{quote(verdict.credential_code or '')}"
    without_us = f"{root}{WITHOUT_US}"
    proven = edgefinder.signing.makes_proofs
    return Offers(base, without_us, signed, proven, base if root else "", about=about)


def _varying(headers: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**(headers or {}), "Vary": "Accept"}


def _wants_credential(request: Request) -> str | None:
    """Return the kind of signed credential that a page's URL is requested as; None for the page.

    https://www.w3.org/TR/vc-data-model-2.0/#media-types
    """
    others = ("text/html", "application/xhtml+xml", "application/json")
    kind = preferred(request, (*JSON_LD, *JWT, *others))
    return None if kind in others or request.url.path.endswith(".json") else kind


def _wants_json(request: Request) -> bool:
    """Whether the path ends in .json, or JSON is accepted and HTML is not named."""
    kinds = [
        kind.partition(";")[0].strip().lower()
        for kind in request.headers.get("accept", "").split(",")
    ]
    by_name = request.url.path.rstrip("/").endswith(".json")
    return by_name or ("application/json" in kinds and "text/html" not in kinds)
