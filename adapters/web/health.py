"""/healthz, /readyz and /metrics, for orchestrators, monitors and doctor.

/healthz says only that the process is alive, because a restart would not fix a platform. /readyz is
200 only while the database, its migrations, each configured platform and the relay work. The names
of these parts, and the metrics, are shown only to this machine or to a request with the token.
"""

import ipaddress
from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from adapters.platform_health import Part
from adapters.secret_rotation import accepted, is_one_of
from adapters.web.metrics import metrics_text
from bot.access import Audience, declared
from bot.shows import Shows
from core.edgefinder import Edgefinder
from core.measurements import Measured

_READING = ["GET", "HEAD"]
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_UNAVAILABLE = 503

Elsewhere = Callable[[], Sequence[Measured]]
"""Returns the metrics of other workers."""
Refuse = Callable[[Request, int], Response]
"""Returns the error page for a status."""


def health_routes(
    edgefinder: Edgefinder,
    platforms: Sequence[Part],
    token: str,
    refuse: Refuse,
    measured_elsewhere: Elsewhere,
) -> APIRouter:
    """Return the routes. `token` shows the details to other machines; '' to none."""
    router = APIRouter()

    @router.api_route("/healthz", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.api_route("/readyz", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def readyz(request: Request) -> JSONResponse:
        checks = await _checks(edgefinder, platforms)
        ready = not any(checks.values())
        told: dict[str, object] = {"ready": ready}
        if _may_see(request, token):
            told["checks"] = {name: problem or "ok" for name, problem in checks.items()}
        return JSONResponse(told, 200 if ready else _UNAVAILABLE)

    @router.get("/metrics")
    @declared(Audience.METRICS_READERS, Shows.NOBODY)
    async def metrics(request: Request) -> Response:
        if not _may_see(request, token):
            return refuse(request, 404)
        checks = await _checks(edgefinder, platforms)
        text = await metrics_text(edgefinder, checks, measured_elsewhere())
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return router


async def _checks(edgefinder: Edgefinder, platforms: Sequence[Part]) -> Mapping[str, str]:
    """Return each part's name with its problem, or '' if it works."""
    checks = dict(await edgefinder.readiness.problems())
    for each in platforms:
        checks[each.platform] = "" if each.ready else (each.problem or "not connected yet")
    return checks


def _may_see(request: Request, token: str) -> bool:
    """Whether the request comes directly from this machine, or has the token."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if is_one_of(given, accepted(token)):
        return True
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
