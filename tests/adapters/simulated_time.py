"""Simulated time: instead of waiting, the clock of a test's event loop jumps ahead."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """A selector that moves the clock ahead instead of sleeping."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "all tasks wait, and no timer will wake one"
        self.now += max(0.0, timeout)
        return super().select(0)


class _FastLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def passing(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in simulated time, so that waiting takes no real time."""
    with asyncio.Runner(loop_factory=_FastLoop) as runner:
        return runner.run(main)


def now() -> float:
    return asyncio.get_running_loop().time()
