"""Detect the language of a message, if it is clear."""

import re
from functools import cache
from importlib.resources import files

from bot.understanding.words import written_in

LANGUAGE_WORDS = "language_words.txt"
"""Words of the training data that tell one language from the other.

`make understanding` writes the file. A line has `en` or `es`, and then the words of that language.
"""
_SPANISH_LETTERS = frozenset("ñ¿¡áéíóú")
_CODE_OR_LINK = re.compile(r"\S*[0-9/]\S*")
_IN_CODE_OR_LINK = re.compile("[0-9/]")
_OF_A_LETTER = 2
"""A letter that only Spanish has counts as this many Spanish words."""


@cache
def _weights() -> dict[str, int]:
    """Return the weight of each known word: 1 for Spanish, and -1 for English."""
    text = files("bot.understanding").joinpath(LANGUAGE_WORDS).read_text(encoding="utf-8")
    return {
        word: 1 if language == "es" else -1
        for language, *words in map(str.split, text.splitlines())
        for word in words
    }


def language_of_text(text: str) -> str | None:
    """Return `es` or `en`, or None if the text could be either."""
    weights = _weights()
    lower = text.lower()
    spanish = 0
    if not lower.isascii() and not _SPANISH_LETTERS.isdisjoint(lower[:2000]):
        spanish = _OF_A_LETTER
    spanish += sum([weights.get(word, 0) for word in written_in(lower)])
    if spanish == 0:
        return None
    return "es" if spanish > 0 else "en"


def language_beside_codes(text: str, codes: str) -> str | None:
    """Return the language of the words beside codes and links, or None if it is unclear.

    `codes` are the codes in the text. The text may also have them in parts: "EF 2MNB 77QX ZCTD Q".
    """
    if not text:
        return None
    if not codes and _IN_CODE_OR_LINK.search(text) is None:
        return language_of_text(text)
    parts = frozenset(re.findall(r"\w+", codes.lower()))
    words = _CODE_OR_LINK.sub(" ", text)
    return language_of_text(" ".join(word for word in words.split() if _bare(word) not in parts))


def _bare(word: str) -> str:
    return word.strip(".,:;!?()\"'\u201c\u201d").lower()
