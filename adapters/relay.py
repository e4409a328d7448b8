"""The relay: takes notices from the outbox to the chats of the people they are owed to."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from adapters.delivery import Delivered, Failed, Sender, Unreachable, Wait
from bot.conversation import Conversation
from core.edgefinder import Edgefinder
from core.notices.outbox import LEASE, Destination, DueNotice

_log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between looks at an outbox in which nothing was due."""
NOT_SERVED = timedelta(minutes=1)
"""Notices for a platform that this process does not serve are left alone for so long."""
AT_ONCE = 20
"""Destinations that are sent to side by side."""
_WORKING_TIME = LEASE * 0.6  # the rest is for the last send's own time-outs


class Relay:
    """One relay; `senders` by platform. Run it with `run`, end it with `stop`."""

    def __init__(
        self, edgefinder: Edgefinder, conversation: Conversation, senders: Mapping[str, Sender]
    ) -> None:
        self._edgefinder = edgefinder
        self._conversation = conversation
        self._senders = senders
        self._stopping = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Sends what is due until `stop`; a fault of the database is logged, and waited out."""
        while not self._stopping.is_set():
            try:
                found = await self.turn()
            except Exception:  # noqa: BLE001 - the edge of the loop: logged, and tried again
                _log.exception("the relay could not use the outbox; it tries again")
                found = 0
            if not found:
                await self._rest()

    def stop(self) -> None:
        """Ends `run` after the sends under way; what was not sent yet is left for the next one."""
        self._stopping.set()

    async def turn(self) -> int:
        """Claims what is due, sends it, and returns how many notices were taken up."""
        due = await self._edgefinder.outbox.claim()
        by_destination: dict[Destination, list[DueNotice]] = defaultdict(list)
        not_served: list[DueNotice] = []
        for notice in due:
            served = (place for place in notice.destinations if place.platform in self._senders)
            destination = next(served, None)
            if destination is None:
                not_served.append(notice)
            else:
                by_destination[destination].append(notice)
        if not_served:
            later = self._edgefinder.clock() + NOT_SERVED
            await self._edgefinder.outbox.postpone(not_served, later)
        async with asyncio.TaskGroup() as group:
            for destination, notices in by_destination.items():
                group.create_task(self._send_all(destination, notices))
        return len(due)

    async def _send_all(self, destination: Destination, notices: list[DueNotice]) -> None:
        """Sends to one destination in order; what stops one stops those after it too."""
        outbox, clock = self._edgefinder.outbox, self._edgefinder.clock
        give_back_at = clock() + _WORKING_TIME
        for place, notice in enumerate(notices):
            now = clock()
            if destination.held_until is not None and destination.held_until > now:
                await outbox.postpone(notices[place:], destination.held_until)
                return
            async with self._slots:
                if self._stopping.is_set() or clock() > give_back_at:
                    await outbox.postpone(notices[place:], clock())
                    return
                resume_at = await self._send(destination, notice)
            if resume_at is not None:
                if notices[place + 1 :]:
                    await outbox.postpone(notices[place + 1 :], resume_at)
                return

    async def _send(self, destination: Destination, notice: DueNotice) -> datetime | None:
        """Sends one notice and settles it; returns when the destination takes more, if not now."""
        outbox = self._edgefinder.outbox
        reply = self._conversation.compose(notice)
        outcome = await self._senders[destination.platform].send(destination.address, reply)
        match outcome:
            case Delivered():
                await outbox.sent(notice)
                return None
            case Wait(seconds):
                return await outbox.hold(notice, destination, seconds)
            case Unreachable(reason):
                _log.info("a %s chat takes no messages any more: %s", destination.platform, reason)
                await outbox.unreachable(notice, destination, reason)
                return self._edgefinder.clock()
            case Failed(reason):
                _log.warning("a notice on %s did not go out: %s", destination.platform, reason)
                return await outbox.failed(notice, destination, reason)

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), LOOK_EVERY)
        except TimeoutError:
            return
