"""A classifier for what a message asks, over words, letters and a sentence encoder.

It is the mean of several: a linear one, and some with a hidden layer. Without the encoder there is
a linear one for words and letters alone. Words and letters that are rare in the training data are
left out, so that they do not blur the common ones.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import ENCODED, OTHERS, Vector, hashed_features, other_features
from bot.understanding.spelling import Speller

MODEL = "classifier.npz"
_PLACEHOLDERS = "xcred", "xperson", "?"
_KEPT = 2000
"""The most everyday messages whose scores are kept."""
_EXAMINED = 6
"""The most readings of a message that are examined."""
Scored = tuple[str, float]
"""A class with its probability."""


class Classifier:
    """Scores the classes of a message. Trained by `tests.understanding.training`."""

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        about = json.loads(bytes(parts["about"]).decode())
        self.classes: tuple[str, ...] = tuple(about["classes"])
        self.digest: str = about["digest"]
        self.encoder_version: str = about["encoder"]
        self.frequent: tuple[str, ...] = tuple(about["common"])
        self.common = frozenset(self.frequent)
        self.spelled = Speller(about["common"], about.get("rare", ())).correct
        self._everyday = frozenset((*_PLACEHOLDERS, *about["common"], *about.get("rare", ())))
        self._scored: dict[bytes, tuple[Scored, ...]] = {}
        self._kept: NDArray[np.int64] = np.cumsum(parts["places"], dtype=np.int64)
        self._linear_and_inner = _Hashed(parts, "linear", "inner")
        self._by_words = _Hashed(parts, "words")
        outer, self._outer_bias = _scaled(parts, "outer")
        self._outer = outer.reshape(len(self._outer_bias), -1, len(self.classes))

    def likeliest(
        self, text: str, spoken: str, role: str, encode: Callable[[str], Vector] | None
    ) -> tuple[Scored, ...]:
        """The likeliest classes with their probabilities, likeliest first. `text` has placeholders for names, `spoken` natural words
        in place of them.

        The scores of everyday messages are kept, under a digest in place of the message. A message
        with any word that the training data do not have, such as a name, leaves nothing behind.
        """
        if not self._everyday.issuperset(text.split()):
            return self._best(self._scores(text, spoken, role, encode))
        said = f"{role} {encode is not None} {text}"
        key = blake2b(said.encode(), digest_size=16).digest()
        found = self._scored.get(key)
        if found is None:
            found = self._best(self._scores(text, spoken, role, encode))
            if len(self._scored) >= _KEPT:
                self._scored.clear()
            self._scored[key] = found
        return found

    def _best(self, scores: Vector) -> tuple[Scored, ...]:
        best = np.argsort(-scores)[:_EXAMINED]
        names = (self.classes[place] for place in best.tolist())
        return tuple(zip(names, scores[best].tolist(), strict=True))

    def _scores(
        self, text: str, spoken: str, role: str, encode: Callable[[str], Vector] | None
    ) -> Vector:
        hashed = known_features(*hashed_features(text), self._kept)
        others = other_features(role, encode(spoken) if encode else None)
        if encode is None:
            return _odds(self._by_words(hashed, others))
        both = self._linear_and_inner(hashed, others)
        hidden = np.maximum(both[len(self.classes) :], 0)
        logits = np.empty((1 + len(self._outer), len(self.classes)), np.float32)
        logits[0] = both[: len(self.classes)]
        apart = hidden.reshape(len(self._outer), 1, -1)
        np.add((apart @ self._outer)[:, 0], self._outer_bias, out=logits[1:])
        found: Vector = _odds(logits).mean(axis=0)
        return found


def known_features(
    places: NDArray[np.int64], weights: Vector, kept: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Vector]:
    """The hashed features that are kept, by their order among these, and their weights."""
    order = kept.searchsorted(places)
    order[order == len(kept)] = 0
    known = kept[order] == places
    return order[known], weights[known]


class _Hashed:
    """Weights for all features; those of the many hashed features stay small whole numbers.

    The weights of several parts of the model are side by side, to be looked up at once.
    """

    def __init__(self, parts: Mapping[str, NDArray[Any]], *names: str) -> None:
        self._hashed = np.concatenate([parts[name][:-OTHERS] for name in names], axis=1)
        scales = [parts[f"{name}_scales"][0].astype(np.float32) for name in names]
        self._scales = np.concatenate(scales)
        others, biases = zip(*(_scaled(parts, name, -OTHERS) for name in names), strict=True)
        self._others, self._bias = np.concatenate(others, axis=1), np.concatenate(biases)

    def __call__(self, hashed: tuple[NDArray[np.int64], Vector], others: Vector) -> Vector:
        places, known = hashed
        weighed = known @ self._hashed.take(places, axis=0).astype(np.float32)
        found: Vector = weighed * self._scales + others @ self._others + self._bias
        return found


def _scaled(
    parts: Mapping[str, NDArray[Any]], name: str, begin: int = 0
) -> tuple[NDArray[np.float32], Vector]:
    """The weights of the features from `begin` on, and the bias."""
    weights = parts[name][begin:].astype(np.float32) * parts[f"{name}_scales"].astype(np.float32)
    return weights, parts[f"{name}_bias"].astype(np.float32)


def _odds(logits: Vector) -> Vector:
    """The probability of each class, on the last axis."""
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    found: Vector = odds / odds.sum(axis=-1, keepdims=True)
    return found


def load_classifier() -> Classifier:
    with files("bot.understanding").joinpath(MODEL).open("rb") as file, np.load(file) as parts:
        return Classifier({name: parts[name] for name in parts.files})


@cache
def classifier() -> Classifier:
    """The classifier of this process."""
    return load_classifier()


assert ENCODED == 512  # noqa: PLR2004 - size of the encoder's output
