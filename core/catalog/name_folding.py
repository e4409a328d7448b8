"""Fold the spellings of a name to one form: case, punctuation, accents, I and 1."""

import re
import unicodedata

from core.catalog.model import Catalog, Exam, ExamKind

_DIGIT_OF_ROMAN = {"i": "1", "ii": "2", "iii": "3"}
_APOSTROPHES = re.compile("['\u2018\u2019]")
_NOT_WORDS = re.compile(r"[^\w]|_")
_LAST_WORDS = (" exam", " test")


def fold(text: str) -> str:
    """Return the text as single-spaced lower-case words without accents or punctuation.

    `&` becomes "and", and the numerals I, II and III become digits. Folding a second time changes
    nothing.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = "".join(each for each in text if not unicodedata.combining(each))
    plain = _APOSTROPHES.sub("", text.lower().replace("&", " and "))
    words = _NOT_WORDS.sub(" ", plain).split()
    return " ".join(_DIGIT_OF_ROMAN.get(word, word) for word in words)


def fold_exam(text: str) -> str:
    """Fold as `fold` does, and also shorten "... theory exam" to "... theory"."""
    folded = fold(text)
    for last in _LAST_WORDS:
        folded = folded.removesuffix(last)
    return folded


def exam_names(catalog: Catalog) -> list[tuple[str, Exam]]:
    """Return every name that a results file may use for an exam, with the exam.

    These are the exam's code and title, such as "Milling I: theory", and names made from its
    credential's other names, such as "Manual Milling Skills I: theory". Names are made from a
    credential only if it has just one exam of that kind. The names are not folded.
    """
    named = [(name, exam) for exam in catalog.exams.values() for name in (exam.code, exam.title)]
    for credential in catalog.credentials:
        for kind in ExamKind:
            exams = credential.exams_of(kind)
            if len(exams) == 1:
                named += [(f"{name}: {kind}", exams[0]) for name in credential.names]
    return named
