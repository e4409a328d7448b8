"""End work cleanly at the first Ctrl-C or SIGTERM, and immediately at the second."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import FrameType
from typing import Any, TypeVar

from adapters.cli.ctrl_c import Terminated, leave_at_once

T = TypeVar("T")


def run_interruptibly(
    work: Coroutine[Any, Any, T], leave: Callable[[], object] = leave_at_once
) -> T:
    """Run a coroutine as asyncio.run does, but raise KeyboardInterrupt after Ctrl-C.

    After SIGTERM, raise Terminated. At the second Ctrl-C or SIGTERM, call `leave`. (At the second
    Ctrl-C, asyncio.run would interrupt the cleanup. A database connection would then stay open, and
    the process would wait for the connection's thread.)
    """
    interrupts: list[int] = []

    async def run() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def interrupted(number: int, _frame: FrameType | None) -> None:
            interrupts.append(number)
            if len(interrupts) == 1:
                # cancel from the signal handler, not from the event loop: work that never awaits
                # can still check whether it was canceled
                task.cancel()
                loop.call_soon_threadsafe(lambda: None)  # wakes the event loop
            else:
                leave()

        for number, handler in before.items():
            if handler is not signal.SIG_IGN:  # a script's background job ignores these signals
                signal.signal(number, interrupted)
        return await work

    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with suppress(asyncio.CancelledError):
            return asyncio.run(run())
    except Exception:
        if not interrupts:  # after Ctrl-C, errors of the cleanup do not matter
            raise
    finally:
        # after Ctrl-C, keep the handlers of this module, so that a second Ctrl-C ends the process
        if not interrupts:
            for number, handler in before.items():
                signal.signal(number, handler)
    raise Terminated if interrupts[:1] == [signal.SIGTERM] else KeyboardInterrupt
