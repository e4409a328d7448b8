"""Wait for a change; changes cost nothing while no one waits."""

import asyncio
import contextlib


class Changes:
    """A notification for waiters: all of them continue at the next `tell`."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for each in waiting:
            if not each.done():
                each.set_result(None)

    async def next(self, seconds: float) -> None:
        """Return at the next change, or after this many seconds."""
        changed = asyncio.get_running_loop().create_future()
        self._waiting.add(changed)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await changed
        finally:
            self._waiting.discard(changed)
