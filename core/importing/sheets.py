"""What a file of rows is, whatever its format: a header and numbered lines."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

LONGEST_CELL = 10_000
"""Characters; a longer cell makes its row a reject."""
_LONGEST_SHOWN = 60


class FileRefused(Exception):  # noqa: N818 - it is not our error, and read as a sentence
    """The file cannot be read at all; the message says why and how to mend it, in one line."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, each as wide as the header, with their numbers there.

    `troubles` says of a row, by its place in the batch, why it cannot be read. `originals` are the
    rows as the file has them, where `rows` were made out of them.
    """

    rows: list[list[str]]
    numbers: Sequence[int]
    troubles: dict[int, str]
    originals: Sequence[list[str]] | None = None
    worksheet: str = ""
    """Where they stand, if a file has several."""

    def original(self, place: int) -> list[str]:
        """A row as the file has it."""
        return (self.rows if self.originals is None else self.originals)[place]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its header as it stands there, then its rows once, in order."""

    header: list[str]
    batches: Callable[[int], Iterator[Batch]]
    """The rows, so many at a time."""
    read_part: Callable[[], float]
    """How much of the file has been read, 0 to 1."""
    names: list[str] = field(default_factory=list)
    """Our names of the columns of each row in a batch, "" where it is none of ours."""
    notes: list[str] = field(default_factory=list)
    """What was understood of the file, a sentence each."""
    more_notes: list[Callable[[], Iterator[str]]] = field(default_factory=list)
    """What give more of them once the rows have been read."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file before its columns are known: the header and the rows below it."""

    header: list[str]
    batches: Callable[[int], Iterator[Batch]]
    read_part: Callable[[], float]
    line: int = 1
    """The line of the header."""
    name: str = ""
    """Of the worksheet; "" where the file has but one table."""


INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Characters without any width, which copying out of web pages and mail leaves in cells."""


def plain(text: str) -> str:
    """A text without the characters that nobody can see."""
    return text if text.isascii() else INVISIBLE.sub("", text)


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
    return "_".join(plain(text).replace("_", " ").replace("-", " ").casefold().split())


def header_words(text: str) -> str:
    """A header cell for comparison with known names: 'studentNumber' is 'student number'.

    Letters lose their accents, '#' is 'number', '%' is 'percent', other signs are spaces.
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", " ", plain(text))
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(sign)
    )
    spoken = bare.casefold().replace("#", " number ").replace("%", " percent ")
    return " ".join(re.sub(r"[^\w]|_", " ", spoken).split())


def shown(cell: str) -> str:
    """A cell as it is repeated to people: short, on one line."""
    text = " ".join(cell.split())
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}...")
