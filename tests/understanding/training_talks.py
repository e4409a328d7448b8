"""Learn from conversations what a message means after an earlier question."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.understanding.classifier import Classifier
from bot.understanding.classifier_labels import NO_ORDER, class_of_row, spoken
from bot.understanding.features import Vector
from bot.understanding.in_context import (
    CONTEXT_WORDS,
    OTHER_CONTEXT,
    context_features,
    indexes_of,
    logarithms,
    topics_of,
)
from core.people.model import Person
from tests.understanding.adam import Learned
from tests.understanding.small_weights import small
from tests.understanding.without_names import WithoutNames

TALKS = "talks"
"""The folder with conversations, inside the folder of the training data."""
_HIDDEN, _EPOCHS, _BATCH, _RATE, _DROPPED, _SMOOTH = 96, 16, 256, 4e-3, 0.45, 0.05
_WIDEST = 6.0
"""The largest weight that the file can represent, in standard deviations.

Larger weights are cut.
"""
_SHORT, _MOST_SHORT = 8, 2000
"""The most words that a short row has, and the most short rows that are used."""
_DECAY = 0.3
"""How strongly weights are pulled toward 0. This is divided by the number of rows."""

Matrix = NDArray[np.float32]
Parts = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Said:
    """A message of a conversation, its class, and the class of the last question before it."""

    text: str
    role: str
    topic: str
    label: str


def read_talks(folder: Path, files: str = "*.jsonl") -> list[dict[str, Any]]:
    """Return the conversations in the files of a folder."""
    return [
        json.loads(line)
        for path in sorted(folder.glob(files))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def messages_in(talk: Mapping[str, Any]) -> Iterator[Said]:
    """Yield the messages of a conversation. Small talk and statements do not change its topic."""
    topic = ""
    for turn in talk["turns"]:
        label = class_of_row(turn)
        if not turn["command"] and not turn["argument"] and turn.get("forbidden"):
            label = NO_ORDER
        yield Said(turn["text"], talk["as"], topic, label)
        if turn["command"] not in {"", "unclear"}:
            topic = label


def first_messages(folder: Path) -> list[dict[str, Any]]:
    """Return the messages that begin the conversations in a folder, as training rows.

    Their meaning depends on no earlier topic. Statements that ask for nothing are left out.
    """
    rows = []
    for talk in read_talks(folder):
        turn = talk["turns"][0]
        if turn["command"] or turn["argument"]:
            rows.append({"style": "plain", "as": talk["as"], "lang": talk["lang"], **turn})
    return rows


def with_other_subjects(said: Sequence[Said], random: Random) -> list[Said]:
    """Return first messages of conversations, each with a random topic of its role.

    They teach that a new subject is understood whatever the chat was about before.
    """
    before: dict[str, list[str]] = {}
    for each in said:
        if each.topic:
            before.setdefault(each.role, []).append(each.topic)
    return [
        Said(each.text, each.role, random.choice(before[each.role]), each.label)
        for each in said
        if not each.topic and each.role in before
    ]


def short_rows(folder: Path, random: Random) -> list[Said]:
    """Return some short training rows, as first messages of conversations.

    Such a row means the same whatever the chat was about.
    """
    rows = [
        Said(row["text"], row["as"], "", class_of_row(row))
        for path in sorted(folder.glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if not row.get("before") and len(row["text"].split()) <= _SHORT
    ]
    return random.sample(rows, min(_MOST_SHORT, len(rows)))


def stored(about: Mapping[str, Any]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(about).encode(), np.uint8)


def without_talks(classes: int) -> Parts:
    """Return the parts of a model that has learned nothing from conversations."""
    return _as_parts(Network.beginning(OTHER_CONTEXT, classes, np.random.default_rng(0)))


def with_talks(parts: Parts, folder: Path, people: Sequence[Person], digest: str) -> Parts:
    """Return the content of the model's file, with what is learned from the conversations.

    `digest` is the digest of all training data.
    """
    about: dict[str, Any] = json.loads(bytes(parts["about"]).decode())
    about |= {"topics": [], "trust": 1.0, "digest": digest}
    nothing = without_talks(len(about["classes"]))
    alone = Classifier({**parts, **nothing, "about": stored(about)})
    said = [each for talk in read_talks(folder / TALKS) for each in messages_in(talk)]
    said += short_rows(folder, Random(0))
    said += with_other_subjects(said, Random(0))
    said = [each for each in said if each.topic and each.label in alone.classes]
    topics = sorted({topic for each in said for topic in topics_of(each.topic)})
    places = indexes_of(topics)
    words = indexes_of(about["common"][:CONTEXT_WORDS])
    without_names = WithoutNames(people, about["common"], about["rare"])
    features, odds = [], []
    for each in said:
        text = without_names(each.text, each.role)
        vector: Vector = without_names.encode(spoken(text))
        features.append(context_features(each.topic, places, words, text, each.role, vector))
        odds.append(alone.odds(text, "", each.role, partial(_same, vector)))
    wanted = np.array([alone.classes.index(each.label) for each in said])
    network = fit(np.stack(features), logarithms(np.stack(odds)), wanted)
    about |= {"topics": topics, "trust": float(network.trust[0])}
    return {**parts, **_as_parts(network), "about": stored(about)}


def _same(vector: Vector, _text: str) -> Vector:
    return vector


@dataclass
class Network:
    """A network with one hidden layer that adjusts the classifier's probabilities by context.

    Its output is added to the logarithms of the probabilities found without a topic, which are
    multiplied by `trust`.
    """

    inner: Matrix
    inner_bias: Matrix
    outer: Matrix
    outer_bias: Matrix
    trust: Matrix

    @classmethod
    def beginning(cls, features: int, classes: int, random: np.random.Generator) -> Self:
        inner, outer = (
            (random.standard_normal(size) * spread).astype(np.float32)
            for size, spread in (((features, _HIDDEN), 0.08), ((_HIDDEN, classes), 0.05))
        )
        biases = (np.zeros(size, np.float32) for size in (_HIDDEN, classes))
        return cls(inner, next(biases), outer, next(biases), np.ones(1, np.float32))


def _as_parts(network: Network) -> Parts:
    inner = small("context_inner", network.inner, network.inner_bias, 15, _WIDEST)
    return inner | small("context_outer", network.outer, network.outer_bias, 31)


def fit(features: Matrix, alone: Matrix, wanted: NDArray[np.int64]) -> Network:
    """Return a network learned by Adam with dropout.

    `alone` has the logarithm of the probability of each class.
    """
    random = np.random.default_rng(0)
    rows, classes = alone.shape
    network = Network.beginning(features.shape[1], classes, random)
    learned = {name: Learned(values) for name, values in vars(network).items()}
    steps, step = _EPOCHS * -(-rows // _BATCH), 0
    for _ in range(_EPOCHS):
        order = random.permutation(rows)
        for start in range(0, rows, _BATCH):
            batch = order[start : start + _BATCH]
            gradients = _gradients(network, features[batch], alone[batch], wanted[batch], random)
            gradients["inner"] += np.float32(_DECAY / rows) * network.inner
            gradients["outer"] += np.float32(_DECAY / rows) * network.outer
            step += 1
            rate = _RATE * (0.525 + 0.5 * np.cos(np.pi * step / steps))
            for name, gradient in gradients.items():
                learned[name].step(gradient, rate, step)
    return network


def _gradients(
    network: Network,
    features: Matrix,
    alone: Matrix,
    wanted: NDArray[np.int64],
    random: np.random.Generator,
) -> dict[str, Matrix]:
    """Return how the error of some rows grows with each weight of the network."""
    rows, classes = alone.shape
    hidden = features @ network.inner + network.inner_bias
    kept = (hidden > 0) * (random.random(hidden.shape) > _DROPPED) / (1 - _DROPPED)
    hidden = (hidden * kept).astype(np.float32)
    logits = network.trust * alone + hidden @ network.outer + network.outer_bias
    odds = np.exp(logits - logits.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    odds -= np.float32(_SMOOTH / classes)
    odds[np.arange(rows), wanted] -= 1 - _SMOOTH
    odds /= rows
    back = ((odds @ network.outer.T) * kept).astype(np.float32)
    return {
        "inner": features.T @ back,
        "inner_bias": back.sum(0),
        "outer": hidden.T @ odds,
        "outer_bias": odds.sum(0),
        "trust": np.array([(odds * alone).sum()], np.float32),
    }
