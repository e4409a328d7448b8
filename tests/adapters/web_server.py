"""Run the web app on a real server, for tests that use HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from adapters.web.slow_clients import bounded_protocol


class _Server(uvicorn.Server):
    """Uvicorn's server without signal handlers, because pytest has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp, **bounds: float) -> AsyncIterator[str]:
    """Serve the app with the product's own server settings; yield its URL."""
    config = uvicorn.Config(
        app,
        port=0,
        http=bounded_protocol(**bounds),  # type: ignore[arg-type] # the bounds are keyword arguments
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
    )
    server, bound = _Server(config), config.bind_socket()
    bound.listen()  # clients that connect before the server runs wait, instead of being refused
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
