"""Find the header of a table: in the first line, or below titles and notes."""

from collections.abc import Callable, Sequence

SEARCHED = 20
"""Number of lines from the top that are searched for the header."""

WHOLE = 1000
"""Minimum fit at which a row names all the required columns."""

Fit = Callable[[Sequence[str]], int]
"""How well a row names our columns; 0: not at all."""


def header_place(rows: Sequence[Sequence[str]], fit: Fit) -> tuple[int, int]:
    """The row among the first ones that names our columns best, and how well.

    Of equally good rows the first one; if no row names any, the first that is not blank.
    """
    best, place = 0, -1
    for number, cells in enumerate(rows):
        if any(map(str.strip, cells)):
            place = number if place < 0 else place
            if (found := fit(cells)) > best:
                best, place = found, number
    return max(place, 0), best
