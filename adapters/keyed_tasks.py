"""Run background tasks, those with the same key in order of arrival.

Tasks with different keys, such as different people, run at the same time.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

from cachetools import FIFOCache

from bot.fault_log import where

_log = logging.getLogger(__name__)

REMEMBERED = 20_000
"""How many deliveries of platforms to remember. A platform repeats a delivery within an hour."""

Job = Callable[[], Coroutine[Any, Any, None]]


class KeyedTasks:
    """Runs jobs as tasks.

    Jobs with the same key run one after another, in order of arrival.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[Hashable, asyncio.Task[None]] = {}

    def begin(self, key: Hashable, job: Job) -> None:
        """Run the job after earlier jobs with the same key. The job's errors are logged."""
        _ = self.task(key, job)

    def task(self, key: Hashable, job: Job) -> asyncio.Task[None]:
        """Run the job as `begin` does, and return its task.

        The task raises only CancelledError.
        """
        task = asyncio.create_task(self._run(key, self._last.get(key), job), name="answer")
        self._tasks.add(task)
        self._last[key] = task
        return task

    async def finish(self, within: float) -> None:
        """Wait up to `within` seconds for all jobs, and then cancel the unfinished jobs.

        Jobs that were started by other jobs are included.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + within
        while self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=max(0.0, ends - loop.time()))
            if not late:
                continue
            for task in late:
                task.cancel()
            _log.warning("stopped with %d answers not given yet", len(late))
            await asyncio.wait(late)
            # a task that was canceled before its start has not removed itself from `_tasks`
            self._tasks -= late
            return

    async def _run(self, key: Hashable, before: asyncio.Task[None] | None, job: Job) -> None:
        task = asyncio.current_task()
        assert task is not None, "it runs as a task"
        try:
            if before is not None and not before.done():
                await asyncio.wait([before])
            await job()
        except Exception as error:  # noqa: BLE001 - every error is logged, and the next task runs
            _log.error("an answer failed: %s", where(error))
        finally:
            self._tasks.discard(task)
            if self._last.get(key) is task:
                del self._last[key]


class RecentDeliveries:
    """Remembers the latest deliveries of platforms, to recognize repeated deliveries."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._names: FIFOCache[str, None] = FIFOCache(most)

    def seen_before(self, name: str) -> bool:
        """Remember the delivery with this name, and return whether it is a repetition.

        For an empty name, remember nothing and return False.
        """
        if not name:
            return False
        if name in self._names:
            return True
        self._names[name] = None
        return False
