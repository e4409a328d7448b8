"""The progress and the outcome of an import."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.importing.date_and_score_formats import DatesUnsure

OnProgress = Callable[[int, int | None], None]
"""A function that gets the number of rows read and the estimated total, or None if unknown."""


class ImportKind(StrEnum):
    PEOPLE = "people"
    RESULTS = "results"
    ROSTERS = "rosters"
    AWARDS = "awards"
    """Credentials that were earned earlier, or at another institution."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import, in numbers of rows.

    The numbers add up: read = taken + unchanged + rejected.
    """

    read: int = 0
    taken: int = 0
    unchanged: int = 0
    rejected: int = 0
    awarded: int = 0
    revoked: int = 0
    rejects_file: Path | None = None
    left: int = 0
    absent: int = 0
    first_rejects: tuple[str, ...] = ()
    """The reasons of the first few rejected rows, one line each."""
    notes: tuple[str, ...] = ()
    """Sentences that say how the file was understood, and what was ignored."""

    asks_to_accept: bool = False
    """Whether a row's reason for rejection is a question that the user can answer with yes."""

    dates: DatesUnsure | None = None
    """A date in the file that can mean two days.

    It is set only if nothing in the file proves the order of day and month.
    """

    preview: tuple[str, ...] = ()
    """The sentences of a dry run: what the first rows say, who would earn what, and rejects."""

    def document(self) -> dict[str, int]:
        """Return the counts in JSON form. `left` and `absent` are left out if they are 0."""
        names = ("read", "taken", "unchanged", "rejected", "awarded", "revoked")
        more = {name: getattr(self, name) for name in ("left", "absent") if getattr(self, name)}
        return {name: getattr(self, name) for name in names} | more
