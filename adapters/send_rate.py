"""Limit the rate of messages to what a platform allows, and send answers before notices."""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum
from heapq import heappop, heappush
from itertools import count

_FEW = 1024
"""When this many destinations are tracked, the idle ones are forgotten for the first time."""


class Urgency(Enum):
    """Whether a person is waiting for the message that is sent."""

    ANSWER = "somebody has just asked"
    NOTICE = "nobody waits for it"


class ClosedError(Exception):
    """Raised because the platform asked us to send nothing to a destination for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"closed for {seconds:g} s")
        self.seconds = seconds


class StoppedError(Exception):
    """Raised because the rate limiter was stopped before it let this message through."""


class RateLimiter:
    """Lets messages through at the rate that a platform allows.

    Messages to one destination keep their order. Destinations take turns. A destination that has to
    wait does not delay other destinations. `rate` returns a destination's limit. `overall` is the
    limit for all destinations together. `clock` returns seconds, by default the event loop's.
    """

    def __init__(
        self,
        rate: Callable[[Hashable], "Rate"],
        overall: "Overall",
        *,
        patience: float = 30.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """`patience` is how many seconds an answer waits at most if the platform asks for that."""
        self._rate = rate
        self._overall = overall
        self._patience = patience
        self._clock = clock
        self._destinations: dict[Hashable, _Destination] = {}
        # `_ready`: the destinations whose next message may be sent now, in order of their turns.
        # `_wakes`: the times at which other destinations may become ready
        self._ready: dict[Urgency, OrderedDict[_Destination, None]] = {
            urgency: OrderedDict() for urgency in Urgency
        }
        self._wakes: list[tuple[float, int, _Destination]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._armed_for = math.inf
        self._stopped = False
        self._most = _FEW

    @property
    def destinations(self) -> int:
        """The number of destinations with waiting or recently sent messages."""
        self._forget_idle()
        return len(self._destinations)

    def start(self) -> None:
        self._stopped = False

    def stop(self) -> None:
        """Let no more messages through.

        Calls of `passes` that still wait raise StoppedError.
        """
        self._stopped = True
        for each in list(self._destinations.values()):
            each.end()
        self._destinations.clear()
        self._wakes.clear()
        for queue in self._ready.values():
            queue.clear()
        self._arm(math.inf)

    async def passes(self, key: Hashable, urgency: Urgency) -> None:
        """Wait until a message may be sent to this destination.

        If the platform asked us to wait, raise ClosedError at once for a notice. For an answer,
        raise ClosedError only if it would wait longer than `patience`. Raises StoppedError if the
        limiter is stopped.
        """
        if self._stopped:
            raise StoppedError
        now = self._now()
        there = self._destinations.get(key) or self._known(key)
        if self._is_free(there, urgency, now):
            self._overall.take(urgency, now)
            there.rate.take(now)
            return
        if refusal := self._refusal(there, urgency, asked=now, now=now):
            self._place(there, now)
            raise refusal
        number = next(self._numbers)
        may_send = asyncio.get_running_loop().create_future()
        there.waiting[urgency][number] = _Waiting(may_send, now)
        self._place(there, now)
        self._go_on()
        try:
            await may_send
        finally:
            if there.waiting[urgency].pop(number, None):  # the caller was canceled while it waited
                self._place(there, self._now())

    def refused(self, key: Hashable, seconds: float) -> None:
        """Record that the platform asked us to pause messages to this destination.

        If the platform asks this for several destinations within a second, slow down all sending.
        """
        if self._stopped:
            return
        now = self._now()
        self._overall.refused(key, now)
        if key is None:
            return
        there = self._known(key)
        there.closed_until = max(there.closed_until, now + seconds)
        self._turn_away(there, now)
        self._go_on()

    def close(self, seconds: float) -> None:
        """Record that the platform asked us to wait before the next message to any destination."""
        if self._stopped:
            return
        now = self._now()
        self._overall.closed_until = max(self._overall.closed_until, now + seconds)
        for each in list(self._destinations.values()):
            self._turn_away(each, now)
        self._go_on()

    def _go_on(self) -> None:
        """Let through the messages that are allowed now.

        Then set the timer for the messages that come next.
        """
        now = self._now()
        while self._wakes and self._wakes[0][0] <= now:
            when, _, there = heappop(self._wakes)
            if there.wakes == when:
                there.wakes = math.inf
                self._place(there, now)
        for urgency, queue in self._ready.items():  # `_ready` has the answers first
            while queue and self._overall.free_at(urgency, now) <= now:
                there, _ = queue.popitem(last=False)
                _, waiting = there.waiting[urgency].popitem(last=False)
                if waiting.may_send.done():  # the caller that waits was just canceled
                    self._place(there, now)
                else:
                    waiting.may_send.set_result(None)
                    self._take(there, urgency, now)
        times = [self._overall.free_at(u, now) for u, queue in self._ready.items() if queue]
        self._arm(min(times + [when for when, *_ in self._wakes[:1]], default=math.inf))

    def _is_free(self, there: "_Destination", urgency: Urgency, now: float) -> bool:
        """Whether this message may be sent at once, and no other message waits."""
        for queue in self._ready.values():
            if queue:
                return False
        for waiting in there.waiting.values():
            if waiting:
                return False
        return there.free_at <= now and self._overall.free_at(urgency, now) <= now

    def _take(self, there: "_Destination", urgency: Urgency, now: float) -> None:
        self._overall.take(urgency, now)
        there.rate.take(now)
        self._place(there, now)

    def _place(self, there: "_Destination", now: float) -> None:
        """Note whether a destination can send now, has to wait, or has nothing to send."""
        waits = any(there.waiting.values())
        when = there.free_at
        for urgency, queue in self._ready.items():
            if when <= now and there.waiting[urgency]:
                queue.setdefault(there)
            else:
                queue.pop(there, None)
        if waits and now < when < there.wakes:
            there.wakes = when
            heappush(self._wakes, (when, next(self._numbers), there))

    def _turn_away(self, there: "_Destination", now: float) -> None:
        """Raise ClosedError in those calls of `passes` that would have to wait too long."""
        for urgency, queue in there.waiting.items():
            for number, waiting in list(queue.items()):
                if refusal := self._refusal(there, urgency, asked=waiting.asked, now=now):
                    del queue[number]
                    _end(waiting.may_send, refusal)
        self._place(there, now)

    def _refusal(
        self, there: "_Destination", urgency: Urgency, *, asked: float, now: float
    ) -> ClosedError | None:
        """Return the error to raise, or None if a message that came at `asked` may wait."""
        if there.closed_until <= now and self._overall.closed_until <= now:
            return None
        closed_until = max(there.closed_until, self._overall.closed_until)
        if urgency is Urgency.ANSWER and closed_until - asked <= self._patience:
            return None
        return ClosedError(closed_until - now)

    def _known(self, key: Hashable) -> "_Destination":
        there = self._destinations.get(key)
        if there is None:
            if len(self._destinations) >= self._most:
                self._forget_idle()
                self._most = max(_FEW, 2 * len(self._destinations))
            there = self._destinations[key] = _Destination(key, self._rate(key))
        return there

    def _forget_idle(self) -> None:
        """Stop tracking destinations that have no waiting messages and no limit in effect."""
        now = self._now()
        self._destinations = {
            key: there
            for key, there in self._destinations.items()
            if there.idle_at > now or any(there.waiting.values())
        }

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()

    def _wake(self) -> None:
        self._timer = None
        self._go_on()

    def _arm(self, when: float) -> None:
        """Set the timer to the time `when`, unless it is set to an earlier time already.

        If `when` is infinite, stop the timer.
        """
        if self._timer is not None:
            if self._armed_for <= when < math.inf:
                return
            self._timer.cancel()
            self._timer = None
        if when < math.inf:
            loop = asyncio.get_running_loop()
            self._armed_for = when
            self._timer = loop.call_later(max(0.0, when - self._now()), self._wake)


@dataclass(slots=True)
class _Waiting:
    may_send: asyncio.Future[None]
    asked: float


@dataclass(slots=True, eq=False)
class _Destination:
    """The messages that wait for one destination, and when the next message may be sent."""

    key: Hashable
    rate: "Rate"
    closed_until: float = -math.inf
    wakes: float = math.inf
    waiting: dict[Urgency, OrderedDict[int, _Waiting]] = field(
        default_factory=lambda: {urgency: OrderedDict() for urgency in Urgency}
    )

    @property
    def free_at(self) -> float:
        return max(self.rate.free_at, self.closed_until)

    @property
    def idle_at(self) -> float:
        """The time on the clock from which this destination can be forgotten."""
        return max(self.rate.idle_at, self.closed_until)

    def end(self) -> None:
        for queue in self.waiting.values():
            while queue:
                _, waiting = queue.popitem(last=False)
                _end(waiting.may_send, StoppedError())


class Free:
    """The rate of a destination that has no limit."""

    free_at = idle_at = -math.inf

    def take(self, now: float) -> None: ...


class Window:
    """The rate of at most `most` messages in any period of `seconds`."""

    def __init__(self, most: float, seconds: float) -> None:
        self.seconds = seconds * max(1.0, 1 / most)
        self._taken: deque[float] = deque(maxlen=max(1, int(most)))

    @property
    def free_at(self) -> float:
        full = len(self._taken) == self._taken.maxlen
        return self._taken[0] + self.seconds if full else -math.inf

    @property
    def idle_at(self) -> float:
        return self._taken[-1] + self.seconds if self._taken else -math.inf

    def take(self, now: float) -> None:
        self._taken.append(now)


class Trickle:
    """A steady rate that allows a burst after a pause (a generic cell rate algorithm)."""

    def __init__(self, each_second: float, at_once: int) -> None:
        self.spacing = 1 / each_second
        self._at_once = at_once
        self.idle_at = -math.inf

    @property
    def free_at(self) -> float:
        return self.idle_at - (self._at_once - 1) * self.spacing

    def take(self, now: float) -> None:
        self.idle_at = max(self.idle_at, now) + self.spacing


Rate = Free | Window | Trickle


class Overall:
    """The limit for all destinations together. Refusals lower the limit for a time.

    Notices are spread evenly over each second, so that an answer soon gets its turn. Two notices
    may go at once, to make up for a late timer.
    """

    _SEVERAL = 3  # destinations refused within a second if the overall limit is reached
    _RECOVERY = 60.0  # seconds in which a rate of zero would grow back to the full rate
    _SLOWEST = 1 / 16

    def __init__(self, each_second: float) -> None:
        self._each_second = each_second
        self._window = Window(each_second, 1.0)
        self._second = self._window.seconds
        self._notices = Trickle(each_second, 2)
        self._share, self._slowed_at = 1.0, -math.inf
        self._refusals: dict[Hashable, float] = {}
        self.closed_until = -math.inf

    def free_at(self, urgency: Urgency, now: float) -> float:
        share = self._share_at(now)
        self._window.seconds = self._second / share
        self._notices.spacing = 1 / self._each_second / share
        free_at = max(self._window.free_at, self.closed_until)
        return free_at if urgency is Urgency.ANSWER else max(free_at, self._notices.free_at)

    def take(self, urgency: Urgency, now: float) -> None:
        self._window.take(now)
        if urgency is Urgency.NOTICE:
            self._notices.take(now)

    def refused(self, key: Hashable, now: float) -> None:
        """Record that the platform has refused a message to this destination.

        If it refuses messages to several destinations within a second, halve the rate.
        """
        if now - self._slowed_at <= 1.0:
            return
        self._refusals = {k: at for k, at in self._refusals.items() if now - at <= 1.0}
        self._refusals[key] = now
        if len(self._refusals) >= self._SEVERAL:
            self._share = max(self._SLOWEST, self._share_at(now) / 2)
            self._slowed_at = now
            self._refusals.clear()

    def _share_at(self, now: float) -> float:
        """Return the current rate as a part of the full rate, from 0 to 1.

        After a refusal, this part grows back steadily.
        """
        if self._share >= 1.0:
            return 1.0
        return min(1.0, self._share + (now - self._slowed_at) / self._RECOVERY)


def _end(may_send: asyncio.Future[None], why: Exception) -> None:
    if not may_send.done():
        may_send.set_exception(why)
