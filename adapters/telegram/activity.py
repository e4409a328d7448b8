"""Show "typing ..." or "uploading a file ..." in a chat while an answer is being prepared."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 0.7
"""Seconds before a chat shows that an answer is being prepared."""
_SHOWN_SECONDS = 4.5
"""Seconds for which Telegram shows an activity."""
TYPING = "typing"
UPLOADING_FILE = "upload_document"
UPLOADING_PICTURE = "upload_photo"


class ShownActivity:
    """Calls `show` regularly, from `patience` seconds after its creation until `end`."""

    def __init__(self, show: Callable[[str], Awaitable[None]], patience: float) -> None:
        self._show = show
        self._activity = TYPING
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(patience, self._begin)

    def becomes(self, activity: str) -> None:
        """Show another activity from now on."""
        self._activity = activity
        if self._task is not None:
            self._task.cancel()
            self._begin()

    async def end(self) -> None:
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            await self._show(self._activity)
            await asyncio.sleep(_SHOWN_SECONDS)
