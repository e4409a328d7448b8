"""Where the header of a table stands: in the first line, or below titles and notes."""

from collections.abc import Callable, Sequence

SEARCHED = 20
"""Lines from the top in which the header is looked for."""

WHOLE = 1000
"""The fit from which on a row names all the columns that are needed."""

Fit = Callable[[Sequence[str]], int]
"""How well a row names our columns; 0: not at all."""


def header_place(rows: Sequence[Sequence[str]], fit: Fit) -> tuple[int, int]:
    """Which of the first rows names our columns best, and how well; the first of several.

    Where none names any it is the first that is not blank.
    """
    best, place = 0, -1
    for number, cells in enumerate(rows):
        if any(map(str.strip, cells)):
            place = number if place < 0 else place
            if (found := fit(cells)) > best:
                best, place = found, number
    return max(place, 0), best
