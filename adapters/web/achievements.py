"""The pages `/achievements/...`, each of which says what a credential certifies."""

import asyncio
import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.web.content_negotiation import wants_json
from adapters.web.downloads import Refuse
from adapters.web.page_view import VARYING, Center, view_of
from adapters.web.public_pages import achievement_page
from bot.access import Audience, declared
from bot.whose_record import Shows
from core.awards.badge import badge_png
from core.awards.credential import CONTEXTS, achievement_document
from core.edgefinder import Edgefinder

# browsers may cache the page: it is about no person, and changes only with the catalog
_KEPT = "public, max-age=3600"
_JSON = ("application/ld+json", "application/json")


def achievement_routes(edgefinder: Edgefinder, center: Center, refuse: Refuse) -> APIRouter:
    """Return the routes of `/achievements/`, which answer with a page or with JSON-LD."""
    router = APIRouter(redirect_slashes=False)

    @router.api_route("/achievements/{code}", methods=["GET", "HEAD"])
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def achievement(code: str, request: Request) -> Response:
        known = edgefinder.catalog.credential(code.removesuffix(".json").upper())
        if known is None:
            return refuse(request, 404)
        headers = {"Cache-Control": _KEPT, **VARYING, "Access-Control-Allow-Origin": "*"}
        if wants_json(request, _JSON):
            told = achievement_document(known.code, known, edgefinder.public_url or "")
            written = json.dumps({"@context": CONTEXTS, **told}, ensure_ascii=False)
            return Response(written, 200, headers, media_type="application/ld+json")
        view = view_of(request, center)
        return achievement_page(known, edgefinder.catalog, view).answer(200, headers)

    @router.api_route("/achievements/{code}/badge.png", methods=["GET", "HEAD"])
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def badge(code: str, request: Request) -> Response:
        known = edgefinder.catalog.credential(code.upper())
        if known is None:
            return refuse(request, 404)
        drawn = await asyncio.to_thread(badge_png, known, edgefinder.catalog)
        headers = {"Cache-Control": _KEPT, "Access-Control-Allow-Origin": "*"}
        return Response(drawn, 200, headers, media_type="image/png")

    return router
