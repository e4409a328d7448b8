"""Work in a thread, so that the event loop is free meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from core.storage.sqlite_file import NotPlain

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Do it in a thread. Raises NotPlain where there is no event loop."""
    import asyncio  # noqa: PLC0415 - a command that lasts a moment does not load it

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise NotPlain from None
    return await asyncio.to_thread(work)
