"""The progress and the outcome of an import."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.importing.date_and_score_formats import DatesUnsure

OnProgress = Callable[[int, int | None], None]
"""Called with the number of rows read, and the estimated total or None if it is not known yet."""


class ImportKind(StrEnum):
    PEOPLE = "people"
    RESULTS = "results"
    ROSTERS = "rosters"
    AWARDS = "awards"
    """Credentials that were earned earlier, or at another institution."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome for the rows of a file.

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
    """Why the first few rejected rows were rejected, one line each."""
    notes: tuple[str, ...] = ()
    """Sentences that say how the file was understood, and what was ignored."""

    asks_to_accept: bool = False
    """Whether a rejection is a question that the user can answer with yes."""

    dates: DatesUnsure | None = None
    """A date that can mean two days, if nothing in the file proves the order of day and month."""

    preview: tuple[str, ...] = ()
    """For a dry run: sentences on what the first rows say, who would earn what, and rejects."""

    def document(self) -> dict[str, int]:
        """Return the counts in JSON form. `left` and `absent` are left out if they are 0."""
        names = ("read", "taken", "unchanged", "rejected", "awarded", "revoked")
        more = {name: getattr(self, name) for name in ("left", "absent") if getattr(self, name)}
        return {name: getattr(self, name) for name in names} | more
