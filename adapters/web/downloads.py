"""A credential's files for its holder, such as the certificate, and the page with their links."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.web.error_pages import Refusals, TooOften
from adapters.web.page_view import Center, view_of
from adapters.web.public_pages import message_page, share_page
from bot.access import Audience, declared
from bot.whose_record import Shows
from core.asking import Limit
from core.awards.codes import read_code
from core.awards.credential import Awarded
from core.edgefinder import Edgefinder
from core.language.message import _
from core.typesetting import CannotPrintError, Paper

_READING = ["GET", "HEAD"]

Refuse = Callable[[Request, int], Response]
"""A function that gets a request and a status. It returns the error page, or JSON."""

Make = Callable[[Awarded], Awaitable[object]]
"""A function that returns a credential as a file: bytes or text.

Any other result means that there is no such file.
"""


def paper_routes(edgefinder: Edgefinder, center: Center, refuse: Refusals) -> APIRouter:
    """Return the routes of the downloads, which anyone who has an award code may use.

    The downloads reveal no more than the page of the code.
    """
    router = APIRouter(redirect_slashes=False)
    files = edgefinder.award_files

    async def found(code: str, request: Request) -> Awarded | Response:
        await within(edgefinder, Limit.PAPER)
        awarded = await held_under_code(edgefinder, code)
        return refuse(request, awarded) if isinstance(awarded, int) else awarded

    async def shown(code: str, request: Request, make: Make, kind: str, name: str) -> Response:
        awarded = await found(code, request)
        if isinstance(awarded, Response):
            return awarded
        made = await make(awarded)
        if not isinstance(made, bytes | str):
            return refuse(request, 404)
        return download(made, kind, name, shown=True)

    @router.api_route("/v/{code}/badge.png", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def badge(code: str, request: Request) -> Response:
        return await shown(code, request, files.badge, "image/png", "badge.png")

    @router.api_route("/v/{code}/badge.svg", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def drawing(code: str, request: Request) -> Response:
        return await shown(code, request, files.badge_drawing, "image/svg+xml", "badge.svg")

    @router.api_route("/v/{code}/certificate.pdf", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def certificate(
        code: str, request: Request, paper: str = "letter", lang: str = "en"
    ) -> Response:
        awarded = await found(code, request)
        if isinstance(awarded, Response):
            return awarded
        sheet = Paper.A4 if paper.lower() == "a4" else Paper.LETTER
        try:
            pdf = await files.certificates([awarded], sheet, lang)
        except CannotPrintError:
            view = view_of(request, center)
            advice = _(
                "No font on our server has the letters of this name. "
                "Ask %(center)s to install one.",
                center=center.name,
            )
            return message_page(_("This cannot be printed here yet"), advice, view).answer(503)
        return download(pdf, "application/pdf", "certificate.pdf", shown=True)

    @router.api_route("/v/{code}/preview.png", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def preview(code: str, request: Request, lang: str = "en") -> Response:
        made = partial(files.preview, locale=lang)
        return await shown(code, request, made, "image/png", "preview.png")

    router.include_router(_share_route(edgefinder, center, refuse))
    return router


def _share_route(edgefinder: Edgefinder, center: Center, refuse: Refusals) -> APIRouter:
    """Return the route of the page that shows holders what they can do with a credential."""
    router = APIRouter(redirect_slashes=False)

    @router.api_route("/v/{code}/share", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def share(code: str, request: Request) -> Response:
        awarded = await held_under_code(edgefinder, code)
        if isinstance(awarded, int):
            return refuse(request, awarded)
        link = edgefinder.award_files.link(awarded.code)
        if not link:
            return refuse(request, 404)
        links = {
            "link": link,
            "base": link,
            "linkedin": edgefinder.award_files.linkedin(awarded),
        }
        signed = edgefinder.signing.ready() is None
        view = view_of(request, center)
        return share_page(awarded, edgefinder.catalog, view, links, signed=signed).answer()

    return router


async def within(edgefinder: Edgefinder, limit: Limit) -> None:
    """Count an expensive request of this client toward a limit.

    Raises TooOften if the client has made too many such requests.
    """
    if pause := await edgefinder.rate_limits.take(limit):
        raise TooOften(pause)


async def held_under_code(edgefinder: Edgefinder, code: str) -> Awarded | int:
    """Return the award with this code, or an HTTP status if there is no valid award.

    An unknown code counts as a failed look-up. Raises TooOften if the client has made too many
    failed look-ups.
    """
    read, limits = read_code(code), edgefinder.rate_limits
    if not isinstance(read, str):
        return 404
    async with limits.one_at_a_time():
        if pause := await limits.pause(Limit.FAILED_LOOKUP):
            raise TooOften(pause)
        awarded = await edgefinder.signing.find_award(read)
        if awarded is None:
            await limits.count(Limit.FAILED_LOOKUP)
            return 404
    return 410 if awarded.revoked_on or awarded.withdrawn else awarded


def download(
    content: str | bytes,
    kind: str,
    name: str,
    *,
    shown: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response with a file to download, or with `shown` a file to display."""
    how = "inline" if shown else "attachment"
    headers = {**(headers or {}), "Content-Disposition": f'{how}; filename="{name}"'}
    return Response(content, 200, headers, media_type=kind)
