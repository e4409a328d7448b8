"""The last topic of a chat, kept separately for each of its threads."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.reply import Turn
from core.people.model import Asker

if TYPE_CHECKING:
    from core.people.chat_memory import ChatMemory


class ThreadMemory:
    """The last topic of each chat. A question in another thread does not continue it."""

    def __init__(self, memory: "ChatMemory") -> None:
        self._memory = memory

    async def topic(self, turn: Turn) -> Mapping[str, Any] | None:
        """The last topic of this chat, if it was in the same thread."""
        return _within(turn, await self._memory.topic(turn.identity))

    def topic_of(self, turn: Turn, asker: Asker) -> Mapping[str, Any] | None:
        """Like `topic`, with what was read together with the asker."""
        return _within(turn, self._memory.topic_of(asker))

    def keep(self, turn: Turn, topic: Mapping[str, Any]) -> None:
        """Remember the topic of this chat, and the thread that it was in."""
        within = {"thread": turn.thread} if turn.thread else {}
        self._memory.keep(turn.identity, {**topic, **within})


def _within(turn: Turn, topic: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return topic if topic and topic.get("thread", "") == turn.thread else None
