"""Keep to Slack's rate limits for one workspace. Send answers before notices.

Slack's documentation of its limits: https://docs.slack.dev/apis/web-api/rate-limits
"""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from adapters.send_rate import (
    ClosedError,
    Overall,
    Rate,
    RateLimiter,
    StoppedError,
    Trickle,
    Urgency,
)
from adapters.slack.errors import LimitedError

POSTING = "chat.postMessage"
"""The only method whose rate Slack limits by channel.

Slack limits the rate of all other methods by workspace.
"""


@dataclass(frozen=True)
class SlackLimits:
    """The highest rates at which we send messages to Slack.

    Slack allows one message a second in a channel, with short bursts, and several hundred messages
    a minute in a workspace. Because we allow bursts of three, an answer of three messages is sent
    without a pause.
    """

    each_second: float = 5.0
    channel_each_second: float = 1.0
    channel_at_once: int = 3

    def times(self, factor: float) -> "SlackLimits":
        """Return these limits multiplied by a factor."""
        return replace(
            self,
            each_second=self.each_second * factor,
            channel_each_second=self.channel_each_second * factor,
        )


class SlackPacing:
    """Applies one workspace's rate limits.

    `clock` returns seconds. The default is the event loop's clock.
    """

    def __init__(
        self,
        limits: SlackLimits | None = None,
        *,
        patience: float = 30.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """`patience` is how many seconds an answer waits if Slack asks us to wait."""
        self._limits = limits or SlackLimits()
        self._patience = patience
        self._clock = clock
        overall = Overall(self._limits.each_second)
        self._limiter = RateLimiter(self._rate, overall, patience=patience, clock=clock)
        self._closed: dict[str, float] = {}

    async def passes(self, method: str, channel: str, urgency: Urgency) -> None:
        """Wait until this API call is allowed.

        If Slack asked us to wait, raise LimitedError at once for a notice. For an answer, raise
        LimitedError only if it would wait longer than `patience`. Raises ConnectionError if the
        call posts a message and `stop` was called.
        """
        if method != POSTING:
            await self._opens(method, urgency)
            return
        try:
            await self._limiter.passes(channel, urgency)
        except ClosedError as closed:
            raise LimitedError(closed.seconds) from None
        except StoppedError:
            raise ConnectionError("the bot stopped before this was sent") from None

    def refused(self, method: str, seconds: float) -> None:
        """Record that Slack asked us to wait before we call this method again."""
        if method == POSTING:
            self._limiter.close(seconds)
        else:
            until = self._now() + seconds
            self._closed[method] = max(self._closed.get(method, until), until)

    def start(self) -> None:
        self._limiter.start()

    def stop(self) -> None:
        """Let no more messages through.

        For messages that still wait, `passes` raises ConnectionError.
        """
        self._limiter.stop()

    async def _opens(self, method: str, urgency: Urgency) -> None:
        asked = self._now()
        while (left := self._closed.get(method, asked) - self._now()) > 0:
            if urgency is Urgency.NOTICE or self._closed[method] - asked > self._patience:
                raise LimitedError(left)
            await asyncio.sleep(left)

    def _rate(self, _: Hashable) -> Rate:
        return Trickle(self._limits.channel_each_second, self._limits.channel_at_once)

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()
