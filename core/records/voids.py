"""Leave out the attempts at exams that a void cancels, and the voids themselves."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from core.records.model import Outcome


class _Attempt(Protocol):
    """A result or a score of one attempt at an exam. `attempt` is 0 if no number was given."""

    @property
    def exam(self) -> str: ...
    @property
    def taken_on(self) -> date: ...
    @property
    def attempt(self) -> int: ...
    @property
    def outcome(self) -> Outcome: ...


_Kept = TypeVar("_Kept", bound=_Attempt)


def not_canceled(attempts: Iterable[_Kept]) -> list[_Kept]:
    """Return the attempts that no void cancels, in the same order, without the voids.

    A void cancels the attempt with its exam, day and number. An attempt without a number is
    canceled by any void of its day. A void without a number cancels the attempts that were on
    record when it was imported: the import adds a separate void for each of these attempts.
    """
    attempts = list(attempts)
    voids: dict[tuple[str, date], set[int]] = {}
    for each in attempts:
        if each.outcome is Outcome.VOID:
            voids.setdefault((each.exam, each.taken_on), set()).add(each.attempt)
    if not voids:
        return attempts
    kept = []
    for each in attempts:
        canceled = voids.get((each.exam, each.taken_on), ())
        numbered = each.attempt and each.attempt not in canceled
        if each.outcome is not Outcome.VOID and (numbered or not canceled):
            kept.append(each)
    return kept
