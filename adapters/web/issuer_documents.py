"""Serve what verification software downloads: keys, status lists and signed credentials."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.web.content_negotiation import JSON_LD, JWT, preferred_media_type
from adapters.web.downloads import Refuse, download, held_under_code, within
from adapters.web.page_view import Center, view_of
from adapters.web.public_pages import without_us_page
from bot.access import Audience, declared
from bot.whose_record import Shows
from core.asking import Limit
from core.awards.signing import LIST_LIFETIME, CannotSign, ListForm
from core.edgefinder import Edgefinder

_READING = ["GET", "HEAD"]
_JSON = "application/json"
WITHOUT_US = "/verify/without-us"
"""The path of the page that tells programmers how to check credentials with other software."""
_KEPT = f"public, max-age={int(LIST_LIFETIME.total_seconds())}"
# verifiers that run in browsers may read these documents
_OPEN = {"Access-Control-Allow-Origin": "*"}


def proof_routes(edgefinder: Edgefinder, center: Center, refuse: Refuse) -> APIRouter:
    """Return the routes of the issuer's documents.

    The documents reveal no more about people than the people's credentials say.
    """
    router = APIRouter(redirect_slashes=False)
    signing = edgefinder.signing

    @router.api_route("/.well-known/did.json", methods=_READING)
    @router.api_route("/did.json", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def issuer_document(request: Request) -> Response:
        issuer = signing.issuer
        if issuer is None or not issuer.keys.all():
            return refuse(request, 404)
        document = json.dumps(issuer.document(), ensure_ascii=False)
        headers = {"Cache-Control": _KEPT, **_OPEN}
        return Response(document, 200, headers, media_type="application/did+json")

    @router.api_route("/status/{number}", methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def status_list(number: str, request: Request) -> Response:
        bare = number.removesuffix(".json")
        kind, form = _list_kind(request, by_name=bare != number)
        made = await signing.status_list(int(bare), form) if _is_number(bare) else None
        if made is None or isinstance(made, CannotSign):
            return refuse(request, 404)
        headers = {"Cache-Control": _KEPT, "ETag": f'"{made.tag}"', "Vary": "Accept", **_OPEN}
        if made.tag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        return Response(made.body, 200, headers, media_type=kind)

    @router.api_route("/v/{code}/credential.jwt", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def token(code: str, request: Request) -> Response:
        made = await signed_credential(edgefinder, code, JWT[0])
        return refuse(request, made) if isinstance(made, int) else made

    @router.api_route("/v/{code}/credential.json", methods=_READING)
    @declared(Audience.EVERYONE, Shows.PROOF)
    async def document(code: str, request: Request) -> Response:
        kind = preferred_media_type(request, (*JSON_LD, _JSON)) or JSON_LD[0]
        made = await signed_credential(edgefinder, code, kind)
        return refuse(request, made) if isinstance(made, int) else made

    @router.api_route(WITHOUT_US, methods=_READING)
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def without_us(request: Request) -> Response:
        root = edgefinder.public_url or ""
        return without_us_page(view_of(request, center), root, signing).answer()

    return router


async def signed_credential(edgefinder: Edgefinder, code: str, kind: str) -> Response | int:
    """Return a response with the signed credential that has this award code, in this media type.

    If there is no signed credential, return the HTTP status that says why.
    """
    signing = edgefinder.signing
    if signing.ready():
        return 404
    await within(edgefinder, Limit.PAPER)
    awarded = await held_under_code(edgefinder, code)
    if isinstance(awarded, int):
        return awarded
    headers = {"Vary": "Accept", **_OPEN}
    if kind in JWT:
        token = await signing.token(awarded)
        if isinstance(token, CannotSign):
            return 404
        return download(token, kind, "credential.jwt", headers=headers)
    document = await signing.document(awarded)
    if isinstance(document, CannotSign):
        return 404
    written = json.dumps(document, ensure_ascii=False, indent=2)
    return download(written, kind, "credential.json", headers=headers)


def _list_kind(request: Request, *, by_name: bool) -> tuple[str, ListForm]:
    """Return the media type in which to serve a status list, and the list's form.

    `by_name`: the URL ends in `.json`, which asks for a list with an embedded proof. A URL without
    `.json` asks for a JWT, unless the Accept header prefers an embedded proof. Plain JSON is
    offered too, because many verifiers accept nothing else.
    """
    kind = preferred_media_type(request, (*JSON_LD, _JSON) if by_name else (*JSON_LD, _JSON, *JWT))
    if by_name:
        return kind or "application/ld+json", ListForm.PROOF
    if kind is None or kind in JWT:
        return kind or JWT[0], ListForm.JWT
    return kind, ListForm.PROOF_BY_ACCEPT


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004 - fits an integer
