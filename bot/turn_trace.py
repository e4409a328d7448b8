"""Follow one turn from a platform's update to the sent answer: its reference, stages and outcome.

All log lines of a turn contain its reference. The turn's trace, and the apology after a fault,
contain it too.
"""

import logging
import random
from collections.abc import Callable
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from time import perf_counter, time_ns

from core.measurements import STAGE_SECONDS, TURN_SECONDS, TURNS

_log = logging.getLogger("edgefinder.turns")


class Stage(StrEnum):
    """A part of the work on a turn."""

    UNDERSTAND = "understand"
    RECORDS = "records"
    COMMAND = "command"
    RENDER = "render"
    SEND = "send"


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_UNDERSTOOD = "not_understood"
    FAULT = "fault"
    NOT_SENT = "not_sent"
    IGNORED = "ignored"


_BY_TEMPLATE = {
    "fault": Outcome.FAULT,
    "records_away": Outcome.FAULT,
    "not_linked": Outcome.REFUSED,
    "not_for_you": Outcome.REFUSED,
    "speaks_as_chat": Outcome.REFUSED,
    "in_private": Outcome.REFUSED,
    "not_understood": Outcome.NOT_UNDERSTOOD,
}
_ROLES = ("administrator", "instructor", "evaluator", "supervisor", "employer", "candidate")
_STRANGER = "stranger"


@lru_cache(maxsize=64)
def _role_of(roles: frozenset[str]) -> str:
    return next((each for each in _ROLES if each in roles), "")


@dataclass(slots=True)
class TurnWatch:
    """Facts about a turn: fixed words, times and a reference, not what people wrote."""

    platform: str
    reference: str
    command: str = ""
    role: str = _STRANGER
    outcome: Outcome = Outcome.IGNORED
    began_ns: int = field(default_factory=time_ns)
    seconds: float = 0.0
    stages: list[tuple[Stage, float, float]] = field(default_factory=list)
    """The stages, each with its start and its duration in seconds.

    The start is counted from the beginning of the turn.
    """
    began: float = field(default_factory=perf_counter)
    """The time when the turn began, from `perf_counter`."""

    def answered(self, command: str, template: str, roles: frozenset[str], *, linked: bool) -> None:
        """Note what the conversation answered, and in which role the person asked."""
        self.command = command
        self.outcome = _BY_TEMPLATE.get(template, Outcome.ANSWERED)
        self.role = _role_of(roles) or ("linked" if linked else _STRANGER)

    def end(self) -> None:
        """Record the duration and the outcome, and write the log line of the turn."""
        self.seconds = perf_counter() - self.began
        TURNS.add(self.platform, self.command or "none", self.role, self.outcome)
        TURN_SECONDS.add(self.seconds, self.platform)
        if self.outcome is not Outcome.IGNORED:
            _log.info(
                "%s %s for %s on %s in %.0f ms",
                *(self.outcome, self.command or "no command", self.role, self.platform),
                self.seconds * 1000,
            )
        for listener in LISTENERS:
            listener(self)


LISTENERS: list[Callable[[TurnWatch], None]] = []
"""Functions that are called with each turn that has ended, for example to trace it."""

_TURN: ContextVar[TurnWatch | None] = ContextVar("turn", default=None)


def current_turn() -> TurnWatch | None:
    """Return the turn that this task is working on, or None."""
    watch = _TURN.get()
    return None if watch is None or watch.seconds else watch


_LATE: ContextVar[str] = ContextVar("late", default="")


def current_reference() -> str:
    """Return the reference of the turn that this task is working on, or "".

    While a late answer is sent, this is the reference of the turn that asked for it.
    """
    watch = current_turn()
    return _LATE.get() if watch is None else watch.reference


class sending_late:  # noqa: N801 - used as `with sending_late(...)`
    """A context manager that gives log lines a reference while a late answer is sent.

    It is the reference of the turn that asked for the answer. If it is "", log lines have none.
    """

    __slots__ = ("_reference", "_token")
    _token: Token[str]

    def __init__(self, reference: str) -> None:
        self._reference = reference

    def __enter__(self) -> None:
        self._token = _LATE.set(self._reference)

    def __exit__(self, *_: object) -> None:
        _LATE.reset(self._token)


def new_reference() -> str:
    return f"{random.getrandbits(32):08x}"


class watching:  # noqa: N801 - used as `with watching(...)`
    """A context manager that watches a turn, or keeps watching the turn in progress."""

    def __init__(self, platform: str, reference: str = "") -> None:
        around = current_turn()
        self._watch = around or TurnWatch(platform, reference or new_reference())
        self._is_new = around is None
        self._token: Token[TurnWatch | None] | None = None

    def __enter__(self) -> TurnWatch:
        if self._is_new:
            self._token = _TURN.set(self._watch)
        return self._watch

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _TURN.reset(self._token)
            self._watch.end()


class stage:  # noqa: N801 - used as `with stage(...)`
    """A context manager that measures a stage of the current turn."""

    __slots__ = ("_began", "_which")
    _began: float

    def __init__(self, which: Stage) -> None:
        self._which = which

    def __enter__(self) -> None:
        self._began = perf_counter()

    def __exit__(self, *_: object) -> None:
        seconds = perf_counter() - self._began
        STAGE_SECONDS.add(seconds, self._which)
        watch = _TURN.get()
        if watch is not None and not watch.seconds:
            watch.stages.append((self._which, self._began - watch.began, seconds))


def not_sent() -> None:
    """Record that the platform did not accept the answer of the current turn."""
    watch = current_turn()
    if watch is not None:
        watch.outcome = Outcome.NOT_SENT
