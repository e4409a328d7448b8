"""What verifiers fetch: the issuer's document, its status lists, and signed credentials."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.web.downloads import Refuse, download, held_under_code
from core.awards.credential import Awarded
from core.awards.signing import LIST_LIFETIME, CannotSign
from core.edgefinder import Edgefinder

_READING = ["GET", "HEAD"]
_KEPT = f"public, max-age={int(LIST_LIFETIME.total_seconds())}"
_OPEN = {"Access-Control-Allow-Origin": "*"}  # verifiers that run in browsers fetch these too


def proof_routes(edgefinder: Edgefinder, refuse: Refuse) -> APIRouter:
    """The routes. Nothing of a person is in any of them but what the credential itself tells."""
    router = APIRouter(redirect_slashes=False)
    signing = edgefinder.signing

    @router.api_route("/.well-known/did.json", methods=_READING)
    @router.api_route("/did.json", methods=_READING)
    async def issuer_document(request: Request) -> Response:
        issuer = signing.issuer
        if issuer is None or not issuer.keys.all():
            return refuse(request, 404)
        document = json.dumps(issuer.document(), ensure_ascii=False)
        headers = {"Cache-Control": _KEPT, **_OPEN}
        return Response(document, 200, headers, media_type="application/did+json")

    @router.api_route("/status/{number}", methods=_READING)
    async def status_list(number: str, request: Request) -> Response:
        made = await signing.status_list(int(number)) if _is_number(number) else None
        if made is None or isinstance(made, CannotSign):
            return refuse(request, 404)
        headers = {"Cache-Control": _KEPT, "ETag": f'"{made.tag}"', **_OPEN}
        if made.tag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        return Response(made.token, 200, headers, media_type="application/vc+jwt")

    async def found(code: str) -> Awarded | int:
        return 404 if signing.ready() else await held_under_code(edgefinder, code)

    @router.api_route("/v/{code}/credential.jwt", methods=_READING)
    async def token(code: str, request: Request) -> Response:
        awarded = await found(code)
        made: Any = awarded if isinstance(awarded, int) else await signing.token(awarded)
        if not isinstance(made, str):
            return refuse(request, made if isinstance(made, int) else 404)
        return download(made, "application/vc+jwt", "credential.jwt")

    @router.api_route("/v/{code}/credential.json", methods=_READING)
    async def document(code: str, request: Request) -> Response:
        awarded = await found(code)
        made: Any = awarded if isinstance(awarded, int) else await signing.document(awarded)
        if not isinstance(made, dict):
            return refuse(request, made if isinstance(made, int) else 404)
        written = json.dumps(made, ensure_ascii=False, indent=2)
        return download(written, "application/vc+ld+json", "credential.json")

    return router


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004 - fits an integer
