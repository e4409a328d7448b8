"""Slack's limits on how fast an app may post (docs.slack.dev/apis/web-api/rate-limits)."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field


class TooFastError(Exception):
    """Slack asks the app to wait for this many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@dataclass
class Flood:
    """Refuses messages that come too fast, while `on`.

    A channel accepts a short burst. A workspace has a limit for each minute. The limits are `scale`
    times higher than Slack's, so that tests are fast.
    """

    on: bool = False
    per_channel_second: float = 1
    burst: int = 3
    per_minute: int = 300
    scale: float = 1.0
    refused: int = 0
    _workspaces: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _channels: dict[str, float] = field(default_factory=dict)

    def check(self, workspace: str, channel: str) -> None:
        """Count a message. Raises TooFastError if it comes too fast."""
        if not self.on:
            return
        now = time.monotonic()
        sent = self._workspaces[workspace]
        while sent and sent[0] <= now - 60 / self.scale:
            sent.popleft()
        wait = sent[0] + 60 / self.scale - now if len(sent) >= self.per_minute else 0.0
        spacing = 1 / (self.per_channel_second * self.scale)
        idle = max(self._channels.get(channel, now), now)
        wait = max(wait, idle - now - (self.burst - 1) * spacing)
        if wait > 0:
            self.refused += 1
            raise TooFastError(math.ceil(wait))
        sent.append(now)
        self._channels[channel] = idle + spacing
