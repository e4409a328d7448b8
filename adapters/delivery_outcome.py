"""What became of a message that was to be sent to somebody, the same on every platform."""

from dataclasses import dataclass
from typing import Protocol

from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has taken it."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The platform asks us to wait with this destination (429, RetryAfter)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The destination will not take messages any more: blocked, deactivated, gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It went wrong in a way that may pass: network, time-out, 5xx. Try again later."""

    reason: str


Outcome = Delivered | Wait | Unreachable | Failed


class Sender(Protocol):
    """How a platform's adapter sends to an address that the conversation once came from."""

    platform: str

    def concurrency_key(self, address: str) -> str:
        """What the address shares a limit with, on its platform: the same word for all of them.

        Notices to others are not held up by those that wait there.
        """
        ...

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Sends it and says what became of it; raises nothing but cancellation."""
        ...
