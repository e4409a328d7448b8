"""Periodic jobs: write to the outbox what is due at a time and not at an event."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.fault_log import where
from core.edgefinder import Edgefinder

_log = logging.getLogger(__name__)

DIGESTS_EVERY = 20.0
"""Seconds between looks for digests that are due."""
NUDGES_EVERY = 20 * 60.0
"""And for nudges, which come within an hour."""
WATCHED_EVERY = 5 * 60.0
"""And at the proofs that are watched."""


class PeriodicJobs:
    """Run it with `run`, end it with `stop`. Any number of processes may have their rounds."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._digests = edgefinder.digests
        self._nudges = edgefinder.nudges
        self._watched = edgefinder.watched_proofs
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Looks until `stop`; a fault of the database is logged, and waited out."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._every(DIGESTS_EVERY, self._digests.write_due))
            group.create_task(self._every(NUDGES_EVERY, self._nudges.write_due))
            group.create_task(self._every(WATCHED_EVERY, self._watched.write_due))

    def stop(self) -> None:
        """Ends `run` after the look under way."""
        self._stopping.set()

    async def turn(self) -> int:
        """One look for each; returns how many notices were written."""
        looks = (self._digests, self._nudges, self._watched)
        return sum([await each.write_due() for each in looks])

    async def _every(self, seconds: float, look: Callable[[], Awaitable[int]]) -> None:
        while not self._stopping.is_set():
            try:
                await look()
            except Exception as error:  # noqa: BLE001 - the edge of the loop: logged, tried again
                _log.error("the rounds could not use the database: %s", where(error))
            try:
                await asyncio.wait_for(self._stopping.wait(), seconds)
            except TimeoutError:
                continue
