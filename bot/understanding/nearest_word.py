"""Find the known word that is closest to a mistyped word."""

from collections.abc import Iterable, Iterator


class NearestWord:
    """Finds which of the given words differs least from a mistyped word.

    To save time, only words of a similar length are compared. If one error is allowed, they also
    have the same first or last letter, because one error leaves one of these two letters unchanged.
    """

    def __init__(self, words: Iterable[str], one_error_from: int, two_errors_from: int) -> None:
        """Prepare the search.

        Words of at least `one_error_from` letters may have one error, and words of at least
        `two_errors_from` letters two. These numbers must be at least three and six. If several
        words differ equally, the first one is returned.
        """
        self._from = one_error_from
        self._two_from = two_errors_from
        self._words = tuple(dict.fromkeys(word for word in words if len(word) >= one_error_from))
        self._places = {word: place for place, word in enumerate(self._words)}
        self._alike: dict[tuple[int, int, str], tuple[str, ...]] = {}

    def __call__(self, word: str) -> str | None:
        """Return the closest word, or None if all of them differ too much."""
        if len(word) < self._from:
            return None
        from rapidfuzz import process  # noqa: PLC0415 - for misspelled words alone
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - for misspelled words alone

        most = 2 if len(word) >= self._two_from else 1
        found = [
            (near[1], self._places[near[0]])
            for words in self._compared(word, most)
            if (near := process.extractOne(word, words, scorer=OSA.distance, score_cutoff=most))
        ]
        return self._words[min(found)[1]] if found else None

    def _compared(self, word: str, most: int) -> Iterator[tuple[str, ...]]:
        """Return the words that could be mistyped as this one with at most this many errors."""
        if most == 1:
            yield self._of(len(word), 1, word[0], 0)
            yield self._of(len(word), 1, word[-1], -1)
        else:
            yield self._of(len(word), most, "", 0)

    def _of(self, length: int, most: int, letter: str, at: int) -> tuple[str, ...]:
        """Return the words of about this length with this letter at this place."""
        key = (length, at, letter)
        found = self._alike.get(key)
        if found is None:
            found = tuple(
                word
                for word in self._words
                if abs(len(word) - length) <= most and letter in {"", word[at]}
            )
            if found:  # an empty result is not cached, because endlessly many keys give one
                self._alike[key] = found
        return found
