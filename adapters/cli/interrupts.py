"""Run long work so that the first Ctrl-C ends it cleanly and the second one immediately."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import FrameType
from typing import Any, TypeVar

from adapters.cli.ctrl_c import leave_at_once

T = TypeVar("T")


def run_interruptibly(
    work: Coroutine[Any, Any, T], leave: Callable[[], object] = leave_at_once
) -> T:
    """Run a coroutine as asyncio.run does, but raise KeyboardInterrupt after Ctrl-C.

    With asyncio.run, a second Ctrl-C interrupts the cleanup. Then a database connection stays open,
    and the process waits for its thread.
    """
    interrupts = 0

    async def run() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def interrupted(_number: int, _frame: FrameType | None) -> None:
            nonlocal interrupts
            interrupts += 1
            if interrupts == 1:
                task.cancel()  # set now, so that work without an await can check for it
                loop.call_soon_threadsafe(lambda: None)  # to wake the event loop
            else:
                leave()

        if before is not signal.SIG_IGN:  # a script's background job ignores Ctrl-C
            signal.signal(signal.SIGINT, interrupted)
        return await work

    before = signal.getsignal(signal.SIGINT)
    try:
        with suppress(asyncio.CancelledError):
            return asyncio.run(run())
    except Exception:
        if not interrupts:  # after Ctrl-C, the cleanup can fail on a closed connection
            raise
    finally:
        # after Ctrl-C the process is ending anyway, so another Ctrl-C may end it
        if not interrupts:
            signal.signal(signal.SIGINT, before)
    raise KeyboardInterrupt
