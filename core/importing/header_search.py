"""Find the header of a table, in the first line or below titles and notes."""

from collections.abc import Callable, Sequence

SEARCHED = 20
"""How many lines from the top are searched for the header."""

WHOLE = 1000
"""A row that fits at least this well names all the required columns."""

Fit = Callable[[Sequence[str]], int]
"""A function that returns how well a row names our columns. 0 means not at all."""


def header_place(rows: Sequence[Sequence[str]], fit: Fit) -> tuple[int, int]:
    """Return the position of the row that names our columns best, and its fit.

    Among equally good rows, the first row wins. If no row names any of our columns, return the
    first row that is not blank, with the fit 0.
    """
    best, place = 0, -1
    for number, cells in enumerate(rows):
        if any(map(str.strip, cells)):
            place = number if place < 0 else place
            if (found := fit(cells)) > best:
                best, place = found, number
    return max(place, 0), best
