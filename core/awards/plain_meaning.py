"""What a credential certifies, in plain words for those who have never heard of NIMS."""

from core.catalog.model import Credential, Exam, ExamKind, PerformanceForm

_SHOWN = {
    PerformanceForm.PART: "made a part to print",
    PerformanceForm.OPERATION: "set up and operated a machine",
    PerformanceForm.PROGRAM: "written a program",
    PerformanceForm.CAR: "completed a co-signed Credentialing Achievement Record",
    PerformanceForm.UNSTATED: "passed a performance exam",
}
_TESTED = {
    ExamKind.THEORY: "a theory exam",
    ExamKind.PERFORMANCE: "a performance exam",
}
_FORMS = {
    PerformanceForm.PART: "a part made to print",
    PerformanceForm.OPERATION: "a machine set up and operated",
    PerformanceForm.PROGRAM: "a program written",
    PerformanceForm.CAR: "a co-signed Credentialing Achievement Record",
}


def what_it_certifies(credential: Credential) -> str:
    """One sentence: what its holder has shown."""
    field = f"{credential.title} ({credential.area}, Level {credential.level})"
    shown = [_SHOWN[exam.form] for exam in credential.exams_of(ExamKind.PERFORMANCE) if exam.form]
    known = "passed the theory exam" if credential.exams_of(ExamKind.THEORY) else ""
    done = " and ".join(part for part in (*dict.fromkeys(shown), known) if part)
    return f"Its holder has {done} in {field}."


def exam_in_words(exam: Exam) -> str:
    """`a performance exam (a part made to print)`"""
    form = _FORMS.get(exam.form) if exam.form else None
    return f"{_TESTED[exam.kind]} ({form})" if form else _TESTED[exam.kind]
