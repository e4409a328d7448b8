"""What a file of rows is, whatever its format: a header and numbered lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_CELL = 10_000
"""Characters; a longer cell makes its row a reject."""


class FileRefused(Exception):  # noqa: N818 - it is not our error, and read as a sentence
    """The file cannot be read at all; the message says why and how to mend it, in one line."""


class Line(NamedTuple):
    """A row of the file: its number there, its cells, or why it cannot be read."""

    number: int
    cells: list[str]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its header as it stands there, then its rows once, in order."""

    header: list[str]
    lines: Iterator[Line]
    read_part: Callable[[], float]
    """How much of the file has been read, 0 to 1."""


def uneven(number: int, cells: list[str], width: int) -> Iterator[Line]:
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        yield Line(number, cells[:width])
        return
    trouble = f"the row has {len(cells)} cells where the header has {width}"
    yield Line(number, (cells + [""] * width)[: max(width, len(cells))], trouble)


def column_name(text: str) -> str:
    """A header cell as columns are compared: 'Candidate Number' is candidate_number."""
    return "_".join(text.replace("_", " ").replace("-", " ").casefold().split())
