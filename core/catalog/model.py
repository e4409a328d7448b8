"""Credentials, the exams they require, and the catalog of both."""

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

NOT_CONFIRMED = "not confirmed against NIMS's published list"
"""The note shown beside an entry whose name no NIMS document or page confirms."""


class Level(StrEnum):
    I = "I"  # noqa: E741 - NIMS numbers levels in roman numerals
    II = "II"
    III = "III"


class ExamKind(StrEnum):
    THEORY = "theory"
    PERFORMANCE = "performance"


class PerformanceForm(StrEnum):
    """The evidence that a candidate submits for a performance exam."""

    PART = "part"
    OPERATION = "operation"
    PROGRAM = "program"
    CAR = "CAR"
    """The Credentialing Achievement Record, a checklist with two signatures."""
    UNSTATED = "unstated"
    """None of our sources states it."""


class Evidence(StrEnum):
    """How well a catalog entry is documented."""

    SOURCED = "sourced"
    """A NIMS document or page names it as a credential."""
    STANDARD = "standard"
    """NIMS has published a standard or duty area; the credential's exact name is unconfirmed."""
    UNCONFIRMED = "unconfirmed"
    """Only known from general knowledge of the field."""

    @property
    def caution(self) -> str | None:
        """The note to show beside the entry; None if no caution is needed."""
        return None if self is Evidence.SOURCED else NOT_CONFIRMED


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam of a credential, either the theory exam or the performance exam."""

    code: str
    kind: ExamKind
    title: str
    form: PerformanceForm | None = None
    """None for a theory exam, always set for a performance exam."""
    form_inferred: bool = False
    """No source states the form: it is inferred from the credential's title."""

    @property
    def stated_form(self) -> PerformanceForm | None:
        """The form if a source states it, for texts shown to third parties."""
        return PerformanceForm.UNSTATED if self.form_inferred else self.form

    def __hash__(self) -> int:
        # exams are looked up by the thousand, and the code alone identifies them
        return hash(self.code)


@dataclass(frozen=True, slots=True)
class Credential:
    code: str
    """Our own code: NIMS publishes no credential codes. People see the title."""
    title: str
    """The current name, or the best-known one if no source says which is current."""
    former_titles: tuple[str, ...]
    aliases: tuple[str, ...]
    area: str
    level: Level
    exams: tuple[Exam, ...]
    """All are required, theory first. Several credentials may require the same exam."""
    evidence: Evidence
    source: str
    note: str = ""
    valid_years: int | None = None
    """The number of years it is valid; None: forever, like nearly all."""

    def ends_on(self, issued_on: date) -> date | None:
        """The first day on which an award of this date is no longer valid; None if never."""
        if self.valid_years is None:
            return None
        year = issued_on.year + self.valid_years
        leap_day = (issued_on.month, issued_on.day) == (2, 29) and not isleap(year)
        return issued_on.replace(year=year, day=28) if leap_day else issued_on.replace(year=year)

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the title first."""
        return (self.title, *self.former_titles, *self.aliases)

    def exams_of(self, kind: ExamKind) -> tuple[Exam, ...]:
        return tuple(exam for exam in self.exams if exam.kind is kind)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All credentials and exams, in the order of the file. `load_catalog` checks it."""

    credentials: tuple[Credential, ...]
    exams: Mapping[str, Exam]
    """By code, in the order of the file."""
    areas: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Areas in the order in which they first appear in the file."""
    _credentials: Mapping[str, Credential] = field(init=False, repr=False, compare=False)
    _exams: Mapping[str, Exam] = field(init=False, repr=False, compare=False)
    _needing: Mapping[str, tuple[Credential, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        needing: dict[str, tuple[Credential, ...]] = {}
        for credential in self.credentials:
            for exam in credential.exams:
                code = exam.code.casefold()
                needing[code] = (*needing.get(code, ()), credential)
        derived = {
            "exams": MappingProxyType(dict(self.exams)),
            "areas": tuple(dict.fromkeys(each.area for each in self.credentials)),
            "_credentials": {each.code.casefold(): each for each in self.credentials},
            "_exams": {code.casefold(): exam for code, exam in self.exams.items()},
            "_needing": needing,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)  # frozen, so set during construction like this

    def credential(self, code: str) -> Credential | None:
        """The credential with this code, ignoring case."""
        return self._credentials.get(code.casefold())

    def exam(self, code: str) -> Exam | None:
        """The exam with this code, ignoring case."""
        return self._exams.get(code.casefold())

    def credentials_needing(self, exam_code: str) -> tuple[Credential, ...]:
        """The credentials that require this exam; none for an unknown code."""
        return self._needing.get(exam_code.casefold(), ())

    def in_area(self, area: str, level: Level | None = None) -> tuple[Credential, ...]:
        """The credentials of an area, or of one of its levels, in catalog order."""
        return tuple(
            each
            for each in self.credentials
            if each.area == area and (level is None or each.level is level)
        )

    def levels_of(self, area: str) -> tuple[Level, ...]:
        """The levels at which this area has credentials, lowest first."""
        held = {each.level for each in self.credentials if each.area == area}
        return tuple(level for level in Level if level in held)
