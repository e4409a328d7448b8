"""The routes /healthz, /readyz and /metrics."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.web.platform_webhooks import Answered
from adapters.web.probes import Probes
from bot.access import Audience, declared
from bot.whose_record import Shows

_READING = ["GET", "HEAD"]
Refuse = Callable[[Request, int], Response]
"""A function that gets a request and a status. It returns the error page."""


def health_routes(probes: Probes, refuse: Refuse) -> APIRouter:
    """Return the routes /healthz, /readyz and /metrics."""
    router = APIRouter()

    @router.api_route("/healthz", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def healthz() -> Response:
        return _response(await probes.healthz())

    @router.api_route("/readyz", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def readyz(request: Request) -> Response:
        return _response(await probes.readyz(request.headers, _client(request)))

    @router.get("/metrics")
    @declared(Audience.METRICS_READERS, Shows.NOBODY)
    async def metrics(request: Request) -> Response:
        found = await probes.metrics(request.headers, _client(request))
        return refuse(request, 404) if found is None else _response(found)

    return router


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _response(answered: Answered) -> Response:
    return Response(answered.body, answered.status, dict(answered.headers))
