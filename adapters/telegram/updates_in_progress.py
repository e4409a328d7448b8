"""Handle each update only once, even if Telegram delivers it several times."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import FIFOCache

from adapters.telegram.activity import ShownActivity
from adapters.telegram.bot_api_rules import Plain
from bot.fault_log import where
from bot.reply import Reply

_log = logging.getLogger(__name__)

REMEMBERED = 20_000
"""How many handled updates are remembered, to recognize updates that are delivered again."""


@dataclass
class Delivery:
    """The delivery of an update, and how much of its answer has been sent.

    - `handled`: the update is finished. If it is delivered again, it is only confirmed.
    - `here`: the response to the webhook request may contain one call to Telegram, which is `call`.
    - `reply` is the answer. `steps` counts the completed steps of sending it. `sent` has the ids of
      the sent messages.
    - If only the asker sees the answer, `aside` is the number of its first message. Otherwise
      `aside` is 0.
    - `activity` is what the chat shows until the answer is sent, such as "typing ...".
    - `tries` counts the attempts to send the answer.
    """

    here: bool = False
    handled: bool = False
    call: Plain | None = None
    reply: Reply | None = None
    steps: int = 0
    sent: list[int] = field(default_factory=list)
    aside: int = 0
    activity: ShownActivity | None = None
    tries: int = 0
    task: asyncio.Task[None] | None = None

    @property
    def under_way(self) -> bool:
        return self.task is not None and not self.task.done()

    async def ended(self) -> None:
        """Wait until the update is handled, or until this try has failed."""
        if not self.under_way:
            return
        assert self.task is not None, "it is under way"
        # wait for an event and not for `self.task`: if the waiting task is canceled, the answer
        # must go on
        ended = asyncio.Event()
        self.task.add_done_callback(lambda _: ended.set())
        await ended.wait()

    def let_go(self) -> None:
        """Drop the answer if the update is handled, because the answer takes memory."""
        if self.handled:
            self.reply = self.task = None


Begin = Callable[[Plain, Delivery], asyncio.Task[None] | None]
"""A function that parses an update and begins to handle it.

It returns the task, or None if the update is not for us.
"""


class Updates:
    """Begins to handle each new update, and recognizes repeated updates."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._known: dict[int, Delivery] = {}
        self._handled: FIFOCache[int, Plain | None] = FIFOCache(REMEMBERED)

    def take(self, raw: Plain, *, here: bool = False) -> Delivery:
        """Begin to handle an update, unless it was delivered before.

        Return the update's delivery. Never raises an error.
        """
        number = raw.get("update_id")
        if not isinstance(number, int):
            _log.error("a Telegram update has no update_id")
            return Delivery(handled=True)
        if number in self._handled:
            return Delivery(handled=True, call=self._handled[number])
        delivery = self._known.get(number)
        if delivery is None:
            self._forget_details()
            delivery = self._known[number] = Delivery()
        if delivery.handled or delivery.under_way:
            return delivery
        delivery.here, delivery.task = here, None
        try:
            delivery.task = self._begin(raw, delivery)
        except Exception as error:  # noqa: BLE001 - logged; later updates are answered
            _log.error("a Telegram update could not be parsed: %s", where(error))
        if delivery.task is None:  # the update is not for us, or nobody can read it
            delivery.handled = True
        return delivery

    def _forget_details(self) -> None:
        """Forget most of what is known about the oldest updates.

        For a handled update, keep only its number and the call in its response. Forget unhandled
        updates only if there are too many.
        """
        while self._known:
            number, oldest = next(iter(self._known.items()))
            if not oldest.handled and len(self._known) < REMEMBERED:
                return
            del self._known[number]
            if oldest.handled:
                self._handled[number] = oldest.call
