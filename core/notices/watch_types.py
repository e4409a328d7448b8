"""Who watches an award or a goal proof, and how a watch begins."""

from dataclasses import dataclass
from enum import Enum

MOST_WATCHES = 200
"""The maximum number of watches that one person or chat can have."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who watches: a person on record, or a private chat if `person_id` is None."""

    platform: str
    address: str
    person_id: int | None = None


class Begun(Enum):
    """The possible outcomes of a request to watch an award or a proof."""

    NEW = "new"
    ALREADY = "already"
    TOO_MANY = "too many"
