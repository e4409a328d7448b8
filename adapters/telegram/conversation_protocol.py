"""The interface that the Telegram adapter needs from the conversation."""

from typing import Protocol

from bot.command import Command
from bot.reply import Answers, Cards, Turn
from core.people.model import Identity


class TelegramConversation(Answers, Protocol):
    """Answers turns, lists inline cards, and says who may use which commands."""

    @property
    def commands(self) -> tuple[Command, ...]: ...

    async def cards(self, turn: Turn, start: int = 0) -> Cards: ...

    async def usable(self, identity: Identity) -> tuple[Command, ...]: ...

    async def address_moved(self, platform: str, old: str, new: str) -> None: ...
