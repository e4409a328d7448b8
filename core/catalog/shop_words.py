"""Shop vocabulary: groups of synonyms, and how to split a name or query into words."""

import re
from dataclasses import dataclass

from core.catalog.model import Level
from core.catalog.name_folding import fold

_SAME: dict[str, str] = {
    word: meaning
    for meaning, words in {
        "turning": "lathe lathes turn",
        "milling": "mill mills",
        "grinding": "grinder grinders grind",
        "drill": "drilling",
        "operation": "op ops oper opr operate operates operating operator operators operations",
        "program": "programming programs programmer programme programmes pgm",
        "setup": "setups",
        "center": "centers centre centres",
        "multi": "multiple",
        "brake": "break",  # people often misspell "press brake" like this
        "axis": "axes 2axis",
        "piping": "pipe pipes",
        "welding": "weld welder",
    }.items()
    for word in words.split()
}
_FILLERS = """
    a an and for in of on or the to with level lvl nims
    certificate certification credential credentials cert certs
"""
FILLERS = frozenset(_FILLERS.split())
"""Words that the search ignores, because they do not distinguish credentials."""

_LEVELS = {"1": Level.I, "2": Level.II, "3": Level.III}
_SPELT_LEVELS = {"one": Level.I, "two": Level.II, "three": Level.III}
_SHORTEST_SINGULAR = 3
"""A word with fewer letters is not taken for a plural, as "mms" might be."""
_NO_PLURAL = ("ss", "is", "us")
_GLUED_LEVEL = re.compile(r"([a-z]{3,})([123])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a text in order, without fillers, and the levels that it mentions."""

    words: tuple[str, ...]
    levels: frozenset[Level]


def meaning(word: str) -> str:
    """Return the main word of a word's group of synonyms, such as "turning" for "lathes"."""
    if word in _SAME:
        return _SAME[word]
    plural = len(word) > _SHORTEST_SINGULAR and word.endswith("s") and word[-2:] not in _NO_PLURAL
    single = word[:-1] if plural else word
    return _SAME.get(single, single)


def synonyms() -> dict[str, str]:
    """Return the main word for each synonym, such as "turning" for "lathe"."""
    return dict(_SAME)


def take_apart(text: str) -> Phrase:
    """Split a name or query into words and levels.

    "Mill 1", "mill I" and "mill level one" give the same result.
    """
    words: list[str] = []
    levels: set[Level] = set()
    tokens = _tokens(fold(text))
    for before, here, after in zip(("", *tokens), tokens, (*tokens[1:], ""), strict=False):
        if here in _LEVELS:
            # "2 axis" is not a level: a wire EDM machine has two axes at any level
            if meaning(after) != "axis":
                levels.add(_LEVELS[here])
        elif here in _SPELT_LEVELS and before in {"level", "lvl"}:
            levels.add(_SPELT_LEVELS[here])
        elif (before, here) == ("set", "up"):
            words[-1] = "setup"
        elif here not in FILLERS:
            words.append(here)
    return Phrase(tuple(words), frozenset(levels))


def _tokens(folded: str) -> list[str]:
    """Return the words of a text.

    A level attached to a word, as in "mill1", is split off.
    """
    tokens: list[str] = []
    for word in folded.split():
        glued = _GLUED_LEVEL.fullmatch(word)
        tokens += glued.groups() if glued else (word,)
    return tokens
