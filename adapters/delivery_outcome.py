"""The outcome of sending a message, the same for every platform."""

from dataclasses import dataclass
from typing import Protocol

from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform accepted it."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The platform asks us to wait before sending there again (429, RetryAfter)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The destination no longer accepts messages: blocked, deactivated or deleted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure that may be temporary: network, timeout, 5xx. Try again later."""

    reason: str


Outcome = Delivered | Wait | Unreachable | Failed


class Sender(Protocol):
    """How a platform's adapter sends to the address of an earlier conversation."""

    platform: str

    def concurrency_key(self, address: str) -> str:
        """Return a key shared by all addresses that have the same rate limit on the platform.

        Notices with other keys are not delayed by those waiting under this one.
        """
        ...

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send it and return the outcome; raises nothing but cancellation."""
        ...
