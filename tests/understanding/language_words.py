"""Write the words that tell English and Spanish apart (a part of `make understanding`).

A word counts if three training utterances or more have it, and if it is seven times as frequent in
one language as in the other. Words with digits and parts of codes are left out.
"""

import math
import re
from collections import Counter
from pathlib import Path
from textwrap import wrap

from bot.understanding.language import LANGUAGE_WORDS
from bot.understanding.words import written_in
from tests.understanding.measure import read_rows

WRITTEN = Path("bot/understanding") / LANGUAGE_WORDS
DATA = Path("tests/understanding/train")
_LEAST = 3
_ODDS = 2.0
"""How much more frequent a word must be in one language: the natural logarithm of the ratio."""
_IN_BOTH = frozenset(("a", "me", "no"))
"""Words that both languages use, although one language uses them more often."""
_CODE = re.compile(r"\b[A-Z0-9]{2,}(?:-[A-Z0-9]+)+\b", re.IGNORECASE)


def language_words(folder: Path) -> str:
    """Return the content of the file of these words, from the utterances in a folder."""
    counts: dict[str, Counter[str]] = {"en": Counter(), "es": Counter()}
    for row in read_rows(folder):
        words = written_in(_CODE.sub(" ", row["text"]))
        counts[row["lang"]].update({word.lower() for word in words if word.isalpha()} - _IN_BOTH)
    all_en, all_es = counts["en"].total(), counts["es"].total()
    found: dict[str, list[str]] = {"en": [], "es": []}
    for word in sorted(counts["en"].keys() | counts["es"].keys()):
        en, es = counts["en"][word], counts["es"][word]
        odds = math.log((es + 0.5) / all_es / ((en + 0.5) / all_en))
        if en + es >= _LEAST and abs(odds) >= _ODDS:
            found["es" if odds > 0 else "en"].append(word)
    lines = [
        f"{language} {line}"
        for language, words in found.items()
        for line in wrap(" ".join(words), 96, break_long_words=False, break_on_hyphens=False)
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    WRITTEN.write_text(language_words(DATA), encoding="utf-8")
