"""The front page, the list of credentials, and the privacy page of the web server."""

from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from adapters.settings import LOGO_PATH
from adapters.web.page_view import Center, view_of
from adapters.web.public_pages import achievements_page, front_page, privacy_page
from bot.access import Audience, declared
from bot.whose_record import Shows
from core.catalog.model import Credential
from core.edgefinder import Edgefinder

_READING = ["GET", "HEAD"]


def front_routes(edgefinder: Edgefinder, center: Center) -> APIRouter:
    """Return the routes of the front page, list of credentials, privacy page and logo."""
    router = APIRouter(redirect_slashes=False)

    @router.api_route("/", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def front(request: Request) -> Response:
        return front_page(view_of(request, center)).answer()

    @router.api_route("/achievements", methods=_READING)
    @router.api_route("/achievements/", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def achievements(request: Request) -> Response:
        areas = _by_area(edgefinder.catalog.credentials)
        return achievements_page(areas, view_of(request, center)).answer()

    @router.api_route("/class/{number}", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def class_link(number: int) -> Response:  # noqa: ARG001 - a page shows nothing of a class
        """Answer a link to a class with the front page.

        Only instructors see the class itself, in a chat.
        """
        return RedirectResponse("/", 302)

    @router.api_route("/privacy", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def privacy(request: Request) -> Response:
        kept, contact = edgefinder.pruning.retention, edgefinder.contact
        return privacy_page(view_of(request, center), kept, contact).answer()

    if center.logo:

        @router.api_route(LOGO_PATH, methods=_READING)
        @declared(Audience.EVERYONE, Shows.NOBODY)
        async def logo() -> Response:
            headers = {"Cache-Control": "public, max-age=3600"}
            return Response(center.logo, 200, headers, media_type=center.logo_type)

    return router


def _by_area(credentials: tuple[Credential, ...]) -> list[tuple[str, list[Credential]]]:
    """Return the credentials by area, in the order of the catalog."""
    first = list(dict.fromkeys(each.area for each in credentials))
    ordered = sorted(credentials, key=lambda each: first.index(each.area))
    return [(area, list(found)) for area, found in groupby(ordered, lambda each: each.area)]
