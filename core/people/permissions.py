"""What a candidate may allow an organization to do."""

from dataclasses import dataclass
from enum import StrEnum


class Allowed(StrEnum):
    """A permission that a candidate may give an organization."""

    ROSTER = "roster"
    """The organization may put the candidate, who is at another organization, on its rosters."""
    RESULTS = "results"
    """The organization's staff may see results of the candidate that other organizations submitted.
    """


@dataclass(frozen=True, slots=True)
class Organization:
    id: int
    name: str
