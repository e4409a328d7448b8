"""What a credential certifies, in words for people who have never heard of NIMS."""

from typing import Any

from core.catalog.model import Credential, Exam, ExamKind, PerformanceForm
from core.catalog.translated_names import area_name
from core.language.message import Message, _

_SHOWN = {
    PerformanceForm.PART: _("made a part to print"),
    PerformanceForm.OPERATION: _("set up and operated a machine"),
    PerformanceForm.PROGRAM: _("written a program"),
    PerformanceForm.CAR: _("completed a co-signed Credentialing Achievement Record"),
    PerformanceForm.UNSTATED: _("passed a performance exam"),
}
_FORMS = {
    PerformanceForm.PART: _("a performance exam (a part made to print)"),
    PerformanceForm.OPERATION: _("a performance exam (a machine set up and operated)"),
    PerformanceForm.PROGRAM: _("a performance exam (a program written)"),
    PerformanceForm.CAR: _("a performance exam (a co-signed Credentialing Achievement Record)"),
}


def what_it_certifies(credential: Credential) -> Message:
    """Say in one sentence what the holder has demonstrated."""
    return _(
        "Its holder has %(done)s in %(title)s (%(area)s, Level %(level)s).", **_shown(credential)
    )


def what_it_is_awarded_for(credential: Credential) -> Message:
    """Say in one sentence what the award is given for.

    This is for an award that is not valid, so the sentence names no holder.
    """
    return _(
        "It is awarded to people who have %(done)s in %(title)s (%(area)s, Level %(level)s).",
        **_shown(credential),
    )


def _shown(credential: Credential) -> dict[str, Any]:
    forms = [exam.stated_form for exam in credential.exams_of(ExamKind.PERFORMANCE)]
    shown = [_SHOWN[form] for form in forms if form]
    known = [_("passed the theory exam")] if credential.exams_of(ExamKind.THEORY) else []
    return {
        "done": [*dict.fromkeys(shown), *known],
        "title": credential.title,
        "area": area_name(credential.area),
        "level": credential.level,
    }


def exam_in_words(exam: Exam) -> Message:
    """Describe an exam in words, such as `a performance exam (a part made to print)`."""
    if exam.kind is ExamKind.THEORY:
        return _("a theory exam")
    form = exam.stated_form
    return _FORMS.get(form, _A_PERFORMANCE) if form else _A_PERFORMANCE


_A_PERFORMANCE = _("a performance exam")
