"""The methods of the conversation that the Telegram adapter uses."""

from typing import Protocol

from bot.command import Command
from bot.reply import Answers, Cards, Turn
from core.people.model import Identity


class TelegramConversation(Answers, Protocol):
    """Answers turns, lists inline cards, and says which commands a person may use."""

    @property
    def commands(self) -> tuple[Command, ...]: ...

    async def cards(self, turn: Turn, start: int = 0) -> Cards: ...

    async def usable(self, identity: Identity) -> tuple[Command, ...]: ...

    async def address_moved(self, platform: str, old: str, new: str) -> None: ...
