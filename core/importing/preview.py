"""Preview an import in sentences: whose results it adds, and which awards they would get."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.exam_names import names_in
from core.catalog.model import Catalog, Exam
from core.importing.batches import Taken
from core.importing.cells import RowRejected
from core.importing.date_and_score_formats import FileConventions
from core.importing.scores import outcome_key, outcome_words
from core.importing.sheets import Batch
from core.importing.written_numbers import read_number
from core.language.message import _, _p
from core.people.person_sql import written_name
from core.records.model import Outcome
from core.storage.staging import one_of
from core.storage.tables import people

SHOWN = 10


def _said_of_result(row: str, said: dict[str, Any], outcome: Outcome | None) -> str:
    match outcome:
        case Outcome.PASS:
            return _("Row %(row)s: %(who)s passed %(exam)s on %(day)s%(score)s.", row=row, **said)
        case Outcome.FAIL:
            return _("Row %(row)s: %(who)s failed %(exam)s on %(day)s%(score)s.", row=row, **said)
        case Outcome.SUBMITTED:
            return _(
                "Row %(row)s: %(who)s handed in %(exam)s on %(day)s%(score)s.", row=row, **said
            )
        case Outcome.VOID:
            return _(
                "Row %(row)s: %(who)s has a void result of %(exam)s on %(day)s%(score)s.",
                row=row,
                **said,
            )
        case None:
            return _(
                "Row %(row)s: %(who)s %(outcome)s %(exam)s on %(day)s%(score)s.", row=row, **said
            )


class Preview:
    """Collects sentences about the first rows, about rejected rows, and about new awards."""

    def __init__(
        self, kind: str, names: Sequence[str], conventions: FileConventions, catalog: Catalog
    ) -> None:
        self._kind, self._conventions, self._catalog = kind, conventions, catalog
        self._at = {name: place for place, name in enumerate(names) if name}
        self._exams = names_in(catalog)
        self._credentials = {each.code: each.title for each in catalog.credentials}
        self.rows: list[str] = []
        self.rejects: list[str] = []
        self.earned: list[str] = []

    async def see(
        self,
        connection: AsyncConnection,
        batch: Batch,
        done: Taken,
        given: Sequence[tuple[int, str]],
    ) -> None:
        """Collect sentences about a batch that was just written and will be undone."""
        refused = dict(done.refused)
        wanted = SHOWN - len(self.rows)
        first = [place for place in range(len(batch.rows)) if place not in refused][:wanted]
        names = await self._names(connection, [batch.rows[place] for place in first])
        for place in first:
            if said := self._sentence(str(batch.numbers[place]), batch.rows[place], names):
                self.rows.append(said)
        if given and len(self.earned) < SHOWN:
            await self._see_earned(connection, given[: SHOWN - len(self.earned)])

    def reject(self, number: int, reason: str) -> None:
        """Collect a sentence about a rejected row, if it is one of the first few."""
        if len(self.rejects) < SHOWN:
            self.rejects.append(
                _("Row %(row)s would be rejected: %(reason)s.", row=str(number), reason=reason)
            )

    async def _names(
        self, connection: AsyncConnection, rows: Sequence[Sequence[str]]
    ) -> dict[str, str]:
        numbers = {number for row in rows if (number := self._number(row))}
        if not numbers or self._kind == "people":
            return {}
        found = await connection.execute(
            select(people.c.number, written_name()).where(
                one_of(connection, people.c.number, numbers)
            )
        )
        names: dict[str, str] = {}
        for number, name in found:
            names[number] = "" if number in names else name
        return names

    def _number(self, row: Sequence[str]) -> str:
        try:
            return read_number(self._cell(row, "candidate_number").partition("@")[0]) or ""
        except RowRejected:
            return ""

    def _cell(self, row: Sequence[str], name: str) -> str:
        return " ".join(row[self._at[name]].split()) if name in self._at else ""

    def _sentence(self, place: str, row: Sequence[str], names: dict[str, str]) -> str:
        number = self._cell(row, "candidate_number")
        name = names.get(self._number(row), "")
        who = f"{name} ({number})" if name else number
        try:
            return _SENTENCES[self._kind](self, place, row, who)
        except RowRejected:
            return ""

    def _of_result(self, place: str, row: Sequence[str], who: str) -> str:
        exam = self._exams.exam_or_nearest(self._cell(row, "exam"))
        outcome = outcome_words().get(outcome_key(self._cell(row, "outcome")))
        title = exam.title if isinstance(exam, Exam) else self._cell(row, "exam")
        score = self._conventions.score(self._cell(row, "score"))
        said = {
            "who": who,
            "exam": title,
            "outcome": self._cell(row, "outcome"),
            "day": self._conventions.day("taken_on", self._cell(row, "taken_on")),
            "score": "" if score is None else _(", score %(score)s", score=f"{score:g}"),
        }
        return _said_of_result(place, said, outcome)

    def _of_person(self, place: str, row: Sequence[str], _who: str) -> str:
        given, family = self._cell(row, "given_name"), self._cell(row, "family_name")
        name = f"{given} {family}".strip()
        number = self._cell(row, "candidate_number") or self._cell(row, "email")
        role, where = self._cell(row, "role").lower(), self._cell(row, "organisation")
        return _(
            "Row %(row)s: %(name)s (%(number)s) is %(role)s at %(where)s.",
            row=place,
            name=name,
            number=number,
            role=_ROLES.get(role, role),
            where=where,
        )

    def _of_roster(self, place: str, row: Sequence[str], who: str) -> str:
        teacher = self._cell(row, "instructor_email")
        return _(
            "Row %(row)s: %(who)s is in %(roster)s, taught by %(teacher)s.",
            row=place,
            who=who,
            roster=self._cell(row, "roster"),
            teacher=teacher,
        )

    def _of_award(self, place: str, row: Sequence[str], who: str) -> str:
        issuer = self._cell(row, "issuer")
        return _(
            "Row %(row)s: %(who)s earned %(credential)s elsewhere on %(day)s%(issuer)s.",
            row=place,
            who=who,
            credential=self._cell(row, "credential"),
            day=self._conventions.day("issued_on", self._cell(row, "issued_on")),
            issuer=_(" from %(issuer)s", issuer=issuer) if issuer else "",
        )

    async def _see_earned(
        self, connection: AsyncConnection, given: Sequence[tuple[int, str]]
    ) -> None:
        ids = {person for person, _ in given}
        found = await connection.execute(
            select(people.c.id, written_name()).where(one_of(connection, people.c.id, ids))
        )
        names = {person: name for person, name in found}  # noqa: C416 - dict() does not accept rows
        self.earned += [
            _(
                "%(name)s would earn %(credential)s.",
                name=names.get(person, ""),
                credential=self._credentials.get(code, code),
            )
            for person, code in given
        ]

    def sentences(self) -> tuple[str, ...]:
        """Return all sentences: those about the first rows, then the others."""
        return (*self.rows, *self.earned, *self.rejects)


_ROLES: dict[str, str] = {
    "candidate": _p("role in a preview", "candidate"),
    "instructor": _p("role in a preview", "instructor"),
    "evaluator": _p("role in a preview", "evaluator"),
    "administrator": _p("role in a preview", "administrator"),
    "supervisor": _p("role in a preview", "supervisor"),
}
_SENTENCES = {
    "results": Preview._of_result,  # noqa: SLF001 - the class's own method
    "people": Preview._of_person,  # noqa: SLF001 - the class's own method
    "rosters": Preview._of_roster,  # noqa: SLF001 - the class's own method
    "awards": Preview._of_award,  # noqa: SLF001 - the class's own method
}
