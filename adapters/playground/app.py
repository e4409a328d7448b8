"""The playground's HTTP app: its page, its forms, and a stream of updates to the page."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.playground.panes import Changed, Pane
from adapters.playground.playground import Playground
from adapters.playground.rendering import (
    home_html,
    page_html,
    post_html,
    window_html,
    window_page,
)
from adapters.playground.windows import OpenWindow
from bot.reply import Attachment, File

_MOST_BYTES = 20_000_000
_LONGEST_TEXT = 3_000
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the URL in this header would contain the token
    "X-Content-Type-Options": "nosniff",
}
_NO_FRAMES = "base-uri 'none'; frame-ancestors 'none'"
_SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'; img-src 'self'"}
"""The Content-Security-Policy of files that the page offers.

The files come from strangers, so their scripts must not run.
"""


def playground_app(playground: Playground, token: str, others: ASGIApp) -> ASGIApp:
    """Return the app that serves the playground's page at `/play/TOKEN/`.

    The app passes requests to paths outside of `/play/` to `others`.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_middleware(_Guard)
    _add_page(app, playground)
    _add_windows(app, playground)
    _add_acts(app, playground)
    base = f"/play/{token}"

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        return JSONResponse({"error": str(error.detail)}, error.status_code)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/play/"):
            await others(scope, receive, send)
            return
        inside = path.removeprefix(base) if path.startswith(f"{base}/") else "/nothing/is/here"
        await app({**scope, "path": inside, "raw_path": inside.encode()}, receive, send)

    return serve


class _Guard:
    """Adds security headers to every response of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)


def _add_page(app: FastAPI, playground: Playground) -> None:
    board = playground.board

    @app.get("/")
    async def page() -> Response:
        homes = {pane: await playground.home(pane) for pane in Pane if pane.has_home}
        posts = {pane: tuple(board.of(pane)) for pane in Pane}
        shown = page_html(playground.cast, posts, homes, playground.language, board.last)
        headers = {"Content-Security-Policy": policy_of(shown)}
        return Response(shown, 200, headers, media_type="text/html")

    @app.get("/events")
    async def events(after: int = 0) -> Response:
        return StreamingResponse(_events(playground, after), media_type="text/event-stream")

    @app.get("/files/{number}/{which}")
    async def file(number: int, which: str) -> Response:
        post = board.find(number)
        if post is not None and which == "sent" and post.file is not None:
            return _download(Attachment(post.file.name, "", post.file.content, ""))
        files = post.reply.attachments if post is not None and post.reply is not None else ()
        if not which.isdecimal() or int(which) >= len(files):
            raise HTTPException(404, "This file is no longer available.")
        return _download(files[int(which)])


def _add_acts(app: FastAPI, playground: Playground) -> None:
    @app.post("/record")
    async def record(request: Request) -> Response:
        await playground.record()
        return _done(request)

    @app.post("/certificate")
    async def certificate(request: Request) -> Response:
        await playground.drop_certificate()
        return _done(request)

    @app.post("/language")
    async def language(request: Request) -> Response:
        async with request.form() as form:
            playground.speak(_text(form, "language"))
        return _done(request)

    @app.post("/{pane}/say")
    async def say(pane: Pane, request: Request) -> Response:
        async with request.form() as form:
            text, file = _text(form, "text"), await _file(form)
        if file is not None:
            await playground.drop(pane, file, text)
        elif text:
            await playground.say(pane, text)
        return _done(request, "../")

    @app.post("/{pane}/press")
    async def press(pane: Pane, request: Request) -> Response:
        async with request.form() as form:
            typed, call, post = (_text(form, name) for name in ("typed", "call", "post"))
        if typed:
            await playground.say(pane, typed)
        elif call:
            await playground.press(pane, call, int(post) if post.isdecimal() else 0)
        return _done(request, "../")


def _add_windows(app: FastAPI, playground: Playground) -> None:
    """Add the routes of Slack's windows, and of the buttons in windows and on the Home tab."""

    @app.post("/{pane}/window/open")
    async def opened(pane: Pane, request: Request) -> Response:
        async with request.form() as form:
            window = await playground.open_window(pane, _text(form, "opens"))
        return _shown(request, playground, window)

    @app.post("/{pane}/window/press")
    async def pressed(pane: Pane, request: Request) -> Response:
        async with request.form() as form:
            call = _text(form, "call")
        return _shown(request, playground, await playground.press_in_window(pane, call))

    @app.post("/employer/window/keep")
    async def kept(request: Request) -> Response:
        async with request.form() as form:
            days = _text(form, "keep")
        if days.isdecimal():
            await playground.keep_for(int(days))
        return _done(request, "../../")

    @app.post("/{pane}/window/{number}")
    async def submitted(pane: Pane, number: str, request: Request) -> Response:
        async with request.form() as form:
            file = await _file(form)
            filled = {
                name: [each[:_LONGEST_TEXT] for each in form.getlist(name) if isinstance(each, str)]
                for name in form
            }
        window = await playground.submit_window(pane, number, filled, file)
        return _shown(request, playground, window)


def _shown(request: Request, playground: Playground, window: OpenWindow | None) -> Response:
    """Return a window as JSON for the page's script, or as a whole page if scripts are off."""
    if window is None:
        raise HTTPException(404, "This window is not open any longer: open it again.")
    if "application/json" in request.headers.get("accept", ""):
        html = window_html(window, playground.cast, playground.language)
        return JSONResponse({"html": html, "errors": len(window.errors)})
    shown = window_page(window, playground.cast, playground.language)
    headers = {"Content-Security-Policy": policy_of(shown)}
    return Response(shown, 200, headers, media_type="text/html")


def policy_of(page: str) -> str:
    """Return a Content-Security-Policy for a page.

    The policy allows only the page's own style, script and server.
    """
    style = _hash(page.partition("<style>")[2].partition("</style>")[0])
    script = _hash(page.rpartition("<script>")[2].partition("</script>")[0])
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; connect-src 'self'; "
        f"img-src 'self'; form-action 'self'; {_NO_FRAMES}"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


async def _events(playground: Playground, after: int) -> AsyncIterator[str]:
    """Yield server-sent events for the posts after number `after`, and for later changes.

    https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    yield ": here\n\n"
    async for changed in playground.board.changes(after):
        yield await _event(playground, changed)


async def _event(playground: Playground, changed: Changed) -> str:
    lang = playground.language
    data: dict[str, str | bool]
    if (post := changed.post) is not None:
        html = post_html(post, playground.cast, lang).strip()
        kind = "post"
        data = {"pane": post.pane.value, "html": html, "replaces": changed.replaces}
    elif (pane := changed.home) is not None:
        html = home_html(await playground.home(pane), pane, playground.cast)
        kind, data = "home", {"pane": pane.value, "html": html}
    else:
        kind, data = "said", {"text": changed.said}
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"


def _done(request: Request, back: str = "./") -> Response:
    """Return an empty response to the page's script.

    If scripts are off in the browser, redirect to the page instead.
    """
    if "application/json" in request.headers.get("accept", ""):
        return Response(status_code=204)
    return RedirectResponse(back, 303)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip()[:_LONGEST_TEXT] if isinstance(value, str) else ""


async def _file(form: FormData) -> File | None:
    sent: Any = form.get("file")
    if isinstance(sent, str) or sent is None or not sent.filename:
        return None
    content = await sent.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise HTTPException(413, "This file is too large: 20 MB at most.")
    return File(sent.filename, content)


def _download(each: Attachment) -> Response:
    kind = each.media_type or "application/octet-stream"
    name = "".join(c for c in each.name if c.isascii() and (c.isalnum() or c in "._- ")) or "file"
    how = "inline" if each.media_type else "attachment"
    headers = {**_SANDBOX, "Content-Disposition": f'{how}; filename="{name}"'}
    return Response(each.content, 200, headers, media_type=kind)
