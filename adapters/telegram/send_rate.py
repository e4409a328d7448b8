"""Keep to Telegram's rate limits. Send answers before notices.

Telegram's documentation of its limits: https://core.telegram.org/bots/faq#broadcasting-to-users
"""

import math
import re
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any

from telegram.constants import FloodLimit
from telegram.error import NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from adapters.send_rate import (
    ClosedError,
    Free,
    Overall,
    Rate,
    RateLimiter,
    StoppedError,
    Trickle,
    Urgency,
    Window,
)
from adapters.telegram.bot_api_rules import Plain
from adapters.telegram.errors import seconds_to_wait
from core.values import replace

# the methods whose calls Telegram counts as messages; it does not count chat actions ("typing"),
# forum topics and links
_COUNTED = re.compile(
    r"send(?!chataction$)|(?:edit|editephemeral|copy|forward)message", re.IGNORECASE
)

Answer = bool | Plain | list[Plain]


@dataclass(frozen=True)
class TelegramLimits:
    """The highest rates at which we send messages to Telegram.

    Telegram allows short bursts. Because we allow bursts of three in a private chat, an answer of
    two texts and a file is sent without a pause.
    """

    each_second: float = FloodLimit.MESSAGES_PER_SECOND
    private_each_second: float = FloodLimit.MESSAGES_PER_SECOND_PER_CHAT
    private_at_once: int = 3
    group_each_minute: float = FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP

    def times(self, factor: float) -> "TelegramLimits":
        """Return these limits multiplied by a factor.

        Paid broadcasts and private Bot API servers allow higher limits.
        """
        return replace(
            self,
            each_second=self.each_second * factor,
            private_each_second=self.private_each_second * factor,
            group_each_minute=self.group_each_minute * factor,
        )


class TelegramPacing(BaseRateLimiter[Urgency]):
    """PTB's rate limiter, which limits messages, but no other calls.

    `rate_limit_args` is the Urgency. If Telegram asked us to pause messages to a chat, a notice
    raises RetryAfter at once. An answer raises RetryAfter only if it would wait longer than
    `patience` seconds. `clock` returns seconds.
    """

    def __init__(
        self,
        limits: TelegramLimits | None = None,
        *,
        patience: float = 30.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._limits = limits or TelegramLimits()
        overall = Overall(self._limits.each_second)
        self._limiter = RateLimiter(self._rate, overall, patience=patience, clock=clock)

    @property
    def chats(self) -> int:
        """The number of chats with waiting or recently sent messages."""
        return self._limiter.destinations

    async def initialize(self) -> None:
        self._limiter.start()

    async def shutdown(self) -> None:
        """Let no more messages through. Calls that still wait raise NetworkError."""
        self._limiter.stop()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: Plain,
        endpoint: str,
        data: Plain,
        rate_limit_args: Urgency | None,
    ) -> Answer:
        """Wait until a call is allowed, and make it once. Raises the errors of the call."""
        if not _COUNTED.match(endpoint):
            return await callback(*args, **kwargs)
        key = _chat_of(data)
        try:
            await self._limiter.passes(key, rate_limit_args or Urgency.ANSWER)
        except ClosedError as closed:
            raise RetryAfter(math.ceil(closed.seconds)) from None
        except StoppedError:
            raise NetworkError("the bot stopped before this was sent") from None
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            # Telegram does not say whether this chat or the whole bot has reached its limit
            self._limiter.refused(key, seconds_to_wait(error))
            raise

    def _rate(self, key: Hashable) -> Rate:
        if key is None:
            return Free()
        # a chat with a name instead of a number is a channel or a public group
        if isinstance(key, str) or (isinstance(key, int) and key < 0):
            return Window(self._limits.group_each_minute, 60.0)
        return Trickle(self._limits.private_each_second, self._limits.private_at_once)


def _chat_of(data: Plain) -> int | str | None:
    """Return the chat that a call to Telegram is about.

    Return None if the call is about no chat, for example about an inline card.
    """
    given = data.get("chat_id")
    try:
        return int(given) if isinstance(given, int | str) else None
    except ValueError:
        return str(given).lower()
