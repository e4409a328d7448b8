"""What a candidate may allow other organizations."""

from dataclasses import dataclass
from enum import StrEnum


class Allowed(StrEnum):
    """A permission that a candidate may give an organization."""

    ROSTER = "roster"
    """The organization may put another organization's candidate on its rosters."""
    RESULTS = "results"
    """The organization's staff may see attempts that other organizations recorded."""


@dataclass(frozen=True, slots=True)
class Organization:
    id: int
    name: str
