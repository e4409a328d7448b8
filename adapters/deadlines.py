"""Time limits for work that nearly always ends in time.

They are cheaper than timers of the event loop. All deadlines with the same limit, such as 30
seconds, share one such timer.
"""

import asyncio
from collections.abc import Callable
from functools import partial

Late = Callable[[], None]


class Deadline:
    """The time at which `late` is called. Call `met` if the work ends before."""

    __slots__ = ("_running", "at", "late")

    def __init__(self, at: float, late: Late, running: "dict[Deadline, None]") -> None:
        self.at = at
        self.late = late
        self._running = running
        running[self] = None

    def met(self) -> None:
        """End the deadline, so that `late` is not called. Does nothing if it has already ended."""
        self._running.pop(self, None)


class Deadlines:
    """The deadlines of one event loop."""

    def __init__(self) -> None:
        self._running: dict[float, dict[Deadline, None]] = {}

    def within(self, seconds: float, late: Late) -> Deadline:
        """Call `late` after these seconds, unless the caller calls `met` on the result before.

        `late` must not raise.
        """
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        running = self._running.get(seconds)
        if running is None:
            running = self._running[seconds] = {}
            loop.call_at(at, partial(self._look, seconds))
        return Deadline(at, late, running)

    def _look(self, seconds: float) -> None:
        """Call `late` for the deadlines that have passed. Set a timer for the next one."""
        loop, running = asyncio.get_running_loop(), self._running[seconds]
        while running:
            first = next(iter(running))  # all have the same limit, so the first to begin ends first
            if first.at > loop.time():
                loop.call_at(first.at, partial(self._look, seconds))
                return
            first.met()
            first.late()
        del self._running[seconds]
