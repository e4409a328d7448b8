"""The classifier's features of a message: hashed words and letters, slots, role and a vector.

Names become placeholders first: a message about chucking and one about grinding ask the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.concepts import concepts_of

Vector = NDArray[np.float32]

HASHED = 16384
ENCODED = 512
ROLES = ("candidate", "instructor", "administrator", "evaluator", "employer", "stranger")
WIDTH = HASHED + ENCODED + len(ROLES)
_WORDS, _LETTERS, _CONCEPTS, _ENCODER, _ROLE = 1.0, 0.8, 0.9, 1.1, 0.5
"""The weight of each group of features."""
_CODE = re.compile(r"\bef-[0-9a-z*~$=-]{3,}|https?://\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"[a-z]+|\?|!")
_SIZES = (2, 3, 4)


def hashed_features(text: str) -> Iterator[tuple[int, float]]:
    """The indexes and weights of a message's words, word pairs and letter sequences."""
    tokens = _TOKEN.findall(_NUMBER.sub("xnum", text))
    words = [token for token in tokens if token[0].isalpha()]
    grams: dict[str, float] = {}
    for first, second in pairwise([*tokens, "$"]):
        grams[f"w {first}"] = _WORDS
        grams[f"p {first} {second}"] = _WORDS * 0.8
    grams[f"b {words[0] if words else ''}"] = _WORDS
    meant = [concepts_of(word) for word in words]
    together = sorted({concept for each in meant for concept in each})
    for place, concept in enumerate(together):
        grams[f"k {concept}"] = _CONCEPTS
        for other in together[place + 1 :]:
            grams[f"q {concept} {other}"] = _CONCEPTS / 2
    for gram, weight in grams.items():
        yield crc32(gram.encode()) % HASHED, weight
    for place in frozenset[int]().union(*map(_letters_of, words)):
        yield place, _LETTERS / 2


@lru_cache(20_000)
def _letters_of(word: str) -> frozenset[int]:
    """The indexes of a word's letter sequences."""
    padded = f" {word} "
    return frozenset(
        crc32(f"c{padded[start : start + size]}".encode()) % HASHED
        for size in _SIZES
        for start in range(len(padded) - size + 1)
    )


def vector_of(text: str, role: str, encoded: Vector | None) -> Vector:
    """The features of a message; `encoded` is the encoder's vector, None without an encoder."""
    out = np.zeros(WIDTH, np.float32)
    for place, weight in hashed_features(text):
        out[place] += weight
    norm = float(np.linalg.norm(out))
    if norm:
        out /= norm
    if encoded is not None:
        out[HASHED : HASHED + ENCODED] = encoded * _ENCODER
    if role in ROLES:
        out[HASHED + ENCODED + ROLES.index(role)] = _ROLE
    return out
