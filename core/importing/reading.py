"""How a file is to be read: what whoever brings it says, and what the product knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from pathlib import Path

from core.importing.dates import Order
from core.importing.profiles import Profile


def _no_exam(_name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Reading:
    """Options of reading. What is given here goes before what a profile or a header says."""

    kind: str = ""
    """people, results, rosters or awards; "" where no profile is looked for."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By our column, the header cell of theirs: --map."""
    values: Mapping[str, str] = field(default_factory=dict)
    """By our column, what every row has: --set."""
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By our column, what their values mean: --value."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """By our column, what every row has where the file has no such column."""
    profile: Profile | None = None
    order: Order | None = None
    zone: tzinfo = UTC
    encoding: str = ""
    """The encoding of a text file; 'repair' also mends text that was encoded twice."""
    today: date = date(2099, 12, 31)
    exam_named: Callable[[str], str | None] = _no_exam
    """The code of the exam of this name, None for any other text."""
    beside: Path | None = None
    """A folder with the other files of an unpacked OneRoster export."""
