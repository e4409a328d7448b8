"""Limits on concurrent sends: a slow platform or workspace does not delay the others."""

import asyncio
from datetime import datetime, timedelta

AT_ONCE = 20
"""How many notices are sent concurrently under one limit."""
SOON = 2.0
"""Seconds that a notice waits for a slot before it is postponed."""
_LATEST = timedelta(minutes=1)
"""The longest postponement: after this time, a slow platform may be fast again."""
_SHORTEST_STAY = 0.2
"""Minimum seconds that a slot counts as used, so that postponed notices are not retried faster."""
_PART = 0.1  # weight of the latest send in the moving average of how long sends take


class ConcurrencyLimit:
    """Limit how many notices are sent at once to one platform, workspace or group."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._stay = 0.0
        self._expected_until: datetime | None = None

    async def enter(self) -> bool:
        """Take a slot, waiting up to `SOON` seconds; return whether you got one. Then call
        `leave`.
        """
        if not self._places.locked():
            return await self._places.acquire()
        if self._waiting * self._stay / AT_ONCE > SOON:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(SOON):
                return await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1

    def leave(self, stayed: float) -> None:
        """Release a slot that was in use for `stayed` seconds."""
        self._stay += (stayed - self._stay) * _PART
        self._places.release()

    def next_try(self, now: datetime) -> datetime:
        """Return when to retry a notice that got no slot.

        Retries are spaced as far apart as slots are expected to become free.
        """
        apart = timedelta(seconds=max(self._stay, _SHORTEST_STAY) / AT_ONCE)
        first = now + timedelta(seconds=SOON)
        after = max(first, self._expected_until or first)
        self._expected_until = min(now + _LATEST, after + apart)
        return self._expected_until
