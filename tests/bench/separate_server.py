"""Run a server in a separate process, so that its work is not counted as ours."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from typing import Any

from adapters.serve import run_in_fastest_loop

Serve = Callable[..., Coroutine[Any, Any, None]]
"""A function that serves until it is stopped.

Its first argument is a callback that reports that the server is ready.
"""


@asynccontextmanager
async def served(serve: Serve, *given: object) -> AsyncIterator[Any]:
    """Run a server in another process while this context is open; yield what it first reports.

    `serve` and its arguments must be picklable.
    """
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
    run_in_fastest_loop(serve(told, *given))
