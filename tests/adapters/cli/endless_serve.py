"""Run `edgefinder serve` so that it hangs when it stops, for tests."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from adapters import serve
from adapters.cli.main import main
from core.edgefinder import Edgefinder


def that_waits() -> None:
    """Serve, and wait forever when told to stop."""

    async def wait(_: Edgefinder) -> None:
        await asyncio.sleep(3600)

    _closing_by(wait)


def that_blocks() -> None:
    """Serve, and block the event loop forever when told to stop."""

    async def block(_: Edgefinder) -> None:
        time.sleep(3600)  # noqa: ASYNC251 - this test needs a blocked event loop

    _closing_by(block)


def _closing_by(close: Callable[[Edgefinder], Awaitable[None]]) -> None:
    Edgefinder.close = close  # type: ignore[method-assign,assignment]# runs in a separate process
    serve.END_SECONDS = 0.5
    main()
