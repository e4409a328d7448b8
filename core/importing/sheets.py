"""A file of rows in any format, as a header and numbered lines."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.language.message import _
from core.names import HIDDEN

LONGEST_CELL = 10_000
"""The maximum number of characters in a cell. A row with a longer cell is rejected."""
_LONGEST_SHOWN = 60


class FileRefused(Exception):  # noqa: N818 - about a user's file, not an error of ours
    """Raised if a file cannot be imported at all.

    The message says in one line why, and how to fix it.
    """


class ColumnsMissing(FileRefused):
    """The file lacks columns that the chosen kind of rows requires.

    `missing` is the number of columns that the file lacks. `fits` is whether the file has any
    column of this kind.
    """

    def __init__(self, words: str, missing: int, *, fits: bool = True) -> None:
        super().__init__(words)
        self.missing, self.fits = missing, fits


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, with their line numbers.

    Each row is as wide as the header. `problems` says why a row cannot be read, by its position in
    the batch. If `rows` were computed from rows of the file, `originals` has the rows of the file.
    """

    rows: list[list[str]]
    numbers: Sequence[int]
    problems: dict[int, str]
    originals: Sequence[list[str]] | None = None
    worksheet: str = ""
    """The worksheet that the rows come from, if a file has several."""

    def original(self, place: int) -> list[str]:
        """Return a row as it was in the file. `place` is the row's position in the batch."""
        return (self.rows if self.originals is None else self.originals)[place]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its header as in the file, and its rows, which can be read only once."""

    header: list[str]
    batches: Callable[[int], Iterator[Batch]]
    """A function that yields the rows in batches. Its argument is the number of rows in a batch."""
    read_part: Callable[[], float]
    """A function that returns the part of the file that has been read, from 0 to 1."""
    names: list[str] = field(default_factory=list)
    """Our names for the columns of a batch's rows, or "" for a column that is not ours."""
    notes: list[str] = field(default_factory=list)
    """Sentences that say how the file was understood."""
    more_notes: list[Callable[[], Iterator[str]]] = field(default_factory=list)
    """Functions that return more notes after the rows have been read."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file before its columns are matched with ours: its header and its rows."""

    header: list[str]
    batches: Callable[[int], Iterator[Batch]]
    read_part: Callable[[], float]
    line: int = 1
    """The line number of the header."""
    name: str = ""
    """The name of the worksheet, or "" if the file has only one table."""
    notes: tuple[str, ...] = ()
    """Sentences that say what else was ignored in the file."""


INVISIBLE = HIDDEN
"""Matches characters of zero width, which people copy from web pages without noticing."""


def plain(text: str) -> str:
    """Return a text without its invisible characters."""
    return text if text.isascii() else INVISIBLE.sub("", text)


TOO_LONG = _("a cell is longer than %(most)s characters", most=LONGEST_CELL)


def batch_of(numbered: Iterable[tuple[int, list[str], str]], width: int) -> Batch:
    """Make a batch of rows.

    `numbered` has each row with its line number, and its error or "". Blank rows are skipped. A row
    with too few cells gets an error, and so does a row with extra cells that are not empty.
    """
    rows: list[list[str]] = []
    numbers: list[int] = []
    problems: dict[int, str] = {}
    for number, cells, trouble in numbered:
        if trouble:
            problems[len(rows)] = trouble
        elif not any(cell.strip() for cell in cells):
            continue
        elif len(cells) != width and any(cell.strip() for cell in cells[width:] or [" x"]):
            problems[len(rows)] = _(
                "the row has %(cells)s cells where the header has %(width)s",
                cells=len(cells),
                width=width,
            )
        rows.append((cells + [""] * width)[:width])
        numbers.append(number)
    return Batch(rows, numbers, problems)


def column_name(text: str) -> str:
    """Convert a header cell to a column's name: 'Candidate Number' to candidate_number."""
    return "_".join(plain(text).replace("_", " ").replace("-", " ").casefold().split())


def header_words(text: str) -> str:
    """Convert a header cell to words: 'studentNumber' to 'student number'.

    The words are compared with known names. Accents are removed. '#' becomes 'number', '%' becomes
    'percent', and other signs become spaces. Reports of Infinite Campus put the table's name in
    front, as in 'student.studentNumber'. That name is removed.
    """
    column = re.sub(r"^student\.(?=[A-Za-z]\w*$)", "", plain(text).strip())
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", " ", column)
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(sign)
    )
    spoken = bare.casefold().replace("#", " number ").replace("%", " percent ")
    return " ".join(re.sub(r"[^\w]|_", " ", spoken).split())


def quote_cell(cell: str) -> str:
    """Return a cell in the form in which messages quote it: short and on one line."""
    text = " ".join(cell.split())
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}...")
