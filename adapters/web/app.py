"""The ASGI app: what is served over HTTP, and by whom it is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from adapters.web.pages import verification_page
from core.edgefinder import Edgefinder
from core.verification.verdict import Verdict, VerdictKind

LARGEST_BODY = 1024 * 1024
"""Bytes of a request that are read; what platforms send is far smaller."""

_STATUS = {VerdictKind.VALID: 200, VerdictKind.REVOKED: 410}


@dataclass(frozen=True, slots=True)
class Answered:
    """What a platform's adapter answers to an HTTP request of its platform."""

    status: int
    headers: Mapping[str, str]
    body: bytes


SlackEndpoint = Callable[[bytes, Mapping[str, str]], Awaitable[Answered]]


def web_app(edgefinder: Edgefinder, slack: SlackEndpoint | None = None) -> FastAPI:
    """The app; `slack` answers POST /slack/events where Slack speaks HTTP with us."""
    app = FastAPI(title="Edgefinder", openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @app.get("/v/{code}")
    async def verification(code: str, request: Request) -> Response:
        wants_json = code.endswith(".json") or _prefers_json(request.headers.get("accept", ""))
        [verdict] = await edgefinder.verification.verify([code.removesuffix(".json")])
        return _verdict_response(verdict, edgefinder, wants_json=wants_json)

    if slack is not None:
        endpoint = slack

        @app.post("/slack/events")
        async def slack_events(request: Request) -> Response:
            body = await _whole_body(request)
            if body is None:
                return PlainTextResponse("too large\n", status_code=413)
            answered = await endpoint(body, dict(request.headers))
            return Response(answered.body, answered.status, dict(answered.headers))

    return app


def _verdict_response(verdict: Verdict, edgefinder: Edgefinder, *, wants_json: bool) -> Response:
    headers = {
        # a verdict is of this moment, and of a person: kept by nobody, told to no other site
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept",
    }
    status = _STATUS.get(verdict.kind, 404)
    if wants_json:
        return JSONResponse(verdict.document(), status, headers)
    page, policy = verification_page(verdict, edgefinder.catalog, edgefinder.issuer)
    return Response(
        page, status, headers | {"Content-Security-Policy": policy}, media_type="text/html"
    )


def _prefers_json(accept: str) -> bool:
    kinds = [kind.partition(";")[0].strip().lower() for kind in accept.split(",")]
    return "application/json" in kinds and "text/html" not in kinds


async def _whole_body(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large to be wanted."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)
