"""Whether each chat platform can be reached right now, and why not."""

from dataclasses import dataclass, field

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
"""Seconds between tries at most while a platform cannot be reached."""
LONGEST_AFTER_REFUSAL = 300.0
"""Seconds between tries at most after a refusal that looks final, such as a wrong token.

It may still pass: a proxy restarts, a second program is stopped, a token is put right.
"""


@dataclass(slots=True)
class PlatformHealth:
    """The state of one platform's connection, for /readyz, metrics, doctor and the log.

    `trouble` is empty while all is well, else the cause in one line that names no secret.
    """

    platform: str
    connected: bool = False
    trouble: str = ""

    def well(self) -> bool:
        """Note that the platform answers; whether it did not before."""
        changed = not self.connected or bool(self.trouble)
        self.connected, self.trouble = True, ""
        return changed

    def failing(self, trouble: str) -> bool:
        """Note the cause of a failure; whether it is another one than last time, worth a line."""
        changed = self.trouble != trouble
        self.connected, self.trouble = False, trouble
        return changed

    @property
    def ready(self) -> bool:
        return self.connected and not self.trouble


@dataclass(slots=True)
class Backoff:
    """Pauses that double, up to a bound that depends on what went wrong; `reset` after success."""

    first: float = FIRST_PAUSE
    _next: float = field(init=False)

    def __post_init__(self) -> None:
        self._next = self.first

    def pause(self, *, refused: bool = False) -> float:
        """Seconds to wait before the next try."""
        longest = LONGEST_AFTER_REFUSAL if refused else LONGEST_PAUSE
        now = min(self._next, longest)
        self._next = min(self._next * 2, LONGEST_AFTER_REFUSAL)
        return now

    def reset(self) -> None:
        self._next = self.first
