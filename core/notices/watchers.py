"""Who watches an award or a proof, and how a watch begins."""

from dataclasses import dataclass
from enum import Enum

MOST_WATCHES = 200
"""Maximum number of watches of one person or chat at once."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """The one who watches: a person on record or, if `person_id` is None, a private chat."""

    platform: str
    address: str
    person_id: int | None = None


class Begun(Enum):
    """The outcome of a request to watch."""

    NEW = "new"
    ALREADY = "already"
    TOO_MANY = "too many"
