"""The relay: takes notices from the outbox to the chats of the people they are owed to."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from adapters.delivery import Delivered, Failed, Outcome, Sender, Unreachable, Wait
from bot.conversation import Conversation
from bot.faults import where
from core.edgefinder import Edgefinder
from core.notices.due import Destination, DueNotice
from core.notices.outbox import LEASE

_log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between looks at an outbox in which nothing was due."""
NOT_SERVED = timedelta(minutes=1)
"""Notices for a platform that this process does not serve are left alone for so long."""
AT_ONCE = 20
"""Destinations that are sent to side by side; while there are so many, no more are taken up."""
_WORKING_TIME = LEASE * 0.6  # the rest is for the last send's own time-outs


class Relay:
    """One relay; `senders` by platform. Run it with `run`, end it with `stop`.

    A destination that is slow holds itself: the others are served, and new ones taken up.
    """

    def __init__(
        self, edgefinder: Edgefinder, conversation: Conversation, senders: Mapping[str, Sender]
    ) -> None:
        self._edgefinder = edgefinder
        self._conversation = conversation
        self._senders = senders
        self._stopping = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()
        self._look = asyncio.Event()  # stopping, or room for more: the outbox is looked at again

    async def run(self) -> None:
        """Sends what is due until `stop`; a fault of the database is logged, and waited out."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping.is_set():
                self._look.clear()
                found = 0
                if len(self._under_way) < AT_ONCE:
                    try:
                        found = await self._take_up(group)
                    except Exception as error:  # noqa: BLE001 - the edge of the loop: logged, tried again
                        _log.error("the relay could not use the outbox: %s", where(error))
                if not found:
                    await self._rest()

    def stop(self) -> None:
        """Ends `run` after the sends under way; what was not sent yet is left for the next one."""
        self._stopping.set()
        self._look.set()

    async def turn(self) -> int:
        """Claims what is due, sends it, and returns how many notices were taken up."""
        async with asyncio.TaskGroup() as group:
            return await self._take_up(group)

    async def _take_up(self, group: asyncio.TaskGroup) -> int:
        """Claims what is due and begins to send it; returns how many notices that are."""
        give_back_at = self._edgefinder.clock() + _WORKING_TIME
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
        for destination, notices in by_destination.items():
            task = group.create_task(self._serve(destination, notices, give_back_at))
            self._under_way.add(task)
            task.add_done_callback(self._done)
        return len(due)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if len(self._under_way) in {0, AT_ONCE - 1}:
            self._look.set()

    async def _serve(
        self, destination: Destination, notices: list[DueNotice], give_back_at: datetime
    ) -> None:
        """What goes wrong with one destination is logged, and stops none of the others."""
        try:
            await self._send_all(destination, notices, give_back_at)
        except Exception as error:  # noqa: BLE001 - logged; what was claimed falls due again
            _log.error("notices on %s were not settled: %s", destination.platform, where(error))

    async def _send_all(
        self, destination: Destination, notices: list[DueNotice], give_back_at: datetime
    ) -> None:
        """Sends to one destination in order; what stops one stops those after it too."""
        outbox, clock = self._edgefinder.outbox, self._edgefinder.clock
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
        match await self._outcome(destination, notice):
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

    async def _outcome(self, destination: Destination, notice: DueNotice) -> Outcome:
        try:
            reply = self._conversation.compose(notice)
            return await self._senders[destination.platform].send(destination.address, reply)
        except Exception as error:  # noqa: BLE001 - one notice's fault, tried again ever later
            return Failed(where(error))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._look.wait(), LOOK_EVERY)
        except TimeoutError:
            return
