"""Updates on their way: each is handled once, however often and by whichever way it comes."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import FIFOCache
from telegram import Update
from telegram.ext import Application

from adapters.telegram.rendering import Plain
from bot.fault_log import where
from bot.reply import Reply

_log = logging.getLogger(__name__)

REMEMBERED = 20_000
"""Updates that are known when they come again."""


@dataclass
class Delivery:
    """An update on its way.

    `handled`: it is done with, and what comes again of it is only told so. `here`: a call may
    travel back in the answer to the request that brought it; `call` is that call. `reply` is what
    is answered, `steps` how many steps of it are done, `sent` the numbers of its messages that are
    out, and `tries` how often it was begun.
    """

    here: bool = False
    handled: bool = False
    call: Plain | None = None
    reply: Reply | None = None
    steps: int = 0
    sent: list[int] = field(default_factory=list)
    tries: int = 0
    task: asyncio.Task[None] | None = None

    @property
    def under_way(self) -> bool:
        return self.task is not None and not self.task.done()

    async def ended(self) -> None:
        """Waits until it is handled, or cannot be for now."""
        if self.task is not None:
            await asyncio.wait([self.task])


class Updates:
    """Hands updates to the application's handlers; one of these calls `begin` for what is ours."""

    def __init__(self, application: Application) -> None:  # type: ignore[type-arg] # six, none ours
        self._application = application
        self._known: FIFOCache[int, Delivery] = FIFOCache(REMEMBERED)

    async def take(self, raw: Plain, *, here: bool = False) -> Delivery:
        """Begins to handle an update, unless that has been done. Never raises."""
        number = raw.get("update_id")
        if not isinstance(number, int):
            _log.error("an update of Telegram's has no number")
            return Delivery(handled=True)
        delivery = self._known.get(number)
        if delivery is None:
            delivery = self._known[number] = Delivery()
        if delivery.handled or delivery.under_way:
            return delivery
        delivery.here, delivery.task = here, None
        try:
            await self._application.process_update(Update.de_json(raw, self._application.bot))
        except Exception as error:  # noqa: BLE001 - logged; those after it are answered
            _log.error("an update of Telegram's could not be read: %s", where(error))
        if delivery.task is None:  # not for us, or never to be read
            delivery.handled = True
        return delivery

    def begin(self, number: int, job: Callable[[Delivery], asyncio.Task[None]]) -> None:
        """Begins the work on an update that `take` is handing on."""
        delivery = self._known[number]
        delivery.task = job(delivery)
