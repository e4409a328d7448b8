"""Credentials, the exams they require, and the catalog of both."""

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

NOT_CONFIRMED = "not confirmed against NIMS's published list"
"""The text shown next to a credential or exam whose name no NIMS document or page confirms."""


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
    """Our sources do not state the form."""


class Evidence(StrEnum):
    """How well the sources support a catalog entry."""

    SOURCED = "sourced"
    """A NIMS document or page names the entry as a credential."""
    STANDARD = "standard"
    """NIMS has published a standard or duty area, but the credential's exact name is unconfirmed.
    """
    UNCONFIRMED = "unconfirmed"
    """The entry is known only from general knowledge of the field, not from a NIMS source."""

    @property
    def caution(self) -> str | None:
        """Return the caution to show next to the entry, or None if no caution is needed."""
        return None if self is Evidence.SOURCED else NOT_CONFIRMED


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam of a credential, either the theory exam or the performance exam."""

    code: str
    kind: ExamKind
    title: str
    form: PerformanceForm | None = None
    """The form of a performance exam. It is None for a theory exam."""
    form_inferred: bool = False
    """Whether the form is inferred from the credential's title, because no source states it."""

    @property
    def stated_form(self) -> PerformanceForm | None:
        """Return the form as a source states it.

        A form that was only inferred counts as `UNSTATED`. Return None for a theory exam.
        """
        return PerformanceForm.UNSTATED if self.form_inferred else self.form

    def __hash__(self) -> int:
        # the code alone identifies an exam, and exams are hashed by the thousand
        return hash(self.code)


@dataclass(frozen=True, slots=True)
class Credential:
    code: str
    """Our own code: NIMS publishes no credential codes. People see the title."""
    title: str
    """The current name, or the best-known name if no source says which is current."""
    former_titles: tuple[str, ...]
    aliases: tuple[str, ...]
    area: str
    level: Level
    exams: tuple[Exam, ...]
    """The required exams, in the order of the file. Two credentials may require the same exam."""
    evidence: Evidence
    source: str
    note: str = ""
    valid_years: int | None = None
    """How many years an award is valid. None means forever, as for nearly all."""

    def ends_on(self, issued_on: date) -> date | None:
        """Return the first day on which an award from `issued_on` is no longer valid.

        Return None if the award stays valid forever.
        """
        if self.valid_years is None:
            return None
        year = issued_on.year + self.valid_years
        leap_day = (issued_on.month, issued_on.day) == (2, 29) and not isleap(year)
        return issued_on.replace(year=year, day=28) if leap_day else issued_on.replace(year=year)

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names of the credential, the title first."""
        return (self.title, *self.former_titles, *self.aliases)

    def exams_of(self, kind: ExamKind) -> tuple[Exam, ...]:
        return tuple(exam for exam in self.exams if exam.kind is kind)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All credentials and exams of a catalog, in the order of its file."""

    credentials: tuple[Credential, ...]
    exams: Mapping[str, Exam]
    """The exams by code, in the order of the file."""
    areas: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The areas in the order in which they first appear in the file."""
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
            object.__setattr__(self, name, value)  # set like this because the class is frozen

    def credential(self, code: str) -> Credential | None:
        """Return the credential with this code. Case does not matter."""
        return self._credentials.get(code.casefold())

    def title_of(self, code: str) -> str:
        """Return the title of a credential, or the code if the catalog does not have it."""
        credential = self.credential(code)
        return credential.title if credential else code

    def exam(self, code: str) -> Exam | None:
        """Return the exam with this code. Case does not matter."""
        return self._exams.get(code.casefold())

    def credentials_needing(self, exam_code: str) -> tuple[Credential, ...]:
        """Return the credentials that require this exam, or () for an unknown code."""
        return self._needing.get(exam_code.casefold(), ())

    def in_area(self, area: str, level: Level | None = None) -> tuple[Credential, ...]:
        """Return the credentials of an area in catalog order, or only those of one level."""
        return tuple(
            each
            for each in self.credentials
            if each.area == area and (level is None or each.level is level)
        )

    def levels_of(self, area: str) -> tuple[Level, ...]:
        """Return the levels at which this area has credentials, lowest first."""
        held = {each.level for each in self.credentials if each.area == area}
        return tuple(level for level in Level if level in held)
