"""Time limits for work that nearly always ends in time.

They are cheaper than timers of the event loop: one such timer serves all deadlines that began with
the same limit.
"""

import asyncio
from collections.abc import Callable
from functools import partial

Late = Callable[[], None]


class Deadline:
    """The moment at which work is late. If the work ends before, call `met`."""

    __slots__ = ("_running", "at", "late")

    def __init__(self, at: float, late: Late, running: "dict[Deadline, None]") -> None:
        self.at = at
        self.late = late
        self._running = running
        running[self] = None

    def met(self) -> None:
        """End the deadline, so that `late` is not called.

        Do nothing if it has already ended.
        """
        self._running.pop(self, None)


class Deadlines:
    """The deadlines of one event loop."""

    def __init__(self) -> None:
        self._running: dict[float, dict[Deadline, None]] = {}

    def within(self, seconds: float, late: Late) -> Deadline:
        """Call `late` after these seconds, unless the deadline is met before.

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
        """End the deadlines that have passed.

        Look again when the next one passes.
        """
        loop, running = asyncio.get_running_loop(), self._running[seconds]
        while running:
            first = next(iter(running))  # they pass in the order in which they began
            if first.at > loop.time():
                loop.call_at(first.at, partial(self._look, seconds))
                return
            first.met()
            first.late()
        del self._running[seconds]
