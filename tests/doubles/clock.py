"""The time of a platform's double, which passes only when a test lets it."""

import time


class PlatformClock:
    """Stands still, so that nothing runs out because a machine is busy."""

    def __init__(self) -> None:
        self._now = time.time()

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now

    def passes(self, seconds: float) -> None:
        """Let this much time go by."""
        self._now += seconds
