"""Track whether each chat platform can be reached right now, and why not."""

from dataclasses import dataclass, field
from typing import Protocol

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
"""The maximum time in seconds between two tries while a platform cannot be reached."""
LONGEST_AFTER_REFUSAL = 300.0
"""The maximum time in seconds between two tries after an error that looks permanent, such as a
wrong token.

The error may still go away: a proxy restarts, a second process is stopped, a token is fixed.
"""


class Part(Protocol):
    """A part of the program that /readyz lists, such as a platform.

    `problem` says in one line what is wrong, or is empty.
    """

    @property
    def platform(self) -> str: ...
    @property
    def ready(self) -> bool: ...
    @property
    def problem(self) -> str: ...


@dataclass(slots=True)
class PlatformHealth:
    """The state of one platform's connection, for /readyz, metrics, doctor and the log.

    `problem` says in one line why the platform cannot be reached, without secrets. It is empty
    while everything works.
    """

    platform: str
    connected: bool = False
    problem: str = ""

    def well(self) -> bool:
        """Record that the platform answers. Return True if it failed before."""
        changed = not self.connected or bool(self.problem)
        self.connected, self.problem = True, ""
        return changed

    def failing(self, problem: str) -> bool:
        """Record why the platform fails.

        Return True if the cause is new and should be logged.
        """
        changed = self.problem != problem
        self.connected, self.problem = False, problem
        return changed

    @property
    def ready(self) -> bool:
        return self.connected and not self.problem


@dataclass(slots=True)
class Backoff:
    """The pauses between retries.

    Each pause is twice as long as the last, up to a limit. Call `reset` after a success.
    """

    first: float = FIRST_PAUSE
    _next: float = field(init=False)

    def __post_init__(self) -> None:
        self._next = self.first

    def pause(self, *, refused: bool = False) -> float:
        """Return the seconds to wait before the next try.

        `refused` says that the platform answered, but refused the request.
        """
        longest = LONGEST_AFTER_REFUSAL if refused else LONGEST_PAUSE
        now = min(self._next, longest)
        self._next = min(self._next * 2, LONGEST_AFTER_REFUSAL)
        return now

    def reset(self) -> None:
        self._next = self.first
