"""Show notices in the terminal."""

from collections.abc import Callable

from adapters.delivery_outcome import Delivered, Outcome
from bot.reply import Reply
from core.people.model import TERMINAL


class TerminalSender:
    """Calls `show` for each notice, with the notice's address and text.

    The address is the person's number or e-mail, as `--as` takes it.
    """

    platform = TERMINAL

    def __init__(self, show: Callable[[str, Reply], None]) -> None:
        self._show = show

    def concurrency_key(self, _: str) -> str:
        """Return the same key for everyone, because there is only one terminal."""
        return ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        self._show(address, reply)
        return Delivered()
