"""The possible outcomes of sending a message, and the interface of each platform's sender."""

from dataclasses import dataclass
from typing import Protocol

from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has accepted the message."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The platform asked us to wait before we send to this destination again (429, RetryAfter)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The destination no longer accepts messages: blocked, deactivated or deleted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Sending failed, perhaps only for now: network, timeout, 5xx.

    The relay tries again later.
    """

    reason: str


Outcome = Delivered | Wait | Unreachable | Failed


class Sender(Protocol):
    """Sends messages on one platform, to addresses known from earlier conversations."""

    platform: str

    def concurrency_key(self, address: str) -> str:
        """Return a key that all addresses under the same rate limit of the platform share.

        Notices that wait under one key do not delay notices under another key.
        """
        ...

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send the reply and return the outcome. Raises only CancelledError."""
        ...
