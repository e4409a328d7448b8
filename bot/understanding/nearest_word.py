"""Find the word that a mistyped one is nearest to."""

from collections.abc import Iterable, Iterator


class NearestWord:
    """Finds the one of some words that differs least from a mistyped one.

    Few words are compared: those of nearly as many letters. One error leaves the first letter or
    the last one as it was.
    """

    def __init__(self, words: Iterable[str], one_error_from: int, two_errors_from: int) -> None:
        """`one_error_from`, `two_errors_from`: the lengths, of at least three and six letters, from
        which a word may have one error, and two. Of words that differ equally, the first is found.
        """
        self._from = one_error_from
        self._two_from = two_errors_from
        self._words = tuple(dict.fromkeys(word for word in words if len(word) >= one_error_from))
        self._places = {word: place for place, word in enumerate(self._words)}
        self._alike: dict[tuple[int, int, str], tuple[str, ...]] = {}

    def __call__(self, word: str) -> str | None:
        """The nearest word; None if each of them differs too much."""
        if len(word) < self._from:
            return None
        from rapidfuzz import process  # noqa: PLC0415 - for misspelled words alone
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above

        most = 2 if len(word) >= self._two_from else 1
        found = [
            (near[1], self._places[near[0]])
            for words in self._compared(word, most)
            if (near := process.extractOne(word, words, scorer=OSA.distance, score_cutoff=most))
        ]
        return self._words[min(found)[1]] if found else None

    def _compared(self, word: str, most: int) -> Iterator[tuple[str, ...]]:
        """The words that so many errors could turn into this one."""
        if most == 1:
            yield self._of(len(word), 1, word[0], 0)
            yield self._of(len(word), 1, word[-1], -1)
        else:
            yield self._of(len(word), most, "", 0)

    def _of(self, length: int, most: int, letter: str, at: int) -> tuple[str, ...]:
        """The words of nearly this length that have this letter at this place."""
        key = (length, at, letter)
        found = self._alike.get(key)
        if found is None:
            found = tuple(
                word
                for word in self._words
                if abs(len(word) - length) <= most and letter in {"", word[at]}
            )
            if found:  # else there is no end to what the key may be, and nothing to keep
                self._alike[key] = found
        return found
