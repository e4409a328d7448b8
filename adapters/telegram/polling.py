"""Long polling: fetch updates, and confirm each update after it is handled.

A request for an update confirms all earlier updates. So we never request an update while an earlier
one is still being handled. If this process is killed, the next process gets all updates that we did
not answer.
"""

import asyncio
import contextlib

from telegram import Bot
from telegram.error import TelegramError

from adapters.telegram import aiohttp_request
from adapters.telegram.bot_api_rules import Plain
from adapters.telegram.update_parsing import WANTED
from adapters.telegram.updates_in_progress import Delivery, Updates

POLL_SECONDS = 20
_LOOK_EVERY = 0.6
"""Seconds between polls for new updates while other updates are being handled.

If we repeat a poll within half a second, Telegram returns only one update. That would be the one
being handled (telegram-bot-api, Client.cpp).
"""
_SHORTEST_POLL = 1.0
"""The minimum time in seconds between two polls that find nothing.

Some servers ignore the timeout and answer at once.
"""
_HELD_SECONDS = 10.0
"""After this many seconds, an update is confirmed although it is still being handled."""
_MOST_HELD = 50
"""The maximum number of unconfirmed updates.

If there are more, the oldest are confirmed early. Telegram returns only 100 updates at once.
"""
_LAST_WORD_SECONDS = 2.0


class Polling:
    """Polls for updates, one round at a time."""

    def __init__(self, bot: Bot, updates: Updates) -> None:
        self._bot = bot
        self._updates = updates
        self._next: int | None = None
        self._confirmed: int | None = None
        self._in_hand: dict[int, tuple[Delivery, float]] = {}

    async def round(self, *, at_once: bool = False) -> None:
        """Fetch updates and begin to handle them. Unless `at_once`, wait for new updates.

        Raises TelegramError if Telegram cannot be reached or refuses.
        """
        await self._wait()
        self._let_go()
        waiting = 0 if self._in_hand or at_once else POLL_SECONDS
        asked: Plain = {"timeout": waiting, "allowed_updates": WANTED}
        if self._offset is not None:
            asked["offset"] = self._offset
        patience = waiting + aiohttp_request.READ_SECONDS
        self._confirmed = self._offset
        asked_at = asyncio.get_running_loop().time()
        # `getupdates` is written in lower case, because PTB treats `getUpdates` differently
        found = await self._bot.do_api_request("getupdates", asked, read_timeout=patience)
        now = asyncio.get_running_loop().time()
        if waiting and not found and now - asked_at < _SHORTEST_POLL:
            await asyncio.sleep(_SHORTEST_POLL - (now - asked_at))
        for raw in found:
            number = int(raw["update_id"])
            self._next = max(self._next or 0, number + 1)
            delivery = self._updates.take(raw)
            if not delivery.handled:
                self._in_hand.setdefault(number, (delivery, now))

    async def confirm(self) -> None:
        """Confirm the handled updates, so that the next process does not get them again.

        Call this on shutdown. Errors are ignored.
        """
        self._let_go()
        if self._offset == self._confirmed:
            return
        last: Plain = {"offset": self._offset, "timeout": 0, "limit": 1, "allowed_updates": WANTED}
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_LAST_WORD_SECONDS):
                await self._bot.do_api_request("getupdates", last)

    @property
    def _offset(self) -> int | None:
        """Return the id of the first update that must not be confirmed yet."""
        return min(self._in_hand, default=self._next)

    async def _wait(self) -> None:
        """Wait briefly if updates are still being handled.

        Polling at once would only return the same updates again.
        """
        tasks = [each.task for each, _ in self._in_hand.values() if each.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=_LOOK_EVERY)

    def _let_go(self) -> None:
        """Forget updates that the next request may confirm.

        These are handled updates and updates that take too long. If there are too many unconfirmed
        updates, the oldest are confirmed too.
        """
        long_ago = asyncio.get_running_loop().time() - _HELD_SECONDS
        self._in_hand = {
            number: (delivery, since)
            for number, (delivery, since) in self._in_hand.items()
            if not delivery.handled and since > long_ago
        }
        while len(self._in_hand) > _MOST_HELD:
            del self._in_hand[min(self._in_hand)]
