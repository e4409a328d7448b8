"""Ctrl-C during long work: the first one ends it properly, the second one at once."""

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
    """Run work like asyncio.run, and raise KeyboardInterrupt after an interrupted run.

    asyncio's own second interrupt strikes during cleanup, and a database connection left open keeps
    the process waiting for its thread.
    """
    interrupts = 0

    async def run() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def interrupted(_number: int, _frame: FrameType | None) -> None:
            nonlocal interrupts
            interrupts += 1
            if interrupts == 1:
                task.cancel()  # at once: work that never yields can ask whether it is canceled
                loop.call_soon_threadsafe(lambda: None)  # wake a loop that waits
            else:
                leave()

        if before is not signal.SIG_IGN:  # as for a background job in a script
            signal.signal(signal.SIGINT, interrupted)
        return await work

    before = signal.getsignal(signal.SIGINT)
    try:
        with suppress(asyncio.CancelledError):
            return asyncio.run(run())
    except Exception:
        if not interrupts:  # else cleaning up failed on a connection that the interrupt closed
            raise
    finally:
        if not interrupts:  # else the process is ending; allow another interrupt
            signal.signal(signal.SIGINT, before)
    raise KeyboardInterrupt
