"""Count how often threads pass a result to the event loop."""

import asyncio
from typing import Any

import pytest


class Hops:
    """Counts results that threads, such as SQLite's, pass to the running event loop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        real = loop.call_soon_threadsafe
        self.count = 0

        def counted(*arguments: Any, **more: Any) -> asyncio.Handle:
            self.count += 1
            return real(*arguments, **more)

        monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
