"""Convert a file's rows to rows of our columns: rename, join, or turn columns into rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.importing.advice import to_set, to_set_pass_mark
from core.importing.columns import Plan, meaning
from core.importing.profiles import Gradebook as Layout
from core.importing.reading_options import ReadingOptions
from core.importing.row_notes import passed_over
from core.importing.scores import fails_and_passes, is_blank, points_of
from core.importing.sheets import Batch, FileRefused, column_name, header_words, quote_cell
from core.language.message import _

_LOOKED_UP = {"candidate_number": "candidate_email", "instructor_email": "instructor_name"}

_FIRST_WORD = re.compile(r"\s*([A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)(?![\w-])")
_OF_GRADES = {"pass_mark", "exam", "outcome", "score"}
_LOOKED_UP_BY = ("candidate_number", "candidate_email")


def column_mapping(
    file: str, header: Sequence[str], plan: Plan, reading: ReadingOptions
) -> "ColumnMapping":
    """Choose how to convert the rows of a file with this header to our rows."""
    only = plan.profile.only if plan.profile else {}
    if not (plan.made or plan.exams or plan.meanings or only):
        return Mapped(header, plan)
    return (Gradebook if plan.exams else Made)(file, header, plan, reading)


class ColumnMapping:
    """Converts batches of a file to batches of our columns.

    The names of our columns are in `names`.
    """

    names: list[str]

    def __init__(self) -> None:
        self.passed_over: Counter[str] = Counter()

    def batch(self, batch: Batch) -> Batch:
        raise NotImplementedError

    def notes(self) -> Iterator[str]:
        for why, count in self.passed_over.items():
            yield passed_over(count, why)


class Mapped(ColumnMapping):
    """Keeps rows as they are, and adds fixed values at the end of each row."""

    def __init__(self, header: Sequence[str], plan: Plan) -> None:
        super().__init__()
        ours = {place: column for column, place in plan.places.items()}
        names = [ours.get(place, column_name(cell)) for place, cell in enumerate(header)]
        taken = {*plan.places, *plan.fixed}
        self.names = [
            name if place in ours or name not in taken else "" for place, name in enumerate(names)
        ]
        lookups = [
            column for column, by in _LOOKED_UP.items() if by in plan.places and column not in taken
        ]
        self.names += [*plan.fixed, *lookups]
        self._more = [*plan.fixed.values(), *("" for _ in lookups)]

    def batch(self, batch: Batch) -> Batch:
        if not self._more:
            return batch
        more = self._more
        rows = [row + more for row in batch.rows]
        return Batch(rows, batch.numbers, batch.problems, batch.rows)


class Made(ColumnMapping):
    """Computes our columns by joining, splitting or translating the file's cells.

    Skips rows that the layout excludes.
    """

    def __init__(
        self, file: str, header: Sequence[str], plan: Plan, reading: ReadingOptions
    ) -> None:
        super().__init__()
        self._plan, self._reading, self._file = plan, reading, file
        columns = sorted(plan.found)
        columns += [
            column
            for column, by in _LOOKED_UP.items()
            if by in plan.found and column not in plan.found
        ]
        self.names = columns
        words = [header_words(cell) for cell in header]
        self._only = [
            (words.index(header_words(theirs)), theirs, {header_words(each) for each in values})
            for theirs, values in (plan.profile.only if plan.profile else {}).items()
            if header_words(theirs) in words
        ]

    def batch(self, batch: Batch) -> Batch:
        rows: list[list[str]] = []
        numbers: list[int] = []
        problems: dict[int, str] = {}
        originals: list[list[str]] = []
        for place, row in enumerate(batch.rows):
            trouble = batch.problems.get(place)
            for made in [self._row(row)] if trouble else self._rows(row):
                if trouble:
                    problems[len(rows)] = trouble
                rows.append(made)
                numbers.append(batch.numbers[place])
                originals.append(row)
        return Batch(rows, numbers, problems, originals)

    def _rows(self, row: list[str]) -> Iterable[list[str]]:
        for place, theirs, values in self._only:
            if header_words(row[place]) not in values:
                self.passed_over[
                    _("%(column)s is %(value)s", column=theirs, value=quote_cell(row[place]))
                ] += 1
                return
        yield self._row(row)

    def _row(self, row: list[str]) -> list[str]:
        return [self._cell(column, row) for column in self.names]

    def _cell(self, column: str, row: list[str]) -> str:
        plan = self._plan
        if column in plan.fixed:
            return plan.fixed[column]
        if column in plan.made:
            cell = plan.made[column](row)
        elif column in plan.places:
            cell = row[plan.places[column]]
        else:
            return ""
        return meaning(plan.meanings[column], cell) if column in plan.meanings else cell


@dataclass(slots=True)
class _Exam:
    place: int
    code: str
    heading: str
    points: float = 100.0
    day: str = ""
    marks: list[float] = field(default_factory=list)


def _points_in(heading: str, gradebook: Layout | None) -> float:
    """Return the maximum points that a column's heading states, or 100 if it states none.

    A pattern of the profile finds the points in the heading.
    """
    for pattern in gradebook.name if gradebook else ():
        if match := pattern.match(heading.strip()):
            found = points_of(match.groupdict().get("points") or "")
            return found[0] if found and found[0] else 100.0
    return 100.0


def _begins_with_exam(heading: str, reading: ReadingOptions) -> bool:
    """Whether a heading begins with an exam's code and goes on, as for another test."""
    first = _FIRST_WORD.match(heading)
    return first is not None and reading.exam_named(first[1]) is not None


class Gradebook(Made):
    """Makes one row for each result in a gradebook, which has one column for each exam.

    The first rows of a gradebook may have points and dates.
    """

    def __init__(
        self, file: str, header: Sequence[str], plan: Plan, reading: ReadingOptions
    ) -> None:
        super().__init__(file, header, plan, reading)
        gradebook = plan.profile.gradebook if plan.profile else None
        self._exams = [
            _Exam(place, code, header[place], _points_in(header[place], gradebook))
            for place, code in plan.exams.items()
        ]
        self._unread = [
            cell
            for place, cell in enumerate(header)
            if place not in plan.exams and _begins_with_exam(cell, reading)
        ]
        marks = dict(plan.profile.pass_marks) if plan.profile else {}
        if "pass_mark" in plan.fixed:
            found = points_of(plan.fixed.pop("pass_mark"))
            marks[""] = found[0] if found else 0.0
        self._marks = marks
        self._base = [name for name in self.names if name not in _OF_GRADES]
        if "taken_on" not in self._base:
            self._base.append("taken_on")
        self.names = [*self._base, "exam", "outcome", "score"]
        words = [header_words(cell) for cell in header]
        self._days = self._marker(gradebook.days if gradebook else None, words)
        self._points = self._marker(gradebook.points if gradebook else None, words)
        self._without = self._marker(gradebook.without if gradebook else None, words)

    def notes(self) -> Iterator[str]:
        if self._unread:
            yield _(
                "Columns were passed over: %(columns)s. To import one, name it by its exam's code "
                "alone.",
                columns=[quote_cell(cell) for cell in self._unread],
            )
        yield from super().notes()

    @staticmethod
    def _marker(marker: tuple[str, str] | None, words: list[str]) -> tuple[int, str] | None:
        if marker is None or header_words(marker[0]) not in words:
            return None
        return words.index(header_words(marker[0])), header_words(marker[1])

    def _is(self, marker: tuple[int, str] | None, row: list[str]) -> bool:
        return marker is not None and header_words(row[marker[0]]) == marker[1]

    def _rows(self, row: list[str]) -> Iterable[list[str]]:
        if self._is(self._days, row):
            for exam in self._exams:
                exam.day = row[exam.place].strip()
            return
        if self._is(self._points, row):
            for exam in self._exams:
                points = points_of(row[exam.place])
                exam.points = points[0] if points and points[0] else 100.0
            return
        if not any(self._cell(name, row).strip() for name in self._who()):
            if any(row[exam.place].strip() for exam in self._exams):
                self.passed_over[_("it names nobody")] += 1
            return
        if self._is(self._without, row) and self._without:
            who = quote_cell(row[self._without[0]])
            self.passed_over[_("%(who)s is no student", who=who)] += 1
            return
        base = [self._cell(name, row) for name in self._base]
        day_at = self._base.index("taken_on")
        for exam in self._exams:
            # an empty cell or a sign such as '-' means that the exam was not taken
            if is_blank(row[exam.place]):
                continue
            outcome, score = self._graded(exam, row[exam.place])
            made = list(base)
            made[day_at] = made[day_at] or self._day(exam)
            yield [*made, exam.code, outcome, score]

    def _who(self) -> list[str]:
        return [name for name in _LOOKED_UP_BY if name in self._plan.found]

    def _day(self, exam: _Exam) -> str:
        if not exam.day:
            raise FileRefused(
                _(
                    "%(file)s has no day of %(heading)s: %(advice)s",
                    advice=to_set("taken_on", "2026-03-31"),
                    file=self._file,
                    heading=quote_cell(exam.heading),
                )
            )
        return exam.day

    def _graded(self, exam: _Exam, cell: str) -> tuple[str, str]:
        """Return the outcome and the score that a grade in a gradebook means.

        If the cell has no outcome, the passing score decides. Raises FileRefused if the passing
        score is needed and not known.
        """
        word = meaning(self._plan.meanings.get("outcome", {}), cell)
        if word in fails_and_passes() or header_words(word) in fails_and_passes():
            return word, ""
        if "outcome" in self._plan.fixed:
            return self._plan.fixed["outcome"], cell
        found = points_of(cell)
        if found is None:
            return cell, ""
        points, whole = found
        per_cent = round(points * 100 / (whole or exam.points), 2)
        mark = self._marks.get(exam.code, self._marks.get(""))
        if mark is None:
            raise FileRefused(
                _(
                    "%(file)s has scores of %(code)s but no passing score: %(advice)s",
                    advice=to_set_pass_mark(),
                    file=self._file,
                    code=exam.code,
                )
            )
        return "pass" if per_cent >= mark else "fail", f"{per_cent:g}"
