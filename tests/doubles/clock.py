"""The clock of a platform double, which only tests move forward."""

import time


class PlatformClock:
    """A clock that stands still, so that nothing times out on a busy machine."""

    def __init__(self) -> None:
        self._now = time.time()

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self._now

    def passes(self, seconds: float) -> None:
        """Move the clock forward by this many seconds."""
        self._now += seconds
