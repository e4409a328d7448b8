"""Limit how many notices are sent at once.

A slow platform or Slack workspace then does not delay notices to others.
"""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta

AT_ONCE = 20
"""At most this many notices are sent at once under one limit."""
SOON = 2.0
"""How many seconds a notice waits for a slot before it is postponed."""
_LATEST = timedelta(minutes=1)
"""The longest time for which a notice is postponed. Then a slow platform may be fast again."""
_SHORTEST_STAY = 0.2
"""The shortest duration of a send, in seconds, when the next tries are planned.

Otherwise notices would be tried again too soon after very fast sends.
"""
_PART = 0.1  # how much the latest send counts in the moving average of the duration of sends


class ConcurrencyLimit:
    """Limits how many notices are sent at once to one platform, workspace or group."""

    def __init__(self) -> None:
        self._free = AT_ONCE
        # a future for each caller that waits, in order of arrival, and the loop's time until which
        # it waits
        self._waiting: OrderedDict[asyncio.Future[bool], float] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None
        self._stay = 0.0
        self._expected_until: datetime | None = None

    async def enter(self) -> bool:
        """Wait up to `SOON` seconds for a slot. Return whether the caller got a slot.

        A caller that got a slot must call `leave` after sending.
        """
        if self._free:
            self._free -= 1
            return True
        if len(self._waiting) * self._stay / AT_ONCE > SOON:
            return False
        loop = asyncio.get_running_loop()
        slot: asyncio.Future[bool] = loop.create_future()
        self._waiting[slot] = loop.time() + SOON
        if self._timer is None:
            self._timer = loop.call_later(SOON, self._give_up)
        try:
            return await slot
        except asyncio.CancelledError:
            if slot.done() and not slot.cancelled() and slot.result():
                self._pass_on()
            self._waiting.pop(slot, None)
            raise

    def leave(self, stayed: float) -> None:
        """Release a slot that was used for `stayed` seconds."""
        self._stay += (stayed - self._stay) * _PART
        self._pass_on()

    def _pass_on(self) -> None:
        """Give a free slot to the caller that has waited longest.

        If no caller waits, the slot stays free.
        """
        while self._waiting:
            slot, _ = self._waiting.popitem(last=False)
            if not slot.done():
                slot.set_result(True)
                return
        self._free += 1

    def _give_up(self) -> None:
        """Refuse the callers that have waited `SOON` seconds.

        Then set a timer for the caller that has waited longest of the others.
        """
        self._timer, loop = None, asyncio.get_running_loop()
        while self._waiting:
            slot, until = next(iter(self._waiting.items()))
            if until > loop.time():
                self._timer = loop.call_at(until, self._give_up)
                return
            del self._waiting[slot]
            if not slot.done():
                slot.set_result(False)

    def next_try(self, now: datetime) -> datetime:
        """Return when to try again to send a notice that got no slot.

        Each call returns a later time, at the rate at which slots are expected to become free.
        """
        apart = timedelta(seconds=max(self._stay, _SHORTEST_STAY) / AT_ONCE)
        first = now + timedelta(seconds=SOON)
        after = max(first, self._expected_until or first)
        self._expected_until = min(now + _LATEST, after + apart)
        return self._expected_until
