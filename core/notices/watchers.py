"""Who watches an award or a proof, and how a watch begins."""

from dataclasses import dataclass
from enum import Enum

MOST_WATCHES = 200
"""Maximum number of watches of one person or chat."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who watches: a person on record, or a private chat if `person_id` is None."""

    platform: str
    address: str
    person_id: int | None = None


class Begun(Enum):
    """The outcome of a request to watch."""

    NEW = "new"
    ALREADY = "already"
    TOO_MANY = "too many"
