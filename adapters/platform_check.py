"""What `doctor` asks of each platform: its checks, and the findings that are printed."""

from dataclasses import dataclass
from typing import Protocol

import aiohttp

from adapters.settings import Settings

GOOD, OFF, WRONG = "✓", "○", "✗"

Finding = tuple[str, str]
"""A finding of `doctor`: a mark for its status, and its text."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What `doctor` learned by asking a platform.

    `moment` is the time on the platform's clock, as an HTTP date.
    """

    findings: tuple[Finding, ...] = ()
    moment: str = ""


class PlatformCheck(Protocol):
    """Checks the settings of one platform."""

    def configured(self, settings: Settings) -> Finding:
        """Return how the platform is served, or which settings it lacks."""
        ...

    async def online(self, session: aiohttp.ClientSession, settings: Settings) -> Answered:
        """Ask the platform whether it accepts the settings. Never raises an error.

        If the platform is not configured, send no request.
        """
        ...
