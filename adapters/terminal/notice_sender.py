"""Notices at the terminal: shown to whoever sits at it, for the person that they are owed to."""

from collections.abc import Callable

from adapters.delivery_outcome import Delivered, Outcome
from bot.reply import Reply
from core.people.model import TERMINAL


class TerminalSender:
    """Hands each notice to `show`, with the address (WHO) that it is for."""

    platform = TERMINAL

    def __init__(self, show: Callable[[str, Reply], None]) -> None:
        self._show = show

    def concurrency_key(self, _: str) -> str:
        """Everybody is told at one terminal."""
        return ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        self._show(address, reply)
        return Delivered()
