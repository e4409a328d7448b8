"""Show "typing ..." or "uploading a file ..." in a chat while an answer is being prepared."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context

PATIENCE_SECONDS = 0.7
"""How many seconds pass before a chat shows that an answer is being prepared."""
_SHOWN_SECONDS = 4.5
"""After this many seconds, an activity is shown again.

Telegram shows an activity for about five seconds.
"""
TYPING = "typing"
UPLOADING_FILE = "upload_document"
UPLOADING_PICTURE = "upload_photo"

Show = Callable[[str], Awaitable[None]]


class Activities:
    """Shows in all chats which answers are being prepared.

    A single timer serves all chats.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._waiting: dict[ShownActivity, float] = {}
        """The activities that do not show yet, and when each begins to show, in that order."""
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, show: Show) -> "ShownActivity":
        """Return an activity that calls `show` regularly until its `end` is called.

        The first call is after `patience` seconds.
        """
        loop = asyncio.get_running_loop()
        shown = ShownActivity(show, self._waiting)
        self._waiting[shown] = due = loop.time() + self._patience
        if self._timer is None:
            self._timer = loop.call_at(due, self._look)
        return shown

    def _look(self) -> None:
        """Show the activities that are due.

        Then set the timer for the next activity.
        """
        loop = asyncio.get_running_loop()
        self._timer = None
        for shown, due in list(self._waiting.items()):
            if due > loop.time():
                self._timer = loop.call_at(due, self._look)
                return
            del self._waiting[shown]
            shown.start()


class ShownActivity:
    """Calls `show` regularly, from `start` until `end`, while an answer is being prepared."""

    def __init__(self, show: Show, waiting: "dict[ShownActivity, float]") -> None:
        self._show = show
        self._waiting = waiting
        self._activity = TYPING
        self._context = copy_context()  # the log lines of `show` then have the turn's reference
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to show the activity in the chat."""
        self._task = asyncio.create_task(self._run(), context=self._context)

    def becomes(self, activity: str) -> None:
        """Show another activity from now on, such as "uploading a file ..."."""
        self._activity = activity
        if self._task is not None:
            self._task.cancel()
            self.start()

    async def end(self) -> None:
        self._waiting.pop(self, None)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            await self._show(self._activity)
            await asyncio.sleep(_SHOWN_SECONDS)
