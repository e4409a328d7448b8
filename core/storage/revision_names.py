"""The revisions of the tables, read from the names of the migrations' files."""

from functools import cache
from pathlib import Path


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this version knows, oldest first.

    A migration's file name begins with its revision: `0001_...`.
    """
    folder = Path(__file__).parent / "migrations" / "versions"
    names = [entry.name for entry in folder.iterdir() if entry.name[:1].isdigit()]
    return tuple(sorted(name.partition("_")[0] for name in names))
