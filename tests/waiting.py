"""Wait in tests for what has no event."""

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait until this is true. Raises TimeoutError after these seconds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
