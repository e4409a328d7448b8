"""Read the cells of a roster row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.importing import cells
from core.importing.cells import Remembered, RowRejected
from core.importing.date_and_score_formats import FileConventions
from core.importing.options import Options
from core.importing.sheets import quote_cell
from core.language.message import _

_LONGEST_NAME = 120
_BETWEEN = re.compile(r"[\s;,|/]+(?:and\s+|&\s*)?")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A roster row that was parsed: a class, its instructors, and one candidate."""

    name: str
    term: str
    section: str
    instructors: tuple[str, ...]
    candidate: str
    organization: str
    ended: bool


class RosterCells:
    """Reads roster rows by the names of the file's columns."""

    def __init__(self, today: date, options: Options) -> None:
        self._today = today
        self._options = options
        self._names = Remembered(cells.needed_text("roster", _LONGEST_NAME))
        self._more = {
            name: Remembered(cells.optional_text(name, _LONGEST_NAME))
            for name in ("term", "section", "organisation")
        }
        self._conventions = FileConventions()
        self._ends = Remembered(
            lambda cell: self._conventions.day("ended_on", cell, latest=date.max)
        )
        self._instructors = Remembered(_addresses)
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str], conventions: FileConventions) -> None:
        """Set the position of each column in a row, and how the file writes dates."""
        self._conventions = conventions
        self._places = {name: place for place, name in enumerate(names)}

    def row(self, row: list[str]) -> RosterRow:
        """Parse a row of a roster. Raises RowRejected if a cell is not valid."""

        def cell(name: str) -> str:
            return row[self._places[name]] if name in self._places else ""

        def more(name: str) -> str:
            return self._more[name][cell(name)] or ""

        ended = cell("ended_on").strip()
        return RosterRow(
            self._names[cell("roster")],
            more("term") or self._options.term,
            more("section"),
            self._instructors[cell("instructor_email")],
            cell("candidate_number"),
            more("organisation") or self._options.organization,
            bool(ended) and self._ends[ended] <= self._today,
        )


def _addresses(cell: str) -> tuple[str, ...]:
    """Split the addresses of co-instructors: 'a@example.org; b@example.org'.

    Raises RowRejected if the cell is empty, or if one of several addresses has no "@".
    """
    found = [each for each in _BETWEEN.split(cell.strip().lower()) if each]
    if not found:
        raise RowRejected("instructor_email", _("instructor_email is empty"))
    if len(found) > 1 and any("@" not in each for each in found):
        raise RowRejected(
            "instructor_email",
            _(
                "%(cell)s is not an e-mail address: write co-instructors as "
                "'a@example.org; b@example.org'",
                cell=quote_cell(cell),
            ),
        )
    return tuple(dict.fromkeys(found))
