"""Find the exam that a results file names by code or by name, without guessing."""

from dataclasses import dataclass
from functools import lru_cache

from core.catalog.model import Catalog, Exam, ExamKind
from core.catalog.name_folding import exam_names, fold_exam

_LONGEST = 300
"""The maximum length of an exam's name in letters.

A longer text cannot be a name. A cell may hold 10 MB.
"""
_NEAR = 72.0
"""If two names are at least this similar (0 to 100), one may be a misspelling of the other."""
_REMEMBERED = 1024
"""How many answers to cache. Even a file of a million rows has only a few different names."""
_TELL_NOTHING = frozenset(("1", "2", "3", *ExamKind))


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The exam whose name is closest to a text that names no exam.

    The text may mean another exam.
    """

    exam: Exam
    name: str
    """The exam's name that is closest to the text."""


class ExamNames:
    """An index of the names of a catalog's exams. `names_in` builds it once for each catalog."""

    def __init__(self, catalog: Catalog) -> None:
        named = exam_names(catalog)
        self._as_written = dict(named)
        self._folded: dict[str, tuple[Exam, str]] = {}
        for name, exam in named:
            self._folded.setdefault(fold_exam(name), (exam, name))
        self._words = {folded: frozenset(folded.split()) for folded in self._folded}
        self._remembered = lru_cache(_REMEMBERED)(self._look_up)

    def exam(self, text: str) -> Exam | None:
        """Look up an exam by code or name. Case, spaces and punctuation do not matter."""
        if len(text) > _LONGEST:
            return None
        exam, _ = self._folded.get(fold_exam(text), (None, ""))
        return exam

    def exam_or_nearest(self, text: str) -> Exam | NearMiss | None:
        """Look up an exam by code or name, as `exam` does.

        If no exam has this code or name, return the exam with the closest name as a NearMiss.
        Return None if no name is close.
        """
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
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for misspelled words

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
        """Return the names that contain all these words.

        If some of these names begin with the first word of the text, return only those.
        """
        names = self._names_with(words)
        beginning = folded.partition(" ")[0]
        return tuple(name for name in names if name.startswith(beginning)) or names


class _Same:
    """The key under which a catalog's index is cached.

    Each catalog equals only itself. A catalog cannot be a key itself, because it contains a
    dictionary.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __hash__(self) -> int:
        return id(self.catalog)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.catalog is self.catalog


def names_in(catalog: Catalog) -> ExamNames:
    """Return the index of a catalog's exam names.

    The index is cached, because building it takes longer than importing a small file.
    """
    return _built(_Same(catalog))


@lru_cache(2)
def _built(same: _Same) -> ExamNames:
    return ExamNames(same.catalog)
