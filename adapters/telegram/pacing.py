"""How fast messages go out: within Telegram's limits, answers before notices.

Telegram's own words on its limits: https://core.telegram.org/bots/faq#broadcasting-to-users
"""

import asyncio
import math
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from enum import Enum
from heapq import heappop, heappush
from itertools import count
from typing import Any

from telegram.constants import FloodLimit
from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from adapters.telegram.errors import seconds_to_wait

# a chat action is shown above a chat, not put into it; forum topics and links are no messages
_COUNTED = re.compile(r"send(?!chataction$)|(?:edit|copy|forward)message", re.IGNORECASE)

Plain = dict[str, Any]
Answer = bool | Plain | list[Plain]


class Urgency(Enum):
    """Who waits for a message: given as `rate_limit_args`."""

    ANSWER = "somebody has just asked"
    NOTICE = "nobody waits for it"


@dataclass(frozen=True)
class Limits:
    """Messages let through, at most.

    Three at once in a private chat: an answer of a text, its continuation and a file is not slowed;
    Telegram lets short bursts pass.
    """

    each_second: float = FloodLimit.MESSAGES_PER_SECOND
    private_each_second: float = FloodLimit.MESSAGES_PER_SECOND_PER_CHAT
    private_at_once: int = 3
    group_each_minute: float = FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP

    def times(self, factor: float) -> "Limits":
        """So many times faster, as for paid broadcasts or one's own Bot API server."""
        return replace(
            self,
            each_second=self.each_second * factor,
            private_each_second=self.private_each_second * factor,
            group_each_minute=self.group_each_minute * factor,
        )


class Pacing(BaseRateLimiter[Urgency]):
    """Lets messages through one by one; all else passes at once.

    A chat's own messages are let through in the order they were asked for, chats in turn. A chat
    that must wait holds up no other. Raises RetryAfter for a chat that Telegram has closed: to a
    notice at once, to an answer when it would have to wait for more than `patience` seconds.
    `clock` tells seconds; the event loop's by default.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        patience: float = 30.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._patience = patience
        self._clock = clock
        self._overall = _Overall(self._limits.each_second)
        self._chats: dict[int | str | None, _Chat] = {}
        # chats whose first message may go, in turn; and times at which chats are to be looked at
        self._ready: dict[Urgency, OrderedDict[_Chat, None]] = {u: OrderedDict() for u in Urgency}
        self._wakes: list[tuple[float, int, _Chat]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def chats(self) -> int:
        """Chats that are remembered: those with messages waiting or sent a moment ago."""
        return len(self._chats)

    async def initialize(self) -> None:
        self._closed = False

    async def shutdown(self) -> None:
        """Ends waiting: what was not sent yet raises NetworkError."""
        self._closed = True
        for chat in list(self._chats.values()):
            chat.end(_stopped)
        self._chats.clear()
        self._wakes.clear()
        for lane in self._ready.values():
            lane.clear()
        self._arm(math.inf)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: Plain,
        endpoint: str,
        data: Plain,
        rate_limit_args: Urgency | None,
    ) -> Answer:
        """Calls back when it is time to, once. Raises what the call raises."""
        if not _COUNTED.match(endpoint):
            return await callback(*args, **kwargs)
        key = _chat_of(data)
        await self._turn(key, rate_limit_args or Urgency.ANSWER)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._refused(key, seconds_to_wait(error))
            raise

    async def _turn(self, key: int | str | None, urgency: Urgency) -> None:
        if self._closed:
            raise _stopped()
        now = self._now()
        chat = self._chats.get(key)
        if chat is None:
            chat = self._chats[key] = _Chat(key, self._rate(key))
        if refusal := self._refusal(chat, urgency, asked=now, now=now):
            raise refusal
        number = next(self._numbers)
        let_through = asyncio.get_running_loop().create_future()
        chat.waiting[urgency][number] = _Waiting(let_through, now)
        self._place(chat, now)
        self._go_on()
        try:
            await let_through
        finally:
            if chat.waiting[urgency].pop(number, None):  # the caller was cancelled
                self._place(chat, self._now())

    def _go_on(self) -> None:
        """Lets through what may go now, and sets the timer for what comes next."""
        now = self._now()
        while self._wakes and self._wakes[0][0] <= now:
            when, _, chat = heappop(self._wakes)
            if chat.wakes == when:
                chat.wakes = math.inf
                self._place(chat, now)
        for urgency, lane in self._ready.items():  # answers are the first of them
            while lane and self._overall.free_at(urgency, now) <= now:
                chat, _ = lane.popitem(last=False)
                _, waiting = chat.waiting[urgency].popitem(last=False)
                if not waiting.let_through.done():  # it is when its caller was just cancelled
                    waiting.let_through.set_result(None)
                    self._overall.take(urgency, now)
                    chat.rate.take(now)
                self._place(chat, now)
        times = [self._overall.free_at(u, now) for u, lane in self._ready.items() if lane]
        self._arm(min(times + [when for when, *_ in self._wakes[:1]], default=math.inf))

    def _place(self, chat: "_Chat", now: float) -> None:
        """Puts a chat where it belongs: in the lanes of its messages, to sleep, or away."""
        waits = any(chat.waiting.values())
        when = chat.free_at if waits else chat.idle_at
        for urgency, lane in self._ready.items():
            if when <= now and chat.waiting[urgency]:
                lane.setdefault(chat)
            else:
                lane.pop(chat, None)
        if when > now:
            if when < chat.wakes:
                chat.wakes = when
                heappush(self._wakes, (when, next(self._numbers), chat))
        elif not waits:
            chat.wakes = math.inf  # another may soon stand in its place
            self._chats.pop(chat.key, None)

    def _refused(self, key: int | str | None, seconds: float) -> None:
        """Telegram asked to wait. It does not tell whether for this chat's sake or for all."""
        if self._closed:
            return
        now = self._now()
        self._overall.refused(key, now)
        if key is None:
            return
        chat = self._chats.get(key)
        if chat is None:
            chat = self._chats[key] = _Chat(key, self._rate(key))
        chat.closed_until = max(chat.closed_until, now + seconds)
        for urgency, lane in chat.waiting.items():
            for number, waiting in list(lane.items()):
                if refusal := self._refusal(chat, urgency, asked=waiting.asked, now=now):
                    del lane[number]
                    _end(waiting.let_through, refusal)
        self._place(chat, now)
        self._go_on()

    def _refusal(
        self, chat: "_Chat", urgency: Urgency, *, asked: float, now: float
    ) -> RetryAfter | None:
        """What is raised instead of waiting for a closed chat to be open again, if anything."""
        if chat.closed_until <= now:
            return None
        if urgency is Urgency.ANSWER and chat.closed_until - asked <= self._patience:
            return None
        return RetryAfter(math.ceil(chat.closed_until - now))

    def _rate(self, key: int | str | None) -> "_Rate":
        if key is None:
            return _Free()
        # names are those of channels and public groups
        if isinstance(key, str) or key < 0:
            return _Window(self._limits.group_each_minute, 60.0)
        return _Trickle(self._limits.private_each_second, self._limits.private_at_once)

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()

    def _arm(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if when < math.inf:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, when - self._now()), self._go_on)


@dataclass(slots=True)
class _Waiting:
    let_through: asyncio.Future[None]
    asked: float


@dataclass(slots=True, eq=False)
class _Chat:
    """What waits to go to a chat, and when the next may."""

    key: int | str | None
    rate: "_Rate"
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
        """From when on there is nothing to remember."""
        return max(self.rate.idle_at, self.closed_until)

    def end(self, why: Callable[[], TelegramError]) -> None:
        for lane in self.waiting.values():
            while lane:
                _, waiting = lane.popitem(last=False)
                _end(waiting.let_through, why())


class _Free:
    """No limit."""

    free_at = idle_at = -math.inf

    def take(self, now: float) -> None: ...


class _Window:
    """No more than so many in any stretch of `seconds`."""

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


class _Trickle:
    """So many a second, and after a pause so many at once (a generic cell rate algorithm)."""

    def __init__(self, each_second: float, at_once: int) -> None:
        self.spacing = 1 / each_second
        self._at_once = at_once
        self.idle_at = -math.inf

    @property
    def free_at(self) -> float:
        return self.idle_at - (self._at_once - 1) * self.spacing

    def take(self, now: float) -> None:
        self.idle_at = max(self.idle_at, now) + self.spacing


_Rate = _Free | _Window | _Trickle


class _Overall:
    """The limit of the whole bot, and how far it is slowed down.

    Notices are spread evenly, two at once to make up for a timer that was late: so a place comes
    free every moment, and an answer does not wait for the end of a second.
    """

    _SEVERAL = 3  # chats refused within a second: by chance they hardly are
    _RECOVERY = 60.0  # seconds from a standstill to the whole rate
    _SLOWEST = 1 / 16

    def __init__(self, each_second: float) -> None:
        self._each_second = each_second
        self._window = _Window(each_second, 1.0)
        self._second = self._window.seconds
        self._notices = _Trickle(each_second, 2)
        self._share, self._slowed_at = 1.0, -math.inf
        self._refusals: dict[int | str | None, float] = {}

    def free_at(self, urgency: Urgency, now: float) -> float:
        share = self._share_at(now)
        self._window.seconds = self._second / share
        self._notices.spacing = 1 / self._each_second / share
        if urgency is Urgency.ANSWER:
            return self._window.free_at
        return max(self._window.free_at, self._notices.free_at)

    def take(self, urgency: Urgency, now: float) -> None:
        self._window.take(now)
        if urgency is Urgency.NOTICE:
            self._notices.take(now)

    def refused(self, key: int | str | None, now: float) -> None:
        """Halves the rate when several chats are refused within a second: once for all of them."""
        if now - self._slowed_at <= 1.0:
            return
        self._refusals = {k: at for k, at in self._refusals.items() if now - at <= 1.0}
        self._refusals[key] = now
        if len(self._refusals) >= self._SEVERAL:
            self._share = max(self._SLOWEST, self._share_at(now) / 2)
            self._slowed_at = now
            self._refusals.clear()

    def _share_at(self, now: float) -> float:
        """The part of the rate that is used: it grows back steadily."""
        if self._share >= 1.0:
            return 1.0
        return min(1.0, self._share + (now - self._slowed_at) / self._RECOVERY)


def _chat_of(data: Plain) -> int | str | None:
    """The chat of a call; None when it names none, as for messages that were sent inline."""
    given = data.get("chat_id")
    try:
        return int(given) if isinstance(given, int | str) else None
    except ValueError:
        return str(given).lower()


def _end(let_through: asyncio.Future[None], why: TelegramError) -> None:
    if not let_through.done():
        let_through.set_exception(why)


def _stopped() -> TelegramError:
    return NetworkError("the bot stops before this was sent")
