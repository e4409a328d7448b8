"""What Telegram's adapter asks of the conversation."""

from typing import Protocol

from bot.command import Command
from bot.reply import Answers, Cards, Turn
from core.people.model import Identity


class TelegramConversation(Answers, Protocol):
    """The conversation: it answers, lists cards, and says what there is to ask, and for whom."""

    @property
    def commands(self) -> tuple[Command, ...]: ...

    async def cards(self, turn: Turn, start: int = 0) -> Cards: ...

    async def usable(self, identity: Identity) -> tuple[Command, ...]: ...

    async def address_moved(self, platform: str, old: str, new: str) -> None: ...
