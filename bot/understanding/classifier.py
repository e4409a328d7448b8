"""Classify what a message asks by its words, its letters and a sentence encoder.

The result is the mean of several classifiers: a linear one, and some with a hidden layer. Without
the encoder, only one linear classifier for words and letters is used. Words and letter sequences
that are rare in the training data are left out, because they would make the common ones less clear.
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
from bot.understanding.in_context import context_in
from bot.understanding.spelling import Speller

MODEL = "classifier.npz"
_PLACEHOLDERS = "xcred", "xperson", "?"
_KEPT = 2000
"""Maximum number of everyday messages whose scores are cached."""
_EXAMINED = 6
"""Maximum number of readings that are considered for a message."""
Scored = tuple[str, float]
"""A class of messages, such as `status`, with its probability."""


class Classifier:
    """Scores the classes of a message. Trained by `tests.understanding.training`."""

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        about = json.loads(bytes(parts["about"]).decode())
        self.classes: tuple[str, ...] = tuple(about["classes"])
        self.digest: str = about["digest"]
        self.encoder_version: str = about["encoder"]
        self.frequent: tuple[str, ...] = tuple(about["common"])
        self.common = frozenset(self.frequent)
        speller = Speller(about["common"], about.get("rare", ()))
        self.spelled, self.knows = speller.correct, speller.knows
        self._everyday = frozenset((*_PLACEHOLDERS, *about["common"], *about.get("rare", ())))
        self._scored: dict[bytes, tuple[Scored, ...]] = {}
        self._kept: NDArray[np.int64] = np.cumsum(parts["places"], dtype=np.int64)
        self._linear_and_inner = _Hashed(parts, "linear", "inner")
        self._by_words = _Hashed(parts, "words")
        outer, self._outer_bias = _scaled(parts, "outer")
        self._outer = outer.reshape(len(self._outer_bias), -1, len(self.classes))
        self._in_context = context_in(parts, about)

    def likeliest(
        self,
        text: str,
        spoken: str,
        role: str,
        encode: Callable[[str], Vector] | None,
        topic: str = "",
    ) -> tuple[Scored, ...]:
        """Return the likeliest classes with their probabilities, likeliest first.

        `text` has placeholders for names, and `spoken` has natural words instead. `topic` is the
        class of the last question of the chat. Scores of everyday messages are cached, keyed by a
        digest and not by the message. A message with any word that is not in the training data,
        such as a name, is never cached.
        """
        key = self._key(text, role, topic, encoded=encode is not None)
        found = self._scored.get(key)
        if found is None:
            found = self._best(self.odds(text, spoken, role, encode, topic))
            if key:
                if len(self._scored) >= _KEPT:
                    self._scored.clear()
                self._scored[key] = found
        return found

    def has_scored(self, text: str, role: str, topic: str = "") -> bool:
        """Whether the scores of an encoded message are cached."""
        return self._key(text, role, topic, encoded=True) in self._scored

    def _key(self, text: str, role: str, topic: str, *, encoded: bool) -> bytes:
        """Return the key of a message in the cache, or b"" if the message must not be cached."""
        if not self._everyday.issuperset(text.split()):
            return b""
        return blake2b(f"{role} {encoded} {topic} {text}".encode(), digest_size=16).digest()

    def _best(self, scores: Vector) -> tuple[Scored, ...]:
        best = np.argsort(-scores)[:_EXAMINED]
        names = (self.classes[place] for place in best.tolist())
        return tuple(zip(names, scores[best].tolist(), strict=True))

    def odds(
        self,
        text: str,
        spoken: str,
        role: str,
        encode: Callable[[str], Vector] | None,
        topic: str = "",
    ) -> Vector:
        """Return the probability of each class, in the order of `classes`."""
        vector = encode(spoken) if encode else None
        odds = self._odds_alone(text, vector, role)
        return self._in_context(odds, text, vector, role, topic) if topic else odds

    def _odds_alone(self, text: str, vector: Vector | None, role: str) -> Vector:
        hashed = known_features(*hashed_features(text), self._kept)
        others = other_features(role, vector)
        if vector is None:
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
    """Return the hashed features that the model knows, and their weights.

    The features are returned as indexes into `kept`.
    """
    order = kept.searchsorted(places)
    order[order == len(kept)] = 0
    known = kept[order] == places
    return order[known], weights[known]


class _Hashed:
    """The weights of all features. Those of hashed features are stored as small whole numbers.

    The weights of several parts of the model are side by side, so one step looks up all of them.
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
    """Return the weights of the features from `begin` on, and the bias, as floats."""
    weights = parts[name][begin:].astype(np.float32) * parts[f"{name}_scales"].astype(np.float32)
    return weights, parts[f"{name}_bias"].astype(np.float32)


def _odds(logits: Vector) -> Vector:
    """Return the probability of each class, along the last axis."""
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    found: Vector = odds / odds.sum(axis=-1, keepdims=True)
    return found


def load_classifier() -> Classifier:
    with files("bot.understanding").joinpath(MODEL).open("rb") as file, np.load(file) as parts:
        return Classifier({name: parts[name] for name in parts.files})


@cache
def classifier() -> Classifier:
    """Return this process's classifier."""
    return load_classifier()


assert ENCODED == 512  # noqa: PLR2004 - size of the encoder's output
