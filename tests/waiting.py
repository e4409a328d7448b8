"""Wait in tests for conditions that no event reports."""

import asyncio
from collections.abc import Callable

from adapters.chat_platform import ChatPlatform


async def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait until the condition holds. Raises TimeoutError after these seconds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - no event reports it
            await asyncio.sleep(0.01)


async def problem_of(adapter: ChatPlatform) -> str:
    """Wait until the adapter reports that its platform fails; return why."""
    await until(lambda: adapter.health.problem)
    return adapter.health.problem


async def until_well(adapter: ChatPlatform) -> None:
    """Wait until the adapter is ready."""
    await until(lambda: adapter.health.ready)
