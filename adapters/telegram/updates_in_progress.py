"""Updates being handled: each is handled once, however often and in whatever way it arrives."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.telegram.activity import ShownActivity
from adapters.telegram.rendering import Plain
from bot.fault_log import where
from bot.reply import Reply

_log = logging.getLogger(__name__)

REMEMBERED = 20_000
"""How many updates are remembered, to recognize repeated deliveries."""


@dataclass
class Delivery:
    """The delivery of an update.

    `handled`: it is finished, and repeated deliveries are only confirmed. `here`: the response to
    the request that delivered it may contain a call, which is `call`. `reply` is the answer,
    `steps` how many of its steps are done, `sent` the ids of its messages that were sent, `aside`
    the number of its first message if only the asker sees it, `activity` what the chat shows until
    it is there, and `tries` how often it was attempted.
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
        """Wait until it is handled, or fails for now."""
        if not self.under_way:
            return
        assert self.task is not None, "it is under way"
        ended = asyncio.Event()  # so that whoever waits can be cancelled alone
        self.task.add_done_callback(lambda _: ended.set())
        await ended.wait()

    def let_go(self) -> None:
        """Once it is handled, keep nothing but that: it is remembered for a long time."""
        if self.handled:
            self.reply = self.task = None


Job = Callable[[Delivery], asyncio.Task[None]]
"""Starts the work on a delivery."""


class Updates:
    """Pass each new update on to `read`, which returns the work that answers it, if any."""

    def __init__(self, read: Callable[[Plain], Job | None]) -> None:
        self._read = read
        self._known: OrderedDict[int, Delivery] = OrderedDict()

    def take(self, raw: Plain, *, here: bool = False) -> Delivery:
        """Start handling an update, unless that was done before. Never raises."""
        number = raw.get("update_id")
        if not isinstance(number, int):
            _log.error("an update of Telegram's has no number")
            return Delivery(handled=True)
        delivery = self._known.get(number)
        if delivery is None:
            delivery = self._known[number] = Delivery()
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        if delivery.handled or delivery.under_way:
            return delivery
        delivery.here, delivery.task = here, None
        try:
            job = self._read(raw)
        except Exception as error:  # noqa: BLE001 - logged; later updates are answered
            _log.error("an update of Telegram's could not be read: %s", where(error))
            job = None
        if job is None:  # not for us, or unreadable
            delivery.handled = True
        else:
            delivery.task = job(delivery)
        return delivery
