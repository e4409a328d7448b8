"""Find the header of a table, in the first line or below titles and notes."""

from collections.abc import Callable, Sequence

SEARCHED = 20
"""How many lines from the top are searched for the header."""

WHOLE = 1000
"""The fit from which a row is taken to name all the required columns."""

Fit = Callable[[Sequence[str]], int]
"""How well a row names our columns. 0 means not at all."""


def header_place(rows: Sequence[Sequence[str]], fit: Fit) -> tuple[int, int]:
    """Return which of the first rows names our columns best, and how well.

    Among equally good rows, it is the first. If no row names any of
    our columns, it is the first that is not blank.
    """
    best, place = 0, -1
    for number, cells in enumerate(rows):
        if any(map(str.strip, cells)):
            place = number if place < 0 else place
            if (found := fit(cells)) > best:
                best, place = found, number
    return max(place, 0), best
