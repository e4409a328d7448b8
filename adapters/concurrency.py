"""Rooms: one for each limit that notices share, so that a crowd in one holds up no other."""

import asyncio
from datetime import datetime, timedelta

AT_ONCE = 20
"""Notices that are sent side by side in a room."""
SOON = 2.0
"""Seconds that a notice waits for its place before it comes again later."""
_LATEST = timedelta(minutes=1)
"""Until then at most: a platform that was slow may be fast again."""
_SHORTEST_STAY = 0.2
"""Seconds; where it was shorter, or none has come to its end, those sent away come no faster."""
_PART = 0.1  # that the last stay has in what is expected of the next


class ConcurrencyLimit:
    """A platform, a workspace or a group: what is slow there, or paced, waits there."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._stay = 0.0
        self._expected_until: datetime | None = None

    async def enter(self) -> bool:
        """Whether there is a place, at once or soon. Who has one must `leave`."""
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
        """Frees a place that somebody had for so many seconds."""
        self._stay += (stayed - self._stay) * _PART
        self._places.release()

    def come_again(self, now: datetime) -> datetime:
        """When somebody who found no place is to try again: as far from the others who found none
        as it takes until one leaves.
        """
        apart = timedelta(seconds=max(self._stay, _SHORTEST_STAY) / AT_ONCE)
        first = now + timedelta(seconds=SOON)
        after = max(first, self._expected_until or first)
        self._expected_until = min(now + _LATEST, after + apart)
        return self._expected_until
