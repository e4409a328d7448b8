"""Serve the playground's page, by default only on this machine, with a secret token in the URL."""

import os
import secrets
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from adapters.uvicorn_server import serving_on

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared, not listened on


class CannotListen(Exception):  # noqa: N818 - reads as a sentence
    """Raised if the page cannot be served at the chosen host and port.

    The message says why and how to fix it.
    """


def bind(host: str = LOOPBACK, port: int = 0) -> socket.socket:
    """Return a socket bound to a host and port. Port 0 means any free port.

    Raises CannotListen if the host and port cannot be bound.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            bound.listen()
        except OSError:
            bound.close()
            raise
    except OSError as error:
        why = error.strerror or "it is taken"
        raise CannotListen(
            f"the page cannot be served at {host}:{port} ({why}): choose another --port, or leave "
            "it out for one that is free"
        ) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """Return a socket's URL, such as `http://127.0.0.1:8123`."""
    host, port = bound.getsockname()[:2]
    host = LOOPBACK if host == EVERYWHERE else host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def new_token() -> str:
    return secrets.token_urlsafe(16)


@asynccontextmanager
async def serving(app: ASGIApp, bound: socket.socket) -> AsyncIterator[None]:
    """Serve the app on the socket while this context is open."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    async with serving_on(bound, config, "playground"):
        yield


def has_browser(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this machine can show a browser. A remote shell cannot do so."""
    if "SSH_CONNECTION" in environment and not environment.get("DISPLAY"):
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_browser(address: str) -> bool:
    """Open the page in a graphical browser. Return whether a browser was opened."""
    if not has_browser():
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
        browser, webbrowser.BackgroundBrowser
    ):
        return False  # a text-mode browser would take over the terminal
    return browser.open(address)
