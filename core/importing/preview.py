"""Preview an import in sentences: who, which exam, which day, and who would earn what."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.exam_names import ExamNames
from core.catalog.model import Catalog, Exam
from core.importing.batches import Taken
from core.importing.cells import RowRejected
from core.importing.scores import outcome_key, outcome_words
from core.importing.sheets import Batch
from core.importing.survey import Survey, spoken
from core.importing.written_numbers import read_number
from core.people.name_column import written_name
from core.records.model import Outcome
from core.storage.staging import one_of
from core.storage.tables import people

SHOWN = 10
_VERBS = {
    Outcome.PASS: "passed",
    Outcome.FAIL: "failed",
    Outcome.SUBMITTED: "handed in",
    Outcome.VOID: "has a void result of",
}


class Preview:
    """Collects sentences about the first rows, about rejects, and about new awards."""

    def __init__(self, kind: str, names: Sequence[str], survey: Survey, catalog: Catalog) -> None:
        self._kind, self._survey, self._catalog = kind, survey, catalog
        self._at = {name: place for place, name in enumerate(names) if name}
        self._exams = ExamNames(catalog)
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
        """Collect sentences about a batch just written, before its transaction is undone."""
        refused = dict(done.refused)
        wanted = SHOWN - len(self.rows)
        first = [place for place in range(len(batch.rows)) if place not in refused][:wanted]
        names = await self._names(connection, [batch.rows[place] for place in first])
        for place in first:
            if said := self._sentence(batch.rows[place], names):
                self.rows.append(f"Row {batch.numbers[place]}: {said}.")
        if given and len(self.earned) < SHOWN:
            await self._see_earned(connection, given[: SHOWN - len(self.earned)])

    def reject(self, number: int, reason: str) -> None:
        """Keep a rejected row if it is one of the first."""
        if len(self.rejects) < SHOWN:
            self.rejects.append(f"Row {number} would be rejected: {reason}.")

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

    def _sentence(self, row: Sequence[str], names: dict[str, str]) -> str:
        number = self._cell(row, "candidate_number")
        name = names.get(self._number(row), "")
        who = f"{name} ({number})" if name else number
        try:
            return _SENTENCES[self._kind](self, row, who)
        except RowRejected:
            return ""

    def _of_result(self, row: Sequence[str], who: str) -> str:
        exam = self._exams.exam_or_nearest(self._cell(row, "exam"))
        outcome = outcome_words().get(outcome_key(self._cell(row, "outcome")))
        title = exam.title if isinstance(exam, Exam) else self._cell(row, "exam")
        verb = _VERBS[outcome] if outcome else self._cell(row, "outcome")
        day = spoken(self._survey.day("taken_on", self._cell(row, "taken_on")))
        score = self._survey.score(self._cell(row, "score"))
        with_score = "" if score is None else f", score {score:g}"
        return f"{who} {verb} {title} on {day}{with_score}"

    def _of_person(self, row: Sequence[str], _who: str) -> str:
        given, family = self._cell(row, "given_name"), self._cell(row, "family_name")
        name = f"{given} {family}".strip()
        number = self._cell(row, "candidate_number") or self._cell(row, "email")
        role, where = self._cell(row, "role").lower(), self._cell(row, "organisation")
        return f"{name} ({number}) is {role} at {where}"

    def _of_roster(self, row: Sequence[str], who: str) -> str:
        teacher = self._cell(row, "instructor_email")
        return f"{who} is in {self._cell(row, 'roster')}, taught by {teacher}"

    def _of_award(self, row: Sequence[str], who: str) -> str:
        day = spoken(self._survey.day("issued_on", self._cell(row, "issued_on")))
        issuer = self._cell(row, "issuer")
        by = f" from {issuer}" if issuer else ""
        return f"{who} earned {self._cell(row, 'credential')} elsewhere on {day}{by}"

    async def _see_earned(
        self, connection: AsyncConnection, given: Sequence[tuple[int, str]]
    ) -> None:
        ids = {person for person, _ in given}
        found = await connection.execute(
            select(people.c.id, written_name()).where(one_of(connection, people.c.id, ids))
        )
        names = {person: name for person, name in found}  # noqa: C416 - dict() does not accept rows
        self.earned += [
            f"{names.get(person, '')} would earn {self._credentials.get(code, code)}."
            for person, code in given
        ]

    def sentences(self) -> tuple[str, ...]:
        """All sentences, the first rows first."""
        return (*self.rows, *self.earned, *self.rejects)


_SENTENCES = {
    "results": Preview._of_result,  # noqa: SLF001 - the class's own method
    "people": Preview._of_person,  # noqa: SLF001 - the class's own method
    "rosters": Preview._of_roster,  # noqa: SLF001 - the class's own method
    "awards": Preview._of_award,  # noqa: SLF001 - the class's own method
}
