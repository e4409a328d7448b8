"""Parse a catalog query: find what its words mean, and correct typing errors."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.catalog.model import Level
from core.catalog.shop_words import FILLERS, Phrase, meaning, synonyms

_PUT_RIGHT_FROM = 4
"""The minimum length of a word to correct. Shorter words are too similar: CNC, EDM, ITM."""
_TWO_ERRORS_FROM = 8
_COMPLETED_FROM = 3


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A parsed query: the possible meanings of its words, and the levels that it names."""

    words: tuple[frozenset[str], ...]
    """The possible meanings of each word of the query. An unknown word has none."""
    levels: frozenset[Level]
    corrected: bool
    """Whether any word was corrected or completed."""
    letters: int

    @property
    def understood(self) -> bool:
        """Whether the query has at least one word, and every word has a meaning."""
        return bool(self.words) and all(self.words)


class Vocabulary:
    """The words that occur in the names of credentials. Parts of codes are never corrected."""

    def __init__(self, phrases: Collection[tuple[str, ...]], codes: Collection[str]) -> None:
        self._meanings = {word: meaning(word) for words in phrases for word in words}
        ours = set(self._meanings.values())
        self._meanings |= {word: means for word, means in synonyms().items() if means in ours}
        self._meanings |= {means: means for means in ours}
        self._codes = frozenset(codes) - self._meanings.keys()
        self._run_together = {
            first + second: (first, second)
            for words in phrases
            for first, second in pairwise(words)
        }
        self._spellings = (*self._meanings, *(w for w in FILLERS if len(w) >= _PUT_RIGHT_FROM))

    def read(self, phrase: Phrase) -> ParsedQuery:
        """Return the possible meanings of a phrase's words. Typing errors are corrected."""
        words: list[frozenset[str]] = []
        corrected = False
        for word in self._as_ours(phrase.words):
            if word in self._meanings:
                words.append(frozenset((self._meanings[word],)))
                continue
            guesses = self._guesses(word)
            corrected |= bool(guesses)
            if word in self._codes:
                words.append(frozenset((word, *guesses)))
            elif guesses != {""}:
                words.append(guesses - {""})
        letters = sum(len(word) for word in phrase.words)
        return ParsedQuery(tuple(words), phrase.levels, corrected, letters)

    def _as_ours(self, words: tuple[str, ...]) -> Iterator[str]:
        """Yield a query's words, split or joined as they are in the catalog's names.

        For example, "drillpress" becomes "drill" and "press".
        """
        place = 0
        while place < len(words):
            pair = words[place : place + 2]
            joined = "".join(pair)
            if joined in self._meanings and not self._meanings.keys() >= set(pair):
                yield joined
                place += 2
                continue
            if pair[0] not in self._meanings and pair[0] in self._run_together:
                yield from self._run_together[pair[0]]
            else:
                yield pair[0]
            place += 1

    def _guesses(self, word: str) -> frozenset[str]:
        """Return the meanings of the words that `word` may abbreviate or misspell.

        "" is the meaning of a filler, a word that the search ignores.
        """
        like: set[str] = set()
        if len(word) >= _COMPLETED_FROM:
            like = {spelling for spelling in self._meanings if spelling.startswith(word)}
            from rapidfuzz import process  # noqa: PLC0415 - only for misspelled words
            from rapidfuzz.distance import OSA  # noqa: PLC0415 - only for misspelled words

            near = process.extract(
                word,
                self._spellings,
                scorer=OSA.distance,
                score_cutoff=2 if len(word) >= _TWO_ERRORS_FROM else 1,
                limit=None,
            )
            near = [each for each in near if max(len(word), len(each[0])) >= _PUT_RIGHT_FROM]
            like |= {spelling for spelling, errors, _ in near if errors == near[0][1]}
        return frozenset(self._meanings.get(spelling, "") for spelling in like)
