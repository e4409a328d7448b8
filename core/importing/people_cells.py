"""Read the cells of a people row."""

import re
from collections.abc import Sequence
from datetime import date

from core.importing import cells
from core.importing.cells import Remembered, RowRejected
from core.importing.date_and_score_formats import FileConventions
from core.importing.options import Options
from core.importing.person_matching import PersonRow
from core.importing.written_numbers import read_number
from core.language.message import _
from core.people.model import RetakePlan, Role
from core.people.name_folding import fold

_LONGEST_NAME = 120
_ROLES = {role.value: role for role in Role if role is not Role.EMPLOYER} | {
    "student": Role.CANDIDATE,
    "account administrator": Role.ADMINISTRATOR,
    "teacher": Role.INSTRUCTOR,
    **dict.fromkeys(
        ("learner", "trainee", "apprentice", "estudiante", "alumno", "alumna", "candidato",
         "candidata", "aprendiz"),
        Role.CANDIDATE,
    ),
    **dict.fromkeys(
        ("trainer", "instructora", "docente", "profesor", "profesora", "maestro", "maestra"),
        Role.INSTRUCTOR,
    ),
    **dict.fromkeys(("supervisora", "mentor", "mentora"), Role.SUPERVISOR),
    **dict.fromkeys(("assessor", "evaluador", "evaluadora"), Role.EVALUATOR),
    **dict.fromkeys(("admin", "administrador", "administradora"), Role.ADMINISTRATOR),
}  # fmt: skip
_SUFFIX = re.compile(r"^(?P<family>.+?),?\s+(?P<suffix>(?:jr|sr)\.?|i{2,3}|iv)$", re.IGNORECASE)
_ORDERS = {
    "family first": True,
    "family name first": True,
    "family": True,
    "given first": False,
    "given name first": False,
    "given": False,
}
_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "minor", "sí", "si", "menor"), True),
    **dict.fromkeys(("no", "n", "false", "0", "adult", "adulto", "adulta"), False),
}
_UNKNOWN = ""
_PLANS = {
    **dict.fromkeys(("subscription", "suscripción", "suscripcion"), RetakePlan.SUBSCRIPTION.value),
    **dict.fromkeys(
        ("test_pass", "test pass", "test-pass", "pass", "pase", "pase de examen"),
        RetakePlan.TEST_PASS.value,
    ),
    **dict.fromkeys(("unknown", "desconocido"), _UNKNOWN),
}


class PeopleCells:
    """Reads people rows by the names of the file's columns."""

    def __init__(self, today: date, options: Options) -> None:
        self._today = today
        self._default = options.organization
        self._nims = options.nims_numbers
        self._given = Remembered(cells.needed_text("given_name", _LONGEST_NAME))
        self._more = {
            name: Remembered(cells.optional_text(name, _LONGEST_NAME))
            for name in ("family_name", "middle_name", "suffix", "display_name", "nims_number")
        }
        advice = "candidate, instructor, evaluator, administrator or supervisor"
        self._roles = Remembered(cells.choice("role", _ROLES, advice))
        self._orders = Remembered(
            cells.choice("name_order", _ORDERS, "'given first' or 'family first'")
        )
        self._plans = Remembered(
            cells.choice("retake_plan", _PLANS, "subscription, test_pass or unknown")
        )
        self._minors = Remembered(cells.choice("minor", _YES_NO, "yes or no"))
        self._organizations = Remembered(cells.needed_text("organisation", _LONGEST_NAME))
        self._conventions = FileConventions()
        self._ends = Remembered(
            lambda cell: self._conventions.day("ended_on", cell, latest=date.max)
        )
        self._places: dict[str, int] = {}

    def columns(self, names: Sequence[str], conventions: FileConventions) -> None:
        """Set the position of each column in a row, and how the file writes dates."""
        self._conventions = conventions
        self._places = {name: place for place, name in enumerate(names)}

    def person(self, row: list[str]) -> PersonRow:
        """Parse a row of people into the person's data.

        Raises RowRejected if a required cell is empty, or if a cell is not valid.
        """

        def cell(name: str) -> str:
            return row[self._places[name]] if name in self._places else ""

        role = self._roles[cell("role")]
        number, address = read_number(cell("candidate_number")), cells.email(cell("email"))
        if role is Role.CANDIDATE and number is None:
            raise RowRejected("candidate_number", _("a candidate needs a candidate_number"))
        if number is None and address is None:
            raise RowRejected(
                "email", _("a row with the role %(role)s needs an e-mail address", role=role)
            )
        nims_number = number if self._nims else self._more["nims_number"][cell("nims_number")]
        ended = cell("ended_on").strip()
        return PersonRow(
            number,
            address,
            self._name(row),
            role.value,
            self._organization(cell("organisation")),
            nims_number,
            cells.email(cell("former_email")),
            ended=bool(ended) and self._ends[ended] <= self._today,
            display_name=self._more["display_name"][cell("display_name")],
            family_first=self._orders[order] if (order := cell("name_order").strip()) else None,
            minor=self._minors[young] if (young := cell("minor").strip()) else None,
            retake_plan=self._plans[plan] if (plan := cell("retake_plan").strip()) else None,
        )

    def _name(self, row: list[str]) -> tuple[str, str]:
        def part(name: str) -> str:
            place = self._places.get(name)
            return (self._more[name][row[place]] or "") if place is not None else ""

        family, suffix = part("family_name"), part("suffix")
        written = row[self._places["given_name"]]
        if family and not written.strip(" -"):
            return family, ""  # a person with a single name may have it in either column
        given = self._given[written]
        if not family.strip(" -"):
            family = ""
        if not suffix and (match := _SUFFIX.match(family)):
            family, suffix = match["family"], match["suffix"]
        return " ".join(filter(None, (given, part("middle_name")))), " ".join(
            filter(None, (family, suffix))
        )

    def _organization(self, cell: str) -> str:
        if not cell.strip() and self._default:
            return self._default
        named = self._organizations[cell]
        if self._default and fold(named) != fold(self._default):
            raise RowRejected(
                "organisation",
                _(
                    "the row belongs to %(named)s, and the file was imported for "
                    "%(default)s: import the rows of each organization by "
                    "themselves",
                    named=named,
                    default=self._default,
                ),
            )
        return named
