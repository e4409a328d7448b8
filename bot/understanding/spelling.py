"""Correct mistyped words, so that a message is understood even if it was typed in a hurry."""

import re
from collections.abc import Iterable

from bot.understanding.nearest_word import NearestWord
from bot.understanding.words import plain
from core.memories import emptied_when_forgetting

_FUZZY_FROM, _TWO_ERRORS_FROM = 4, 8
"""Minimum lengths of a word in which one typing error, and two, are corrected."""
_SWAPPED_FROM = 3
_MOST_KNOWN = 20_000
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"qu(?=[ei])", "k"), (r"c(?=[ei])", "s"), (r"ch", "1"), (r"c", "k"), (r"[zx]", "s"),
        (r"ks", "s"), (r"v", "b"), (r"ll", "y"), (r"ph", "f"), (r"h", ""),
        (r"gu(?=[ei])", "g"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_LOOKS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"))
"""Letters that text recognition mistakes for one another."""

_SHORTHAND = {
    "q": "que", "ke": "que", "d": "de", "xq": "porque", "pq": "porque", "porq": "porque",
    "tb": "tambien", "tmb": "tambien", "bn": "bien", "dnd": "donde", "xfa": "porfa",
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks",
    "wat": "what", "wht": "what", "msg": "message", "msgs": "messages", "cuz": "because",
    "abt": "about", "ppl": "people", "tmrw": "tomorrow", "smth": "something",
}  # fmt: skip
"""Short forms that are typed on phones, with the words that they stand for."""


class Speller:
    """Replaces an unknown word by the known word that it misspells."""

    def __init__(self, common: Iterable[str], rare: Iterable[str] = ()) -> None:
        """Prepare the words.

        `common`: words to correct to, the most frequent first.
        `rare`: other words that are spelled correctly.
        """
        self._common = tuple(word for word in common if not word.isdigit())
        self._fine = frozenset((*self._common, *rare))
        self._nearest = NearestWord(self._common, _FUZZY_FROM, _TWO_ERRORS_FROM)
        self._often = frozenset(self._common)
        self._heard: dict[str, str] = {}
        for word in self._common:
            self._heard.setdefault(_sound(word), word)
        self._known: dict[str, str] = {}
        emptied_when_forgetting(self._known.clear)

    def knows(self, word: str) -> bool:
        """Whether a folded word is spelled correctly, or misspells a common one."""
        return word in self._fine or self.correct(word) != word

    def correct(self, word: str) -> str:
        """Return the known word that a folded word most likely stands for.

        If none is likely, return the word itself.
        """
        if short := _SHORTHAND.get(word):
            return short
        if word in self._fine or not word.isalpha():
            return word
        if word not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[word] = self._read(word)
        return self._known[word]

    def _read(self, word: str) -> str:
        for place in range(len(word) - 1 if len(word) >= _SWAPPED_FROM else 0):
            swapped = f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
            if swapped in self._often:
                return swapped
        for looks, letter in _LOOKS:
            if looks in word and (read := word.replace(looks, letter)) in self._fine:
                return read
        if heard := self._heard.get(_sound(word)):
            return heard
        return self._nearest(word) or word


def _sound(word: str) -> str:
    """Return a key for a word's sound in Spanish, the same for "examen" and "ecsamen"."""
    heard = plain(word)
    for pattern, sound in _SOUNDS:
        heard = pattern.sub(sound, heard)
    return heard
