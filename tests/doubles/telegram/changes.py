"""Let tasks wait for a change of the double's state."""

import asyncio
import contextlib


class Changes:
    """All tasks that wait in `next` continue at the next `tell`."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for each in waiting:
            if not each.done():
                each.set_result(None)

    async def next(self, seconds: float) -> None:
        """Wait for the next change, at most this many seconds."""
        changed = asyncio.get_running_loop().create_future()
        self._waiting.add(changed)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await changed
        finally:
            self._waiting.discard(changed)
