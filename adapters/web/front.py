"""The front page, the list of credentials, and the privacy page."""

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.web.pages import achievements_page, front_page, privacy_page
from core.catalog.model import Credential
from core.edgefinder import Edgefinder

_READING = ["GET", "HEAD"]


def front_routes(edgefinder: Edgefinder) -> APIRouter:
    """Return the routes `/`, `/achievements` and `/privacy`, which show no personal data."""
    router = APIRouter(redirect_slashes=False)

    @router.api_route("/", methods=_READING)
    async def front() -> HTMLResponse:
        return _page(*front_page(edgefinder.issuer))

    @router.api_route("/achievements", methods=_READING)
    async def achievements() -> HTMLResponse:
        return _page(*achievements_page(_by_area(edgefinder.catalog.credentials)))

    @router.api_route("/privacy", methods=_READING)
    async def privacy() -> HTMLResponse:
        return _page(*privacy_page(edgefinder.issuer, edgefinder.contact))

    return router


def _by_area(credentials: tuple[Credential, ...]) -> list[tuple[str, list[Credential]]]:
    """Return the credentials by area, in the order of the catalog."""
    first = list(dict.fromkeys(each.area for each in credentials))
    ordered = sorted(credentials, key=lambda each: first.index(each.area))
    return [(area, list(found)) for area, found in groupby(ordered, lambda each: each.area)]


def _page(page: str, policy: str) -> HTMLResponse:
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})
