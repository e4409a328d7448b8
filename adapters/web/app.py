"""Assemble the ASGI app from the routes of all modules, with security headers."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Scope

from adapters.platform_health import Part
from adapters.web.achievements import achievement_routes
from adapters.web.content_negotiation import JSON_LD, JWT, preferred_media_type, wants_json
from adapters.web.downloads import paper_routes
from adapters.web.error_pages import Refusals
from adapters.web.front_page import front_routes
from adapters.web.goal_proofs import goal_proof_routes
from adapters.web.guard import Guard
from adapters.web.health import health_routes
from adapters.web.install_pages import InstallPages
from adapters.web.issuer_documents import WITHOUT_US, proof_routes, signed_credential
from adapters.web.page_view import VARYING, Center, view_of
from adapters.web.platform_webhooks import Endpoint, Posts
from adapters.web.probes import Elsewhere, Probes
from adapters.web.public_pages import (
    Offers,
    message_page,
    verification_page,
    verifications_page,
)
from adapters.web.verify_form import checking_routes
from bot.access import Audience, declared
from bot.fault_log import way_of
from bot.whose_record import Shows
from core.asking import Limit
from core.awards.codes import Mistyped, read_code
from core.edgefinder import Edgefinder
from core.verification.files.codes_in_text import code_of_page
from core.verification.verdict import Detail, Verdict, VerdictKind

_log = logging.getLogger(__name__)

_NOT_ALLOWED = 405
_GONE = (VerdictKind.REVOKED, VerdictKind.WITHDRAWN, VerdictKind.EXPIRED)
_STATUS = {VerdictKind.VALID: 200, **dict.fromkeys(_GONE, 410)}
_READING = ["GET", "HEAD"]


def web_app(
    edgefinder: Edgefinder,
    endpoints: Mapping[str, Endpoint] | None = None,
    install_flow: InstallPages | None = None,
    *,
    platforms: Sequence[Part] = (),
    metrics_token: str = "",
    measured_elsewhere: Elsewhere = tuple,
    center: Center | None = None,
) -> Posts:
    """Return the ASGI app of the web server.

    `endpoints` answer the platforms' requests, by path. With an `install_flow`, workspaces can
    install the Slack app. `platforms` are the parts whose health /readyz reports. `metrics_token`
    gives access to /metrics. `measured_elsewhere` returns the metrics of other workers. `center` is
    the training center that the pages name, by default one with the issuer's name.
    """
    app = FastAPI(
        title="Edgefinder", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    shown_as = center or Center.of(edgefinder)
    refuse = Refusals(shown_as)
    https = (edgefinder.public_url or "").startswith("https://")

    def refused_by(scope: Scope, status: int) -> ASGIApp:
        return refuse(Request(scope), status)

    app.add_middleware(Guard, refuse=refused_by, edgefinder=edgefinder, https=https)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return refuse(request, error.status_code, error.headers)

    verdicts = _Verdicts(edgefinder, shown_as, refuse)

    @app.api_route("/v/{code}", methods=_READING)
    @app.api_route("/v/{code}/", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def verification(code: str, request: Request) -> Response:
        return await verdicts.of_code(code, request)

    app.include_router(front_routes(edgefinder, shown_as))
    probes = Probes(edgefinder, platforms, metrics_token, measured_elsewhere)
    app.include_router(health_routes(probes, refuse))
    app.include_router(checking_routes(edgefinder, shown_as, refuse, verdicts.of_what_was_brought))
    app.include_router(achievement_routes(edgefinder, shown_as, refuse))
    app.include_router(proof_routes(edgefinder, shown_as, refuse))
    app.include_router(goal_proof_routes(edgefinder, shown_as, refuse))
    app.include_router(paper_routes(edgefinder, shown_as, refuse))
    if install_flow is not None:
        _add_installing(app, install_flow, edgefinder, shown_as)

    def not_answered(scope: Scope, status: int) -> ASGIApp:
        """Return the error response to a request that no endpoint answers.

        With status 405, the request was not a POST, but its path is that of an endpoint.
        """
        headers = {"Allow": "POST"} if status == _NOT_ALLOWED else None
        return Guard(refuse(Request(scope), status, headers), refused_by, edgefinder)

    return Posts(endpoints or {}, app, not_answered)


class _Verdicts:
    """Makes responses with verdicts: pages, or JSON if requested."""

    def __init__(self, edgefinder: Edgefinder, center: Center, refuse: Refusals) -> None:
        self._edgefinder = edgefinder
        self._center = center
        self._refuse = refuse

    async def of_code(self, code: str, request: Request) -> Response:
        """Return the verdict on the award code in a URL, or the signed credential."""
        edgefinder = self._edgefinder
        shown = code.removesuffix(".json")
        if isinstance(read_code(shown), Mistyped) and isinstance(
            meant := read_code(code_of_page(shown)), str
        ):
            ending = ".json" if code != shown else ""
            return RedirectResponse(f"{edgefinder.public_url or ''}/v/{quote(meant)}{ending}", 301)
        if kind := _wants_credential(request):
            signed = await signed_credential(edgefinder, shown, kind)
            return self._refuse(request, signed) if isinstance(signed, int) else signed
        try:
            with edgefinder.reads_may_be_old():
                [verdict] = await edgefinder.verification.verify([shown])
        except Exception as fault:  # noqa: BLE001 - any error: the credential was not checked
            _log.error("a code could not be checked on the web: %s", way_of(fault))
            return self._refuse(request, 503, {"Retry-After": "60"})
        if verdict.detail is Detail.LIMITED:
            pause = await edgefinder.rate_limits.pause(Limit.FAILED_LOOKUP)
            return self._refuse.come_back(request, pause)
        status = _STATUS.get(verdict.kind, 404)
        return self._one(request, verdict, status, self._offers(verdict))

    def of_what_was_brought(self, request: Request, verdicts: Sequence[Verdict]) -> Response:
        """Return the response with the verdicts on the text or file that a person submitted."""
        if len(verdicts) > 1:
            return self._several(request, verdicts)
        [verdict] = verdicts
        if verdict.detail is Detail.LIMITED:
            return self._refuse(request, 429)
        status = 413 if verdict.detail is Detail.TOO_LARGE else 200
        others = verdict.issuer or verdict.is_of_goal
        ours = None if others else self._offers(verdict)
        offers = ours and replace(ours, url="", page=ours.base)
        return self._one(request, verdict, status, offers)

    def _one(
        self, request: Request, verdict: Verdict, status: int, offers: Offers | None
    ) -> Response:
        if wants_json(request):
            return JSONResponse(verdict.document(), status, VARYING)
        form = f"{self._edgefinder.public_url or ''}/verify"
        view = view_of(request, self._center)
        page = verification_page(verdict, self._edgefinder.catalog, view, offers, form)
        return page.answer(status)

    def _several(self, request: Request, verdicts: Sequence[Verdict]) -> Response:
        if wants_json(request):
            return JSONResponse([verdict.document() for verdict in verdicts], 200, VARYING)
        root = self._edgefinder.public_url or ""
        return verifications_page(verdicts, view_of(request, self._center), root).answer()

    def _offers(self, verdict: Verdict) -> Offers:
        root = self._edgefinder.public_url or ""
        base = f"{root}/v/{quote(verdict.code)}"
        signed = self._edgefinder.signing.ready() is None
        about = f"{root}/achievements/{quote(verdict.credential_code or '')}"
        without_us = f"{root}{WITHOUT_US}"
        proven = self._edgefinder.signing.makes_proofs
        return Offers(base, without_us, signed, proven, base if root else "", about=about)


def _add_installing(
    app: FastAPI, slack: InstallPages, edgefinder: Edgefinder, center: Center
) -> None:
    """Add the routes for installing the Slack app in a workspace."""
    refuse = Refusals(center)

    @app.get("/slack/install")
    async def install(request: Request) -> Response:
        if pause := await edgefinder.rate_limits.take(Limit.INSTALL):
            return refuse.come_back(request, pause)
        answered = await slack.install(request.url.query, dict(request.headers))
        return Response(answered.body, answered.status, dict(answered.headers))

    @app.get("/slack/oauth_redirect")
    async def installed(request: Request) -> Response:
        told = await slack.installed(request.url.query, dict(request.headers))
        # the URL of this page works only once, so links to other languages lead to the front page
        view = view_of(request, center, "/")
        good = told.status < _NOT_GOOD
        page = message_page(told.headline, told.advice, view, told.links, good=good)
        return page.answer(told.status, told.headers)


_NOT_GOOD = 400


def _wants_credential(request: Request) -> str | None:
    """Return the media type of the signed credential that a request asks for.

    Return None if the request asks for the page.

    https://www.w3.org/TR/vc-data-model-2.0/#media-types
    """
    others = ("text/html", "application/xhtml+xml", "application/json")
    kind = preferred_media_type(request, (*JSON_LD, *JWT, *others))
    return None if kind in others or request.url.path.endswith(".json") else kind
