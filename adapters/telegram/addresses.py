"""Build and parse the stored addresses of Telegram chats and forum topics."""

import re
from dataclasses import dataclass

from bot.capabilities import Capabilities

TABLE_ROWS = 25
"""The maximum number of rows of a table: as many as a phone's screen shows."""
CAPABILITIES = Capabilities("Telegram", copies=True, tables=TABLE_ROWS)

_WRITTEN = re.compile(r"(?P<chat>-?[0-9]{1,18})(?:/(?P<topic>[0-9]{1,18}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TelegramAddress:
    """A chat, or one topic of a forum group.

    The address is written as `CHAT` or `CHAT/TOPIC`.
    """

    chat_id: int
    thread_id: int | None = None

    def __str__(self) -> str:
        return str(self.chat_id) if self.thread_id is None else f"{self.chat_id}/{self.thread_id}"

    @classmethod
    def read(cls, written: str) -> "TelegramAddress | None":
        """Parse an address. Return None if it is not a Telegram address."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            return None
        topic = found["topic"]
        return cls(int(found["chat"]), int(topic) if topic else None)
