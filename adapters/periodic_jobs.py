"""Run periodic jobs, such as deleting old data and writing digests to the outbox."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.fault_log import where
from core.edgefinder import Edgefinder

_log = logging.getLogger(__name__)

DIGESTS_EVERY = 20.0
"""Seconds between checks for due digests."""
NUDGES_EVERY = 20 * 60.0
"""Seconds between checks for due nudges.

A nudge reminds a candidate whose last exam was long ago.
"""
PRUNED_EVERY = 6 * 3600.0
"""Seconds between deletions of data that is past its retention period."""
WATCHED_EVERY = 5 * 60.0
"""Seconds between checks of watched proofs."""
SEALED_EVERY = 10 * 60.0
"""Seconds between checks of whether a new audit seal is due. A seal is due every hour."""


class PeriodicJobs:
    """Runs the periodic jobs from `run` to `stop`.

    Any number of processes may run the jobs at the same time.
    """

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._digests = edgefinder.digests
        self._nudges = edgefinder.nudges
        self._watched = edgefinder.watched_proofs
        self._seals = edgefinder.audit_seals
        self._pruning = edgefinder.pruning
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Run all jobs at their intervals until `stop`.

        If a job fails, log the error, and run the job again after its interval.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._every(DIGESTS_EVERY, self._digests.write_due))
            group.create_task(self._every(NUDGES_EVERY, self._nudges.write_due))
            group.create_task(self._every(WATCHED_EVERY, self._watched.write_due))
            group.create_task(self._every(SEALED_EVERY, self._seals.seal_due))
            group.create_task(self._every(PRUNED_EVERY, self._pruning.write_due))

    def stop(self) -> None:
        """Let `run` end after the jobs in progress."""
        self._stopping.set()

    async def turn(self) -> int:
        """Write the digests, nudges and notices about watched proofs that are due.

        Return how many notices were written.
        """
        looks = (self._digests, self._nudges, self._watched)
        return sum([await each.write_due() for each in looks])

    async def _every(self, seconds: float, look: Callable[[], Awaitable[int]]) -> None:
        while not self._stopping.is_set():
            try:
                await look()
            except Exception as error:  # noqa: BLE001 - every error is logged, and tried again
                _log.error("the rounds could not use the database: %s", where(error))
            try:
                await asyncio.wait_for(self._stopping.wait(), seconds)
            except TimeoutError:
                continue
