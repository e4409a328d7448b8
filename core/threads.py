"""Run a function in a thread, so that the event loop is free meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from core.storage.sqlite_file import NotPlain

T = TypeVar("T")


def need_event_loop() -> None:
    """Raise NotPlain if there is no event loop."""
    import asyncio  # noqa: PLC0415 - short commands do not need it

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise NotPlain from None


async def in_thread(work: Callable[[], T]) -> T:
    """Run `work` in a thread, and return its result.

    Raises NotPlain if there is no event loop.
    """
    need_event_loop()
    import asyncio  # noqa: PLC0415 - short commands do not need it

    return await asyncio.to_thread(work)
