"""The form by which anybody checks a code, a link or a file that somebody gave them.

It needs no script, changes nothing, and keeps nothing of what is brought.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message

from adapters.web.pages import checking_page
from bot.fault_log import way_of
from core.edgefinder import Edgefinder
from core.verification.files.held import MOST_BYTES
from core.verification.lookup import Verification
from core.verification.verdict import Verdict

_log = logging.getLogger(__name__)

_LARGEST_BODY = MOST_BYTES + 64 * 1024
"""Bytes that are read: a file, and what a form puts around it."""
_MOST_SWALLOWED = 8 * _LARGEST_BODY
"""Bytes that are let by unread, as a browser hears no answer before it has sent all."""
_MOST_UNDER_WAY = 16
"""Forms that are received at once; with `_LARGEST_BODY` this bounds the memory."""
_MOST_OF_AN_ADDRESS = 8
"""Of these, from one network address: nobody takes up all of them."""
_LIGHT = 64 * 1024
"""Bytes of a form that is taken in whatever else is under way: a code, a link, a small file."""
_PATIENCE = 60
"""Seconds in which a form has to arrive."""
_LOOK_EVERY = 0.5
"""Seconds after which is looked whether somebody still waits."""
_NOTHING = "Type a code or a link, or choose a file."
_BOTH = "Bring a code or a file, not both: each is checked by itself."

Refuse = Callable[[Request, int], Response]
"""Makes the page, or the JSON, of a refusal with a status."""
Show = Callable[[Request, Sequence[Verdict]], Response]
"""Makes the page, or the JSON, of one verdict or several."""
WantsJson = Callable[[Request], bool]


class _TooLarge(Exception):  # noqa: N818 - a way to stop reading a form, not an error
    """More comes than is read."""


def checking_routes(
    edgefinder: Edgefinder, refuse: Refuse, show: Show, wants_json: WantsJson
) -> APIRouter:
    """The routes of `/verify`."""
    router = APIRouter(redirect_slashes=False)
    under_way: Counter[str] = Counter()

    @router.api_route("/verify", methods=["GET", "HEAD"])
    async def form() -> Response:
        page, policy = checking_page()
        headers = {"Content-Security-Policy": policy}
        return Response(page, 200, headers, media_type="text/html")

    @router.post("/verify")
    async def brought(request: Request) -> Response:
        heavy = not _is_light(request)
        address = request.client.host if request.client else ""
        if heavy and under_way.total() >= _MOST_UNDER_WAY:
            return refuse(request, 503)
        if heavy and under_way[address] >= _MOST_OF_AN_ADDRESS:
            return refuse(request, 429)
        under_way[address] += heavy
        try:
            async with asyncio.timeout(_PATIENCE):
                code, file = await _form(request)
            if file is None and not code:
                return _again(request, _NOTHING)
            if file is not None and code:
                return _again(request, _BOTH)
            verdicts = await _while_somebody_waits(
                request, _verdicts(edgefinder.verification, code, file, request)
            )
            return show(request, verdicts) if verdicts else refuse(request, 408)
        except _TooLarge:
            return show(request, [await edgefinder.verification.too_large("the file")])
        except (TimeoutError, ClientDisconnect):
            return refuse(request, 408)
        except HTTPException:
            raise  # an unreadable form
        except Exception as fault:  # noqa: BLE001 - any error: not checked is not a verdict
            _log.error("what was brought could not be checked on the web: %s", way_of(fault))
            return refuse(request, 503)
        finally:
            under_way[address] -= heavy
            if not under_way[address]:
                del under_way[address]

    def _again(request: Request, problem: str) -> Response:
        if wants_json(request):
            return JSONResponse({"error": problem}, 400)
        page, policy = checking_page(problem)
        return Response(page, 400, {"Content-Security-Policy": policy}, media_type="text/html")

    return router


async def _verdicts(
    verification: Verification, code: str, file: tuple[str, bytes] | None, request: Request
) -> list[Verdict]:
    person = f"web:{request.client.host if request.client else ''}"
    if file is None:
        return await verification.verify_typed(code, person)
    name, content = file
    return await verification.verify_file(name, content, person)


async def _while_somebody_waits(
    request: Request, work: Coroutine[None, None, list[Verdict]]
) -> list[Verdict] | None:
    """What comes of the work; None when whoever asked has hung up: nobody else waits for it."""
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({task}, timeout=_LOOK_EVERY))[0]:
            if await request.is_disconnected():
                return None
        return task.result()
    finally:
        task.cancel()


def _is_light(request: Request) -> bool:
    size = request.headers.get("content-length", "")
    return size.isdecimal() and len(size) < _DIGITS and int(size) <= _LIGHT


_DIGITS = 20


async def _form(request: Request) -> tuple[str, tuple[str, bytes] | None]:
    """What was typed, and the name and content of the file. Raises _TooLarge, and HTTPException
    for what is no form.
    """
    seen = 0

    async def receive() -> Message:
        nonlocal seen
        message = await request.receive()
        seen += len(message.get("body", b""))
        if seen <= _LARGEST_BODY:
            return message
        while message.get("more_body") and seen <= _MOST_SWALLOWED:
            message = await request.receive()
            seen += len(message.get("body", b""))
        raise _TooLarge

    bounded = Request(request.scope, receive)
    async with bounded.form(max_files=1, max_fields=4, max_part_size=MOST_BYTES) as sent:
        typed, file = sent.get("code"), sent.get("file")
        code = typed.strip() if isinstance(typed, str) else ""
        if not isinstance(file, UploadFile) or not (file.filename or file.size):
            return code, None  # browsers send an empty file if none was chosen
        return code, (file.filename or "the file", await file.read())
