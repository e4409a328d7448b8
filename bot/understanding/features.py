"""Compute the classifier's features of a message.

Features are the hashed words, letters and concepts, the writer's role, and the encoder's vector.
Names are replaced by placeholders before features are computed, so that a message about chucking
and a message about grinding can ask the same question.
"""

import re
from functools import lru_cache
from itertools import combinations, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.concepts import concepts_of
from core.memories import emptied_when_forgetting

Vector = NDArray[np.float32]

HASHED = 2**22
"""The number of indexes for hashed features.

It is so large that two common features never share an index.
"""
ENCODED = 512
ROLES = ("candidate", "instructor", "administrator", "evaluator", "employer", "stranger")
OTHERS = ENCODED + len(ROLES)
_WORDS, _LETTERS, _CONCEPTS, _ENCODER, _ROLE = 1.0, 0.8, 0.9, 1.1, 0.5
"""The weight of each group of features."""
_CODE = re.compile(r"\bef-[0-9a-z*~$=-]{3,}|https?://\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"[a-z]+|\?|!")
_SIZES = (2, 3, 4)


def hashed_features(text: str) -> tuple[NDArray[np.int64], Vector]:
    """Return the places and weights of a message's words, word pairs and letter sequences.

    The vector of weights has length 1.
    """
    tokens = _TOKEN.findall(_NUMBER.sub("xnum", text))
    words = [token for token in tokens if token[0].isalpha()]
    grams: dict[str, float] = {}
    for first, second in pairwise([*tokens, "$"]):
        grams[f"w {first}"] = _WORDS
        grams[f"p {first} {second}"] = _WORDS * 0.8
    grams[f"b {words[0] if words else ''}"] = _WORDS
    meant = [concepts_of(word) for word in words]
    together = sorted({concept for each in meant for concept in each})
    for concept in together:
        grams[f"k {concept}"] = _CONCEPTS
    found = dict.fromkeys(frozenset[int]().union(*map(_letters_of, words)), _LETTERS / 2)
    for gram, weight in grams.items():
        place = crc32(gram.encode()) % HASHED
        found[place] = found.get(place, 0.0) + weight
    for first, second in combinations(together, 2):
        place = _place_of_pair(first, second)
        found[place] = found.get(place, 0.0) + _CONCEPTS / 2
    places = np.fromiter(found, np.int64, len(found))
    weights = np.fromiter(found.values(), np.float32, len(found))
    return places, weights / np.sqrt(weights @ weights)


@lru_cache(20_000)
def _place_of_pair(concept: str, other: str) -> int:
    return crc32(f"q {concept} {other}".encode()) % HASHED


@lru_cache(20_000)
def _letters_of(word: str) -> frozenset[int]:
    """Return the indexes of a word's letter sequences."""
    padded = f" {word} "
    return frozenset(
        crc32(f"c{padded[start : start + size]}".encode()) % HASHED
        for size in _SIZES
        for start in range(len(padded) - size + 1)
    )


# words that people send may be names
emptied_when_forgetting(_letters_of.cache_clear)


def other_features(role: str, encoded: Vector | None) -> Vector:
    """Return the features that are not hashed: the role and, if there is an encoder, its vector."""
    out = np.zeros(OTHERS, np.float32)
    if encoded is not None:
        out[:ENCODED] = encoded * np.float32(_ENCODER)
    if role in ROLES:
        out[ENCODED + ROLES.index(role)] = _ROLE
    return out
