"""Telling which exam a results file means: by its code or its name, and never by a guess."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from core.catalog.model import Catalog, Exam, ExamKind
from core.catalog.name_folding import exam_names, fold_exam

_LONGEST = 300
"""Letters; what is longer is no name, and a cell may hold 10 MB."""
_NEAR = 72.0
"""From this likeness on, 0 to 100, one name can be a misspelling of the other."""
_REMEMBERED = 1024
"""Names whose answer is kept: a file of a million rows says the same few over and over."""
_TELL_NOTHING = frozenset(("1", "2", "3", *ExamKind))


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The text is not the name of an exam; this one is the nearest, which proves nothing."""

    exam: Exam
    name: str
    """The name of it that the text is like."""


class ExamNames:
    """The names of a catalog's exams, prepared for look-ups. Make it once."""

    def __init__(self, catalog: Catalog) -> None:
        named = exam_names(catalog)
        self._as_written = dict(named)
        self._folded: dict[str, tuple[Exam, str]] = {}
        for name, exam in named:
            self._folded.setdefault(fold_exam(name), (exam, name))
        self._words = {folded: frozenset(folded.split()) for folded in self._folded}
        self._remembered = lru_cache(_REMEMBERED)(self._look_up)

    def exam(self, text: str) -> Exam | None:
        """The exam whose code or name this is, but for case, spaces and punctuation."""
        if len(text) > _LONGEST:
            return None
        exam, _ = self._folded.get(fold_exam(text), (None, ""))
        return exam

    def exam_or_nearest(self, text: str) -> Exam | NearMiss | None:
        """As `exam`; for a text that is only like a name, the nearest exam; None: nothing near."""
        if exam := self._as_written.get(text):
            return exam
        return self._remembered(text) if len(text) <= _LONGEST else None

    def _look_up(self, text: str) -> Exam | NearMiss | None:
        if exam := self.exam(text):
            return exam
        folded = fold_exam(text)
        words = frozenset(folded.split())
        if words <= _TELL_NOTHING:
            return None
        shortened_of = self._nearest_names(folded, words)
        nearest = process.extractOne(
            folded,
            shortened_of or tuple(self._folded),
            scorer=fuzz.ratio,
            score_cutoff=None if shortened_of else _NEAR,
        )
        return NearMiss(*self._folded[nearest[0]]) if nearest else None

    def _names_with(self, words: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name, held in self._words.items() if words <= held)

    def _nearest_names(self, folded: str, words: frozenset[str]) -> tuple[str, ...]:
        """Of those with all these words the ones that begin as the text does, else all of them."""
        names = self._names_with(words)
        beginning = folded.partition(" ")[0]
        return tuple(name for name in names if name.startswith(beginning)) or names
