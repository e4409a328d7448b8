"""Long polling: updates are asked for, and confirmed once they are handled.

To Telegram an update is delivered as soon as a later one is asked for. So none is asked for that
would confirm one in hand: what a killed program had not answered yet comes again to the next.
"""

import asyncio
import contextlib

from telegram import Bot
from telegram.error import TelegramError

from adapters.telegram import request
from adapters.telegram.rendering import Plain
from adapters.telegram.turns import WANTED
from adapters.telegram.updates import Delivery, Updates

POLL_SECONDS = 20
_LOOK_EVERY = 0.6
"""Seconds between looks for new updates while others are in hand.

A second request for the same within half a second gets one update only, the one in hand
(telegram-bot-api, Client.cpp).
"""
_SHORTEST_POLL = 1.0
"""Seconds that an empty poll takes at least: some servers answer at once, whatever the timeout."""
_HELD_SECONDS = 10.0
"""An update that takes longer than this holds up no confirmation any more..."""
_MOST_HELD = 50
"""... nor when so many are in hand: Telegram shows a hundred at a time."""
_LAST_WORD_SECONDS = 2.0


class Polling:
    """Asks for updates, one round at a time."""

    def __init__(self, bot: Bot, updates: Updates) -> None:
        self._bot = bot
        self._updates = updates
        self._next: int | None = None
        self._confirmed: int | None = None
        self._in_hand: dict[int, tuple[Delivery, float]] = {}

    async def round(self, *, at_once: bool = False) -> None:
        """Wait for updates and hand them on; with `at_once`, ask for those that are there now.

        Raises TelegramError.
        """
        await self._wait()
        self._let_go()
        waiting = 0 if self._in_hand or at_once else POLL_SECONDS
        asked: Plain = {"timeout": waiting, "allowed_updates": WANTED}
        if self._offset is not None:
            asked["offset"] = self._offset
        patience = waiting + request.READ_SECONDS
        # in lower case: see `adapters.telegram.message_sender`
        self._confirmed = self._offset
        asked_at = asyncio.get_running_loop().time()
        found = await self._bot.do_api_request("getupdates", asked, read_timeout=patience)
        now = asyncio.get_running_loop().time()
        if waiting and not found and now - asked_at < _SHORTEST_POLL:
            await asyncio.sleep(_SHORTEST_POLL - (now - asked_at))
        for raw in found:
            number = int(raw["update_id"])
            self._next = max(self._next or 0, number + 1)
            delivery = await self._updates.take(raw)
            if not delivery.handled:
                self._in_hand.setdefault(number, (delivery, now))

    async def confirm(self) -> None:
        """Tells Telegram at the end what has been handled, so that it does not come again."""
        self._let_go()
        if self._offset == self._confirmed:
            return
        last: Plain = {"offset": self._offset, "timeout": 0, "limit": 1, "allowed_updates": WANTED}
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_LAST_WORD_SECONDS):
                await self._bot.do_api_request("getupdates", last)

    @property
    def _offset(self) -> int | None:
        """The first update that is not confirmed."""
        return min(self._in_hand, default=self._next)

    async def _wait(self) -> None:
        """A little, while updates are in hand: they are asked for again as long as they are."""
        tasks = [each.task for each, _ in self._in_hand.values() if each.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=_LOOK_EVERY)

    def _let_go(self) -> None:
        """Lets go of what is handled, or has been in hand for too long, or is too much."""
        long_ago = asyncio.get_running_loop().time() - _HELD_SECONDS
        self._in_hand = {
            number: (delivery, since)
            for number, (delivery, since) in self._in_hand.items()
            if not delivery.handled and since > long_ago
        }
        while len(self._in_hand) > _MOST_HELD:
            del self._in_hand[min(self._in_hand)]
