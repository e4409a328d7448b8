"""The interface between `serve` and each platform's adapter."""

from collections.abc import Mapping
from typing import Protocol

from adapters.delivery_outcome import Sender
from adapters.platform_health import PlatformHealth

HttpAnswer = tuple[int, Mapping[str, str], bytes]
"""The status, headers and body of an HTTP response to a platform."""


class ChatPlatform(Protocol):
    """The adapter of a platform on which people talk with the bot.

    `sender` sends notices. `health` says whether the platform answers. `webhook_path` is the path
    on our web server to which the platform posts its messages, or '' if it posts none.
    """

    health: PlatformHealth
    webhook_path: str

    @property
    def sender(self) -> Sender: ...

    async def start(self) -> None:
        """Start connecting in the background; return without waiting for the platform."""
        ...

    async def stop(self) -> None:
        """Refuse new messages, wait for answers in progress, and disconnect from the platform."""
        ...

    async def handle(self, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        """Return the HTTP answer to the platform's request to `webhook_path`."""
        ...
