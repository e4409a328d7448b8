"""Slack's rate limits for one workspace; answers go before notices.

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
"""The only method that Slack limits by channel.

Slack limits each other method for the whole workspace.
"""


@dataclass(frozen=True)
class SlackLimits:
    """The highest message rates that we use.

    Slack allows one message a second in a channel, with short bursts, and several hundred a minute
    in a workspace. The burst of three lets an answer of three messages go out without a pause.
    """

    each_second: float = 5.0
    channel_each_second: float = 1.0
    channel_at_once: int = 3

    def times(self, factor: float) -> "SlackLimits":
        """Return limits that are higher by this factor."""
        return replace(
            self,
            each_second=self.each_second * factor,
            channel_each_second=self.channel_each_second * factor,
        )


class SlackPacing:
    """Applies one workspace's rate limits. `clock` returns seconds; default: the event loop's."""

    def __init__(
        self,
        limits: SlackLimits | None = None,
        *,
        patience: float = 30.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Set the limits.

        `patience`: the most seconds that an answer waits when Slack asks us to wait.
        """
        self._limits = limits or SlackLimits()
        self._patience = patience
        self._clock = clock
        overall = Overall(self._limits.each_second)
        self._limiter = RateLimiter(self._rate, overall, patience=patience, clock=clock)
        self._closed: dict[str, float] = {}

    async def passes(self, method: str, channel: str, urgency: Urgency) -> None:
        """Wait until this call is allowed.

        While Slack asks us to wait, notices raise LimitedError. Answers wait, but raise it if the
        wait is longer than `patience`.
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
        """Record that Slack asked us to wait before we call this method again.

        The wait applies to the whole workspace.
        """
        if method == POSTING:
            self._limiter.close(seconds)
        else:
            until = self._now() + seconds
            self._closed[method] = max(self._closed.get(method, until), until)

    def start(self) -> None:
        self._limiter.start()

    def stop(self) -> None:
        """Stop. Calls of `passes` that still wait raise ConnectionError."""
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
