"""Work done after a platform's request was acknowledged: in order for each person."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

from cachetools import FIFOCache

from bot.fault_log import where

_log = logging.getLogger(__name__)

REMEMBERED = 20_000
"""How many deliveries are remembered: platforms repeat one within an hour at most."""

Job = Callable[[], Coroutine[Any, Any, None]]


class KeyedTasks:
    """Jobs run as tasks. Those with the same key run one after another, in the order of arrival."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[Hashable, asyncio.Task[None]] = {}

    def begin(self, key: Hashable, job: Job) -> None:
        """Run the job after those with the same key; its errors are logged."""
        _ = self.task(key, job)

    def task(self, key: Hashable, job: Job) -> asyncio.Task[None]:
        """Like `begin`; returns the task, which can be awaited and raises nothing but
        cancellation.
        """
        task = asyncio.create_task(self._run(self._last.get(key), job), name="answer")
        self._tasks.add(task)
        self._last[key] = task
        task.add_done_callback(lambda done: self._done(key, done))
        return task

    async def finish(self, within: float) -> None:
        """Wait for the running jobs and those they start, up to this many seconds, then cancel the
        rest.
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
            return

    async def _run(self, before: asyncio.Task[None] | None, job: Job) -> None:
        if before is not None and not before.done():
            await asyncio.wait([before])
        try:
            await job()
        except Exception as error:  # noqa: BLE001 - the edge of the loop: logged, the next one runs
            _log.error("an answer failed: %s", where(error))

    def _done(self, key: Hashable, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._last.get(key) is task:
            del self._last[key]


class RecentDeliveries:
    """The last `REMEMBERED` deliveries, to recognize repeated ones."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._names: FIFOCache[str, None] = FIFOCache(most)

    def seen(self, name: str) -> bool:
        """Whether this delivery came before; remembers it. Always False for an empty name."""
        if not name:
            return False
        if name in self._names:
            return True
        self._names[name] = None
        return False
