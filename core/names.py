"""Compare, sort, find and show people's names."""

import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from functools import cache

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",  # noqa: RUF001 - this letter is intended
        "ħ": "h",
        "ŧ": "t",
        "’": "'",  # noqa: RUF001 - some people write O'Hara with it
    }
)
"""Letters that Unicode does not decompose into a plain letter and an accent."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_WORD = re.compile(r"[^\W_]+")
_SLIP = 0.84
"""Two names that are at least this similar (0 to 1) may differ only by a typing error."""


_ALIKE = 2
_SLIP_FROM, _TWO_SLIPS_FROM = 4, 8
"""How long a typed word must be, so that one letter or two letters of it may be wrong."""


class Similarity(Enum):
    """How similar two names are."""

    SAME = "same"
    """The names are the same, apart from case, accents, hyphens and suffixes."""
    NEAR = "near"
    """One name has a middle name that the other lacks, or very few letters differ."""
    CHANGED = "changed"
    """The names differ, but a part of them is the same, such as the given name."""
    OTHER = "other"
    """No part of the names is the same."""


def unaccented(text: str) -> str:
    """Fold case, spaces and accents: 'Mecanización, MAÑANAS' to 'mecanizacion, mananas'.

    Only Latin, Greek and Cyrillic letters lose their marks. In other scripts, marks are vowels.
    """
    kept: list[str] = []
    for sign in unicodedata.normalize("NFKD", text.casefold()):
        if unicodedata.combining(sign) and kept and _is_european(kept[-1]):
            continue
        kept.append(sign)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS).split())


def _is_european(letter: str) -> bool:
    return ord(letter) < 0x0530  # noqa: PLR2004 - Latin, Greek and Cyrillic precede Armenian


def sort_name(given_name: str, family_name: str) -> str:
    """Return the text by which people are sorted and found: family name, then given name."""
    return unaccented(f"{family_name} {given_name}" if family_name else given_name)


def is_slip(word: str, part: str) -> bool:
    """Whether a typed word is a part of a name, or differs from it only by a typing error.

    Both are in plain letters. "Nora" for "Noor" has two wrong letters, but it begins alike.
    """
    if word == part:
        return True
    alike = word[:_ALIKE] == part[:_ALIKE] and len(word) >= _SLIP_FROM
    allowed = 2 if alike else (len(word) >= _SLIP_FROM) + (len(word) >= _TWO_SLIPS_FROM)
    return allowed > 0 and letters_wrong()(word, part, score_cutoff=allowed) <= allowed


@cache
def letters_wrong() -> Callable[..., int]:
    """Return the function that counts the typing errors between two words."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - for misspelled names alone

    return OSA.distance


def similarity(one: tuple[str, str], other: tuple[str, str]) -> Similarity:
    """Compare two names. Each is a given name and a family name."""
    if one == other:
        return Similarity.SAME
    ours, theirs = _words(one), _words(other)
    if sorted(ours) == sorted(theirs):
        return Similarity.SAME
    if _is_slip("".join(ours), "".join(theirs)) or _has_more(ours, theirs):
        return Similarity.NEAR
    shared = {word for word in set(ours) & set(theirs) if len(word) > 1}
    return Similarity.CHANGED if shared else Similarity.OTHER


def _words(name: tuple[str, str]) -> list[str]:
    words = _WORD.findall(unaccented(f"{name[0]} {name[1]}").replace("'", ""))
    return [word for word in words if word not in _SUFFIXES] or words


def _is_slip(ours: str, theirs: str) -> bool:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only imports compare names

    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _SLIP


def _has_more(ours: list[str], theirs: list[str]) -> bool:
    """Whether two names differ only in middle names, which may be missing or initials."""
    short, long = sorted((ours, theirs), key=len)
    if len(short) < 2 or (short[0], short[-1]) != (long[0], long[-1]):  # noqa: PLR2004 - a given and a family name
        return False
    return all(any(word.startswith(middle) for word in long[1:-1]) for middle in short[1:-1])


HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Matches invisible marks that reorder text, or make different names look the same.

The joiners U+200C and U+200D are not among them, because names in Persian and in Indian scripts
need them.
"""


def without_hidden_marks(text: str) -> str:
    """Remove invisible marks from a text, because they could disturb text next to it."""
    return text if text.isascii() else HIDDEN.sub("", text)


def full_name(given_name: str, family_name: str, *, family_first: bool = False) -> str:
    """Return a given name and a family name as one text.

    A person with a single name has no family name.
    """
    parts = (family_name, given_name) if family_first else (given_name, family_name)
    return " ".join(part for part in parts if part)
