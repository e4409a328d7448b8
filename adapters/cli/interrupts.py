"""Run long work so that the first Ctrl-C or SIGTERM ends it cleanly and the second immediately."""

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

    After SIGTERM, raise Terminated. With asyncio.run, a second Ctrl-C interrupts the cleanup. Then
    a database connection stays open, and the process waits for its thread.
    """
    interrupts: list[int] = []

    async def run() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def interrupted(number: int, _frame: FrameType | None) -> None:
            interrupts.append(number)
            if len(interrupts) == 1:
                task.cancel()  # set now, so that work without an await can check for it
                loop.call_soon_threadsafe(lambda: None)  # to wake the event loop
            else:
                leave()

        for number, handler in before.items():
            if handler is not signal.SIG_IGN:  # a script's background job ignores Ctrl-C
                signal.signal(number, interrupted)
        return await work

    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with suppress(asyncio.CancelledError):
            return asyncio.run(run())
    except Exception:
        if not interrupts:  # after Ctrl-C, the cleanup can fail on a closed connection
            raise
    finally:
        # after Ctrl-C the process is ending anyway, so another Ctrl-C may end it
        if not interrupts:
            for number, handler in before.items():
                signal.signal(number, handler)
    raise Terminated if interrupts[:1] == [signal.SIGTERM] else KeyboardInterrupt
