"""The form on `/verify`, where anyone can check an award code, a link or a file.

The form needs no script, and nothing that is submitted is stored.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Scope

from adapters.web.content_negotiation import wants_json
from adapters.web.page_view import Center, view_of
from adapters.web.public_pages import checking_page
from bot.access import Audience, declared
from bot.codes_in_text import proof_in
from bot.fault_log import way_of
from bot.whose_record import Shows
from core.edgefinder import Edgefinder
from core.language.message import _
from core.verification.files.found_items import MOST_BYTES
from core.verification.lookup import Verification
from core.verification.recipients import is_an_address
from core.verification.verdict import Verdict

_log = logging.getLogger(__name__)

_LARGEST_BODY = MOST_BYTES + 64 * 1024
"""The maximum size of a submitted form in bytes: the largest file, and what the form adds to it."""
_MOST_SWALLOWED = 8 * _LARGEST_BODY
"""How many bytes of a form that is too large are read and discarded at most.

Browsers read our answer only after they have sent the whole form.
"""
_MOST_UNDER_WAY = 16
"""The maximum number of large forms that are received at the same time, to limit memory."""
_MOST_OF_AN_ADDRESS = 8
"""The maximum number of large forms from one address, so that other addresses get a turn."""
_LIGHT = 64 * 1024
"""A form of at most this many bytes is always accepted: a code, a link or a small file."""
_PATIENCE = 60
"""How many seconds a form may take to arrive and to be checked."""
_LOOK_EVERY = 0.5
"""Seconds between checks of whether the client is still connected."""
_NOTHING = _("Type a code or a link, or choose a file.")
_NO_ADDRESS = _(
    "That is not an e-mail address: type the one of the person who showed it to you, or none."
)
_BOTH = _("Bring a code or a file, not both: each is checked by itself.")

Refuse = Callable[[Request, int], Response]
"""A function that gets a request and a status. It returns the error page, or JSON."""
Show = Callable[[Request, Sequence[Verdict]], Response]
"""A function that gets a request and verdicts. It returns the verdicts' page, or JSON."""

Fields = tuple[str, tuple[str, bytes] | None, str]
"""The typed text, the uploaded file's name and content or None, and the holder's e-mail address."""


class _TooLarge(Exception):  # noqa: N818 - a way to stop reading a form, not an error
    """Raised if the body of a form is larger than the limit."""


def checking_routes(
    edgefinder: Edgefinder, center: Center, refuse: Refuse, show: Show
) -> APIRouter:
    """Return the routes of `/verify`, which show and receive the form."""
    router = APIRouter(redirect_slashes=False)
    under_way: Counter[str] = Counter()

    @router.api_route("/verify", methods=["GET", "HEAD"])
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def form(request: Request) -> Response:
        return checking_page(view_of(request, center)).answer()

    @router.post("/verify")
    @declared(Audience.EVERYONE, Shows.PROOF)
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
                code, file, recipient = await _form(request)
            if problem := _problem(code, file is not None, recipient):
                return _again(request, problem)
            if file is None and not wants_json(request) and (token := proof_in(code)):
                proof = f"/g/{token}"
                return RedirectResponse(view_of(request, center).link(proof), 303)
            verdicts = await _while_somebody_waits(
                request, _verdicts(edgefinder.verification, code, file, recipient, request)
            )
            return show(request, verdicts) if verdicts else refuse(request, 408)
        except _TooLarge:
            return show(request, [await edgefinder.verification.too_large("the file")])
        except (TimeoutError, ClientDisconnect):
            return refuse(request, 408)
        except HTTPException:
            raise  # the request is not a form, so FastAPI answers it
        except Exception as fault:  # noqa: BLE001 - any error: the credential was not checked
            _log.error("an upload could not be checked on the web: %s", way_of(fault))
            return refuse(request, 503)
        finally:
            under_way[address] -= heavy
            if not under_way[address]:
                del under_way[address]

    def _again(request: Request, problem: str) -> Response:
        if wants_json(request):
            return JSONResponse({"error": problem}, 400)
        return checking_page(view_of(request, center), problem).answer(400)

    return router


def _problem(code: str, has_file: bool, recipient: str) -> str:
    """Say what is wrong with the submitted form. Return '' if nothing is."""
    if recipient and not is_an_address(recipient):
        return _NO_ADDRESS
    if has_file:
        return _BOTH if code else ""
    return "" if code else _NOTHING


async def _verdicts(
    verification: Verification,
    code: str,
    file: tuple[str, bytes] | None,
    recipient: str,
    request: Request,
) -> list[Verdict]:
    person = f"web:{request.client.host if request.client else ''}"
    if file is None:
        return await verification.verify_typed(code, person, recipient)
    name, content = file
    return await verification.verify_file(name, content, person, recipient)


async def _while_somebody_waits(
    request: Request, work: Coroutine[None, None, list[Verdict]]
) -> list[Verdict] | None:
    """Wait for the work and return its result.

    If the client disconnects meanwhile, cancel the work and return None.
    """
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


async def _form(request: Request) -> Fields:
    """Receive the submitted form and parse it.

    Raises _TooLarge if the body is too large, and HTTPException if it is not a form.
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

    body = await Request(request.scope, receive).body()
    if len(body) <= _LIGHT:
        return await _fields(request.scope, body)
    return await asyncio.to_thread(lambda: asyncio.run(_fields(request.scope, body)))


async def _fields(scope: Scope, body: bytes) -> Fields:
    """Parse the body of a form.

    Parsing a large body is slow, so call this in a thread then.
    """

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    whole = Request(scope, receive)
    async with whole.form(max_files=1, max_fields=4, max_part_size=MOST_BYTES) as sent:
        typed, file = sent.get("code"), sent.get("file")
        code = typed.strip() if isinstance(typed, str) else ""
        address = sent.get("recipient")
        recipient = address.strip() if isinstance(address, str) else ""
        if not isinstance(file, UploadFile) or not (file.filename or file.size):
            return code, None, recipient  # if the person chose no file, browsers send an empty one
        return code, (file.filename or "the file", await file.read()), recipient
