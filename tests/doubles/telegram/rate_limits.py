"""Telegram's limits on how fast a bot may send (core.telegram.org/bots/faq)."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.doubles.telegram.rules import Refused

COUNTED = {
    *("sendMessage", "sendRichMessage", "editMessageText", "editEphemeralMessageText"),
    *("sendDocument", "sendPhoto"),
}


@dataclass
class Flood:
    """Refuses messages that come too fast, while `on`.

    A private chat accepts a short burst. A group, and all chats together, have a limit for each
    period. The limits are `scale` times higher than Telegram's, so that tests are fast.
    """

    on: bool = False
    per_second: float = 30
    per_chat_second: float = 1
    burst: int = 3
    per_group_minute: float = 20
    scale: float = 1.0
    refused: int = 0
    _all: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _chats: dict[int, float] = field(default_factory=dict)

    def check(self, chat_id: int) -> None:
        if not self.on:
            return
        now = time.monotonic()
        wait = self._wait(self._all, now, 1.0, self.per_second * self.scale)
        if chat_id < 0:
            sent = self._groups[chat_id]
            wait = max(wait, self._wait(sent, now, 60 / self.scale, self.per_group_minute))
        else:
            spacing = 1 / (self.per_chat_second * self.scale)
            idle = max(self._chats.get(chat_id, now), now)
            wait = max(wait, idle - now - (self.burst - 1) * spacing)
        if wait > 0:
            self.refused += 1
            seconds = math.ceil(wait)
            raise Refused(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)
        self._all.append(now)
        if chat_id < 0:
            self._groups[chat_id].append(now)
        else:
            self._chats[chat_id] = idle + spacing

    @staticmethod
    def _wait(sent: deque[float], now: float, seconds: float, most: float) -> float:
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= most else 0.0
