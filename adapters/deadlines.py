"""Time limits for work that nearly always ends in time.

`Deadlines` costs less than timers of the event loop, because all deadlines with the same limit,
such as 30 seconds, share one timer.
"""

import asyncio
from collections.abc import Callable
from functools import partial

Late = Callable[[], None]


class Deadline:
    """A moment at which `late` is called, unless `met` is called before that moment."""

    __slots__ = ("_running", "at", "late")

    def __init__(self, at: float, late: Late, running: "dict[Deadline, None]") -> None:
        self.at = at
        self.late = late
        self._running = running
        running[self] = None

    def met(self) -> None:
        """End the deadline, so that `late` is not called.

        Do nothing if the deadline has already ended.
        """
        self._running.pop(self, None)


class Deadlines:
    """All deadlines of one event loop."""

    def __init__(self) -> None:
        self._running: dict[float, dict[Deadline, None]] = {}

    def within(self, seconds: float, late: Late) -> Deadline:
        """Return a deadline that calls `late` after this many seconds.

        Call `met` on the deadline if the work ends in time. `late` must not raise errors.
        """
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        running = self._running.get(seconds)
        if running is None:
            running = self._running[seconds] = {}
            loop.call_at(at, partial(self._look, seconds))
        return Deadline(at, late, running)

    def _look(self, seconds: float) -> None:
        """Call `late` for the deadlines that have passed.

        Then set a timer for the next deadline with this limit.
        """
        loop, running = asyncio.get_running_loop(), self._running[seconds]
        while running:
            # deadlines with the same limit end in the order in which they began
            first = next(iter(running))
            if first.at > loop.time():
                loop.call_at(first.at, partial(self._look, seconds))
                return
            first.met()
            first.late()
        del self._running[seconds]
