"""A server in a process of its own, so that its work is not counted as ours."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from typing import Any

from adapters.serve import in_our_loop

Serve = Callable[..., Coroutine[Any, Any, None]]
"""Serves until it is ended: given where to tell that it can be asked, and what else it needs."""


@asynccontextmanager
async def served(serve: Serve, *given: object) -> AsyncIterator[Any]:
    """What the server told, while it runs; `serve` and what it is given must be picklable."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_run, args=(serve, theirs, *given), daemon=True)
    process.start()
    try:
        yield await asyncio.to_thread(ours.recv)
    finally:
        ours.close()
        process.terminate()
        await asyncio.to_thread(process.join)


def _run(serve: Serve, told: Connection, *given: object) -> None:
    in_our_loop(serve(told, *given))
