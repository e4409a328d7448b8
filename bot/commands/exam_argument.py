"""An argument that names a credential and one of its exams, as in `M1-TCH theory`."""

import re
from dataclasses import dataclass

from bot.command import Call
from core.catalog.model import Credential, Exam, ExamKind
from core.catalog.search import Found, Unsure
from core.language.message import Message, _


@dataclass(frozen=True, slots=True)
class ExamAsked:
    """The exam that was asked about. If `kind` is None, all exams of the credential are meant."""

    credential: Credential
    kind: ExamKind | None

    @property
    def exams(self) -> tuple[Exam, ...]:
        return self.credential.exams_of(self.kind) if self.kind else self.credential.exams


def split_kind_of_exam(argument: str) -> tuple[str, ExamKind | None]:
    """Split an argument such as `M1-TCH theory` into a credential's name and the kind of exam.

    The kind is None if the argument names no kind of exam.
    """
    name, _, last = argument.strip().rpartition(" ")
    if not name:
        return argument, None
    for kind in ExamKind:
        if last.lower() == kind.value:
            return name, kind
    return argument, None


def exam_asked(call: Call, argument: str) -> ExamAsked | Unsure | None:
    """Return the exam that an argument names. Return None if it names no known credential.

    If the name could mean several credentials, return Unsure.
    """
    name, kind = split_kind_of_exam(argument)
    meant = call.edgefinder.index.resolve(name) if name else None
    if isinstance(meant, Found):
        return ExamAsked(meant.credential, kind)
    return meant if isinstance(meant, Unsure) else None


def exam_words(exam: Exam) -> Message:
    """Describe an exam in everyday words, such as "Turning, theory exam"."""
    title = re.sub(r":? (?:theory|performance)\b", "", exam.title)
    if exam.kind is ExamKind.THEORY:
        return _("%(title)s, theory exam", title=title)
    return _("%(title)s, performance exam", title=title)
