"""Options for reading a file, chosen by the user or known to the program."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from pathlib import Path

from core.importing.dates import Order
from core.importing.profiles import Profile


def _no_exam(_name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Options for reading a file. They take precedence over a profile and the header."""

    kind: str = ""
    """The kind of rows: people, results, rosters or awards. If it is empty, no profile is used."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The option --map: the column of the file for each of our columns."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The option --set: one value for all rows, for some of our columns."""
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The option --value: what the values in the file mean, for each of our columns."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """One value for all rows, for some of our columns.

    It is used if the file lacks the column.
    """
    profile: Profile | None = None
    order: Order | None = None
    asks_order: bool = False
    """Whether to ask for the order of day and month if the file does not prove the order.

    Otherwise the American order is assumed.
    """
    zone: tzinfo = UTC
    encoding: str = ""
    """The encoding of a text file; 'repair' also fixes text that was encoded twice."""
    today: date = date(2099, 12, 31)
    exam_named: Callable[[str], str | None] = _no_exam
    """A function that returns the code of the exam with this name, or None."""
    beside: Path | None = None
    """The folder with the other files of an unpacked OneRoster export."""
