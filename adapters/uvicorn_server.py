"""Run uvicorn in a program that handles signals itself."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn


class _Server(uvicorn.Server):
    """Uvicorn's server without its signal handlers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving_on(
    bound: socket.socket, config: uvicorn.Config, name: str
) -> AsyncIterator[None]:
    """Serve on a bound socket while this context is open.

    `name` is the name of the asyncio task.
    """
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]), name=name)
    try:
        yield
    finally:
        server.should_exit = True
        await task
