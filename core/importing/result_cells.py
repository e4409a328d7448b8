"""Read the exam and the outcome of a result row."""

from core.catalog.exam_names import ExamNames, NearMiss
from core.catalog.model import Exam
from core.importing.cells import RowRejected
from core.importing.scores import not_sat_words, outcome_key, outcome_words
from core.importing.sheets import quote_cell
from core.language.message import _


def read_exam(names: ExamNames, cell: str) -> str:
    """Return the code of the exam that a cell names.

    Raises RowRejected if it names none.
    """
    text = cell.strip()
    if not text:
        raise RowRejected("exam", _("exam is empty: write its code or title"))
    found = names.exam_or_nearest(text)
    if isinstance(found, Exam):
        return found.code
    if isinstance(found, NearMiss):
        raise RowRejected(
            "exam",
            _(
                "%(cell)s is not the name of an exam; the nearest is %(code)s (%(title)s)",
                cell=quote_cell(cell),
                code=found.exam.code,
                title=found.exam.title,
            ),
        )
    raise RowRejected(
        "exam",
        _(
            "%(cell)s is not known: see the exams with 'edgefinder catalog'",
            cell=quote_cell(cell),
        ),
    )


def read_outcome(cell: str) -> str:
    """Return the outcome that a cell names, such as `pass`.

    Raises RowRejected if the cell names no outcome, or says that the exam was not taken.
    """
    key = outcome_key(cell)
    if key in not_sat_words():
        raise RowRejected(
            "outcome",
            _("%(cell)s says that the exam was not taken", cell=quote_cell(cell)),
            passed_over=True,
        )
    found = outcome_words().get(key)
    if found is None:
        raise RowRejected(
            "outcome",
            _("%(cell)s is not known: write pass, fail, void or correct", cell=quote_cell(cell)),
        )
    return found.value
