"""The page of a link that proves that a candidate meets a goal."""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from adapters.web.content_negotiation import wants_json
from adapters.web.downloads import Refuse, within
from adapters.web.page_view import VARYING, Center, view_of
from adapters.web.public_pages import goal_proof_page
from bot.access import Audience, declared
from bot.fault_log import way_of
from bot.whose_record import Shows
from core.asking import Limit
from core.edgefinder import Edgefinder

_log = logging.getLogger(__name__)


def goal_proof_routes(edgefinder: Edgefinder, center: Center, refuse: Refuse) -> APIRouter:
    """Return the route of goal proofs, which answers with a page, or JSON if requested.

    Unknown, expired and withdrawn links get the same answer, so that the answer reveals nothing
    about them.
    """
    router = APIRouter(redirect_slashes=False)

    @router.api_route("/g/{token}", methods=["GET", "HEAD"])
    @router.api_route("/g/{token}/", methods=["GET", "HEAD"])
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def proof(token: str, request: Request) -> Response:
        await within(edgefinder, Limit.PROOF_PAGE)
        counted = request.method == "GET"
        try:
            proven = await edgefinder.proofs.look(token.removesuffix(".json"), counted=counted)
        except Exception as fault:  # noqa: BLE001 - any error: the credential was not checked
            _log.error("a proof could not be checked on the web: %s", way_of(fault))
            return refuse(request, 503)
        status = 404 if proven is None else 200 if proven.met or not proven.met_when_made else 410
        if wants_json(request):
            document = proven.document() if proven else {"verdict": "unknown"}
            return JSONResponse(document, status, VARYING)
        return goal_proof_page(proven, view_of(request, center)).answer(status)

    return router
