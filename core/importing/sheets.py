"""What a file of rows is, whatever its format: a header and numbered lines."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST_CELL = 10_000
"""Characters; a longer cell makes its row a reject."""
_LONGEST_SHOWN = 60


class FileRefused(Exception):  # noqa: N818 - it is not our error, and read as a sentence
    """The file cannot be read at all; the message says why and how to mend it, in one line."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, each as wide as the header, with their numbers there.

    `troubles` says of a row, by its place in the batch, why it cannot be read.
    """

    rows: list[list[str]]
    numbers: Sequence[int]
    troubles: dict[int, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its header as it stands there, then its rows once, in order."""

    header: list[str]
    batches: Callable[[int], Iterator[Batch]]
    """The rows, so many at a time."""
    read_part: Callable[[], float]
    """How much of the file has been read, 0 to 1."""


TOO_LONG = f"a cell is longer than {LONGEST_CELL:,} characters"


def batch_of(numbered: Iterable[tuple[int, list[str], str]], width: int) -> Batch:
    """A batch of rows, each with its number and its trouble, if any. Leaves out blank ones.

    Cells that are missing or too many are a trouble, but for empty ones at the end.
    """
    rows: list[list[str]] = []
    numbers: list[int] = []
    troubles: dict[int, str] = {}
    for number, cells, trouble in numbered:
        if trouble:
            troubles[len(rows)] = trouble
        elif not any(cell.strip() for cell in cells):
            continue
        elif len(cells) != width and any(cell.strip() for cell in cells[width:] or [" x"]):
            troubles[len(rows)] = f"the row has {len(cells)} cells where the header has {width}"
        rows.append((cells + [""] * width)[:width])
        numbers.append(number)
    return Batch(rows, numbers, troubles)


def column_name(text: str) -> str:
    """A header cell as columns are compared: 'Candidate Number' is candidate_number."""
    return "_".join(text.replace("_", " ").replace("-", " ").casefold().split())


def shown(cell: str) -> str:
    """A cell as it is repeated to people: short, on one line."""
    text = " ".join(cell.split())
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}...")
