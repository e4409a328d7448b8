"""The relay: sends notices from the outbox to the chats of their recipients."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from adapters.concurrency_limits import AT_ONCE, ConcurrencyLimit
from adapters.delivery_outcome import Delivered, Failed, Outcome, Sender, Unreachable, Wait
from bot.conversation import Conversation
from bot.fault_log import where
from bot.turn_trace import sending_late
from core.edgefinder import Edgefinder
from core.measurements import NOTICES
from core.notices.claimed_notice import Destination, DueNotice
from core.outbox.kinds import NoticeKind
from core.outbox.relay_lock import RelayLock

_log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between checks of the outbox while no notices are due."""
STAND_BY = 1.0
"""How many seconds to wait before trying again to become the relaying process, or to reconnect."""
NOT_SERVED = timedelta(minutes=1)
"""How long to postpone notices whose platform this process does not serve."""
MOST_IN_PROGRESS = 200
"""The maximum number of destinations with a running or waiting send.

While this many sends run or wait, the relay claims no notices.
"""
MOST_CLAIMED = 100
"""The maximum number of queues to claim at once.

A queue holds the notices for one person or chat. The relay claims fewer queues while sends are
slow, so that few notices have to be postponed.
"""
MARK_AGAIN = 0.2
"""Seconds before the relay tries again to record an outcome.

This is shorter than the pause between claims.
"""
_FOR_THE_LAST = 0.4  # no new send starts in this last part of a lease


class Relay:
    """Sends due notices with the sender of each platform.

    Start it with `run`, end it with `stop`. A slow destination delays only its own notices. A slow
    platform or workspace delays only the notices to its own destinations.
    """

    def __init__(
        self, edgefinder: Edgefinder, conversation: Conversation, senders: Mapping[str, Sender]
    ) -> None:
        self._edgefinder = edgefinder
        self._conversation = conversation
        self._senders = senders
        self._stopping = asyncio.Event()
        # weak references: a limit is dropped when no task uses it any longer
        self._limits: WeakValueDictionary[tuple[str, str], ConcurrencyLimit] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[None]] = set()
        self._waiting: set[int] = set()  # the ids of claimed queues that wait for a slot
        # set when the relay should look for notices at once: after `stop`, when a slot has become
        # free, or when a notice was written
        self._look = asyncio.Event()
        self._begun = False
        self._most = MOST_CLAIMED
        # whether some notice of the last claim got no slot in time
        self._too_many = False

    async def run(self) -> None:
        """Send due notices until `stop`.

        If the database fails, log the error and try again.
        """
        lock = self._edgefinder.outbox.relay_lock()
        if not await self._wait_for_lock(lock):
            return
        listening = asyncio.create_task(self._listen(), name="relay listening")
        try:
            async with asyncio.TaskGroup() as group:
                while not self._stopping.is_set():
                    await self._look_once(group)
            await self._release_unsent()
        finally:
            listening.cancel()
            await asyncio.wait([listening])
            lock.leave()

    async def _wait_for_lock(self, lock: RelayLock) -> bool:
        """Wait until no other process relays from the same SQLite file. Return True.

        If `stop` is called during the wait, return False.
        """
        told = False
        while not self._stopping.is_set():
            if lock.taken():
                return True
            if not told:
                _log.info("another process sends this database's notices: standing by")
                told = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), STAND_BY)
        return False

    async def _look_once(self, group: asyncio.TaskGroup) -> None:
        self._look.clear()
        found = 0
        if len(self._waiting) < AT_ONCE and len(self._under_way) < MOST_IN_PROGRESS:
            try:
                if not self._begun and self._edgefinder.outbox.one_relay_only:
                    await self._edgefinder.outbox.free_all()
                self._begun = True
                found = await self._start_due(group)
            except Exception as error:  # noqa: BLE001 - every error is logged, and tried again
                _log.error("the relay could not use the outbox: %s", where(error))
        if not found:
            await self._wait()

    async def _listen(self) -> None:
        """Wake the relay as soon as a notice is written.

        Reconnect to the database when the connection is lost.
        """
        while True:
            try:
                async with self._edgefinder.outbox.listening(self._look.set) as lost:
                    # notices may have been written while we were disconnected
                    self._look.set()
                    await lost.wait()
            except Exception as error:  # noqa: BLE001 - every error is logged, and tried again
                _log.error("the relay cannot listen for new notices: %s", where(error))
            await asyncio.sleep(STAND_BY)

    def stop(self) -> None:
        """Let `run` end after the sends in progress.

        Notices that are not sent become due again, for another process or after a restart.
        """
        self._stopping.set()
        self._look.set()

    async def turn(self) -> int:
        """Claim due notices once and send them. Return how many notices were claimed."""
        async with asyncio.TaskGroup() as group:
            found = await self._start_due(group)
        await self._edgefinder.outbox.give_back()
        return found

    async def _start_due(self, group: asyncio.TaskGroup) -> int:
        """Claim due notices and start sending them. Return how many notices were claimed.

        If the last claim was too large, claim half as many notices as last time. Otherwise, claim a
        few more.
        """
        lease_ends = self._edgefinder.clock() + self._edgefinder.outbox.lease
        more = self._most // 2 if self._too_many else self._most + AT_ONCE
        self._most, self._too_many = min(max(more, AT_ONCE), MOST_CLAIMED), False
        due = await self._edgefinder.outbox.claim(self._most)
        by_lane: dict[int, list[DueNotice]] = defaultdict(list)
        for notice in due:
            by_lane[notice.lane_id].append(notice)
        not_served: list[DueNotice] = []
        for notices in by_lane.values():
            served = (d for d in notices[0].destinations if d.platform in self._senders)
            destination = next(served, None)
            if destination is None:
                not_served.append(notices[0])
                continue
            self._waiting.add(notices[0].lane_id)
            task = group.create_task(self._serve(destination, notices, lease_ends))
            self._under_way.add(task)
            task.add_done_callback(self._done)
        if not_served:
            later = self._edgefinder.clock() + NOT_SERVED
            await self._edgefinder.outbox.postpone(not_served, later)
        return len(due)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if len(self._under_way) in {0, MOST_IN_PROGRESS - 1}:
            self._look.set()

    def _is_free_again(self, queue: int) -> None:
        if queue in self._waiting:
            self._waiting.discard(queue)
            if len(self._waiting) == AT_ONCE - 1:
                self._look.set()

    def _limit_of(self, destination: Destination) -> ConcurrencyLimit:
        sender = self._senders[destination.platform]
        key = destination.platform, sender.concurrency_key(destination.address)
        limit = self._limits.get(key)
        if limit is None:
            limit = self._limits[key] = ConcurrencyLimit()
        return limit

    async def _serve(
        self, destination: Destination, notices: list[DueNotice], lease_ends: datetime
    ) -> None:
        """Send notices to one destination.

        An error is logged and not raised, so that other destinations still get their notices.
        """
        try:
            await self._send_all(destination, notices, lease_ends)
        except Exception as error:  # noqa: BLE001 - logged; claimed notices become due again
            _log.error("notices on %s were not settled: %s", destination.platform, where(error))
        finally:
            self._is_free_again(notices[0].lane_id)

    async def _send_all(
        self, destination: Destination, notices: list[DueNotice], lease_ends: datetime
    ) -> None:
        """Send the notices to one destination in order.

        If a notice fails or has to wait, the notices after it are postponed too.
        """
        outbox, clock = self._edgefinder.outbox, self._edgefinder.clock
        last_begins = lease_ends - outbox.lease * _FOR_THE_LAST
        limit, loop = self._limit_of(destination), asyncio.get_running_loop()
        for notice in notices:
            now = clock()
            if destination.held_until is not None and destination.held_until > now:
                await outbox.postpone([notice], destination.held_until)
                return
            if not await limit.enter():
                self._too_many = True
                outbox.put_off(notice, clock() if self._stopping.is_set() else limit.next_try(now))
                return
            entered = loop.time()
            self._is_free_again(notice.lane_id)
            try:
                now = clock()
                if self._stopping.is_set() or now > last_begins:
                    await outbox.postpone([notice], now)
                    return
                # the slot is kept until the outcome is recorded, so that after a crash only a few
                # sent notices have no record
                with sending_late(notice.data.get("turn", "")):
                    outcome = await self._outcome(destination, notice, lease_ends - now)
                    await self._settle(destination, notice, outcome, lease_ends)
            finally:
                limit.leave(loop.time() - entered)
            if not isinstance(outcome, Delivered):
                return

    async def _settle(
        self, destination: Destination, notice: DueNotice, outcome: Outcome, lease_ends: datetime
    ) -> None:
        """Record the outcome of a send.

        If the notice was delivered, try until that is recorded. Otherwise the notice would be sent
        again.
        """
        while True:
            try:
                await self._mark(destination, notice, outcome)
            except Exception as error:
                if not isinstance(outcome, Delivered) and self._edgefinder.clock() > lease_ends:
                    raise
                _log.error("a notice could not be marked: %s", where(error))
                await asyncio.sleep(MARK_AGAIN)
            else:
                return

    async def _mark(self, destination: Destination, notice: DueNotice, outcome: Outcome) -> None:
        outbox = self._edgefinder.outbox
        NOTICES.add(destination.platform, type(outcome).__name__.lower())
        match outcome:
            case Delivered():
                await outbox.sent(notice)
                if notice.kind is NoticeKind.ANSWER:
                    _log.info("an answer went out late on %s", destination.platform)
            case Wait(seconds):
                await outbox.hold(notice, destination, seconds)
            case Unreachable(reason):
                _log.info("a %s chat no longer accepts messages: %s", destination.platform, reason)
                await outbox.unreachable(notice, destination, reason)
            case Failed(reason):
                _log.warning("a notice on %s did not go out: %s", destination.platform, reason)
                await outbox.failed(notice, destination, reason)

    async def _outcome(
        self, destination: Destination, notice: DueNotice, within: timedelta
    ) -> Outcome:
        """Send the notice, and return the outcome. Stop trying after the time `within`.

        The notice's lease ends after that time, and another relay may then send the notice.
        """
        try:
            reply = await self._conversation.compose(notice)
            async with asyncio.timeout(within.total_seconds()):
                return await self._senders[destination.platform].send(destination.address, reply)
        except TimeoutError:
            return Failed("it took too long")
        except Exception as error:  # noqa: BLE001 - an error of one notice, retried with growing delays
            return Failed(where(error))

    async def _release_unsent(self) -> None:
        try:
            await self._edgefinder.outbox.give_back()
        except Exception as error:  # noqa: BLE001 - logged; claimed notices become due again
            _log.error("the relay could not give back what it had: %s", where(error))

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._look.wait(), LOOK_EVERY)
        except TimeoutError:
            return
